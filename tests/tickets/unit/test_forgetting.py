"""What is looked for when a person is erased."""

import re
from uuid import UUID

import pytest

from tickets.domain.forgetting import LEFT_OUT, traces_of

PERSON, STAND_IN = UUID(int=1), UUID(int=2)


def without(
    text: str, *, name: str = "Erika Muster", email: str = "e.muster@muster.example"
) -> str:
    """Return what is left of a text; Python's words end where PostgreSQL's do."""
    for trace in traces_of(PERSON, STAND_IN, (name,), (email,)):
        pattern = trace.pattern.replace(r"\m", r"\b").replace(r"\M", r"\b")
        text = re.sub(pattern, trace.stand_in, text, flags=re.IGNORECASE)
    return text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Frau Erika Muster rief an.", f"Frau {LEFT_OUT} rief an."),
        ("ERIKA\n  muster", LEFT_OUT),
        ("an E.Muster@Muster.example, bitte", f"an {LEFT_OUT}, bitte"),
        ("Erika Musterfrau und Merika Muster", "Erika Musterfrau und Merika Muster"),
        ("exmuster@muster.example", "exmuster@muster.example"),
        (f"person:{PERSON}", f"person:{STAND_IN}"),
    ],
)
def test_whole_names_and_addresses_go_and_parts_of_other_words_stay(text: str, left: str) -> None:
    assert without(text) == left


def test_a_name_of_one_word_may_be_any_word_and_is_not_looked_for() -> None:
    assert without("Der Drucker druckt.", name="Drucker") == "Der Drucker druckt."


def test_signs_that_mean_something_in_patterns_mean_themselves() -> None:
    assert without("(A+B) [C]* sagt", name="(A+B) [C]*") == f"{LEFT_OUT} sagt"
