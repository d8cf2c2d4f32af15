"""Answers that are kept ready: filled once, whatever stands in what is filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.canned_answers import AnswerBody, CannedAnswer, PutCannedAnswer
from contracts.errors import InvalidInput
from contracts.request_types import Label
from tickets.domain.canned_answers import PLACEHOLDERS, filled, require_fit

LABEL = Label(de="Gruß", en="Greeting")


def an_answer(de: str, en: str = "Hello.") -> CannedAnswer:
    return CannedAnswer(key="a", version=1, label=LABEL, body=AnswerBody(de=de, en=en))


@given(title=st.text(), name=st.text())
def test_what_is_filled_in_is_taken_as_it_is_and_never_filled_again(title: str, name: str) -> None:
    answer = an_answer("{title} / {requester} / {} { number } {NUMBER}")

    body = filled(answer, "de", {"title": title, "requester": name, "number": "7"})

    assert body == f"{title} / {name} / {{}} {{ number }} {{NUMBER}}"


def test_a_title_that_looks_like_a_placeholder_stays_one() -> None:
    body = filled(an_answer("{title}"), "de", {"title": "{agent}{title}", "agent": "Kim"})

    assert body == "{agent}{title}"


def test_the_language_of_the_reader_decides() -> None:
    assert (
        filled(an_answer("Hallo {agent}", "Hello {agent}"), "en", {"agent": "Kim"}) == "Hello Kim"
    )


def test_every_place_that_cannot_be_kept_is_named() -> None:
    wanted = PutCannedAnswer(
        key="a",
        base_version=0,
        label=LABEL,
        body=AnswerBody(de="{password}", en="  "),
        department="nowhere",
    )

    with pytest.raises(InvalidInput) as refused:
        require_fit(wanted, {"sales"})

    assert refused.value.arguments == (
        "department", "unknown_department",
        "body.de", "unknown_placeholder",
        "body.en", "empty",
    )  # fmt: skip


def test_every_placeholder_on_offer_may_be_used() -> None:
    body = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)

    require_fit(
        PutCannedAnswer(key="a", base_version=0, label=LABEL, body=AnswerBody(de=body, en=body)),
        set(),
    )
