"""Which passwords are good enough."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.domain.common_words import COMMON_WORDS
from identity.domain.passwords import normalise_password, weakness_of

PERSONAL = ("Erika Müller-Lüdenscheid", "erika.mueller@muster.example", "Musterfabrik GmbH (Demo)")


@pytest.mark.req("FD-08")
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "too_short"),
        ("12345678", "too_short"),
        ("kurz-gut-7x", "too_short"),
        ("            ", "too_common"),
        ("123456789012", "too_common"),
        ("qwertzuiopü+", "too_common"),
        ("passwortpasswort", "too_common"),
        ("Passwort-2026!", "too_common"),
        ("Sommer2026!!!", "too_common"),
        ("Weihnachten2025", "too_common"),
        ("Rechnung-4711-a", "too_common"),
        ("iloveyou123456", "too_common"),
        ("aaaaaaaaaaaaaaaa", "too_common"),
        ("Musterfabrik 2026", "contains_personal"),
        ("erika.mueller1985", "contains_personal"),
        ("ErikaMüllerErika", "contains_personal"),
        ("Lüdenscheid#2026", "contains_personal"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(
    password: str, reason: str
) -> None:
    assert weakness_of(password, personal=PERSONAL) == reason


@pytest.mark.req("FD-08")
@pytest.mark.parametrize(
    "password",
    [
        "drei blaue Esel!",
        "achtbarernebelfisch",
        "korrekt batterie heftklammer",
        "vT9#kQ2$xL7!",
        "Erika trinkt violetten Holunder",
        "correct horse battery staple",
        "пять зелёных облаков",
    ],
)
def test_a_long_or_rare_password_is_good_without_further_rules(password: str) -> None:
    assert weakness_of(password, personal=PERSONAL) is None


def test_personal_words_are_no_matter_to_somebody_else() -> None:
    password = "wildenberg-katalog"

    assert weakness_of(password, personal=("Karla Wildenberg-Katalog",)) == "contains_personal"
    assert weakness_of(password, personal=PERSONAL) is None


def test_one_password_has_one_form_however_it_was_composed() -> None:
    assert normalise_password("Gru\u0308\u00dfe") == normalise_password("Gr\u00fc\u00dfe")


def test_a_very_long_password_is_judged_quickly() -> None:
    began = time.process_time()

    weakness_of("aB3$" * 256, personal=PERSONAL)

    assert time.process_time() - began < 5


@settings(deadline=None)  # the first verdict loads the lists of words
@given(password=st.text(max_size=100), name=st.text(max_size=50))
def test_any_text_gets_a_verdict(password: str, name: str) -> None:
    verdict = weakness_of(password, personal=(name,))

    assert verdict in {None, "too_short", "too_common", "contains_personal"}
    if len(normalise_password(password)) < 12:
        assert verdict == "too_short"


def test_the_common_words_are_written_as_they_are_compared() -> None:
    assert list(COMMON_WORDS) == sorted(set(COMMON_WORDS))
    assert all(word.isascii() and word.islower() for word in COMMON_WORDS)
