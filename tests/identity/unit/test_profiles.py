"""Names in their parts, and what is kept elsewhere."""

from typing import Any

import pytest

from contracts.errors import InvalidInput, ManagedExternally
from contracts.profiles import MANAGED_ELSEWHERE, UpdateProfile
from identity.domain.profiles import (
    AccountPortal,
    PersonalName,
    changed_name,
    parts_of,
    require_kept_here,
)

ERIKA = PersonalName(given="Erika", family="Muster")
PORTAL = AccountPortal(provider="Kundencenter", manage_url="https://konto.example.com")


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Erika Muster", "Erika", "Muster"),
        ("Anna Lena Muster-Beispiel", "Anna Lena", "Muster-Beispiel"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Annette von der Heide", "Annette", "von der Heide"),
        ("Van Morrison", "Van", "Morrison"),
        ("Sukarno", "Sukarno", None),
        ("von Muster", "von", "Muster"),
    ],
)
def test_the_parts_of_a_name_are_told_from_it(name: str, given: str, family: str | None) -> None:
    parts = parts_of(name)

    assert (parts.given, parts.family) == (given, family)
    assert parts.shown == name


@pytest.mark.req("MB-02")
@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"given_name": "Erik"}, "Erik Muster"),
        ({"family_name": "  von   Muster "}, "Erika von Muster"),
        ({"family_name": None}, "Erika"),
        ({"given_name": "Max", "family_name": "Beispiel"}, "Max Beispiel"),
        ({}, "Erika Muster"),
    ],
)
def test_a_name_changes_part_by_part(changes: dict[str, Any], shown: str) -> None:
    assert changed_name(ERIKA, UpdateProfile(**changes)).shown == shown


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"given_name": None}, ("given_name", "required")),
        ({"given_name": "  "}, ("given_name", "blank")),
        ({"family_name": "a\x00b"}, ("family_name", "control_characters")),
        ({"given_name": "a" * 120, "family_name": "b" * 120}, ("family_name", "too_long")),
    ],
)
def test_a_name_that_nobody_can_be_called_by_is_refused(
    changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        changed_name(ERIKA, UpdateProfile(**changes))

    assert refused.value.arguments == fault


@pytest.mark.req("MB-03", "A22")
@pytest.mark.parametrize("field", MANAGED_ELSEWHERE)
@pytest.mark.parametrize("value", ["1.1.1970", None, {"street": "Musterweg 1"}])
def test_what_is_kept_elsewhere_is_refused_whatever_it_holds(field: str, value: object) -> None:
    wanted: dict[str, Any] = {field: value, "given_name": "Erik"}

    with pytest.raises(ManagedExternally) as refused:
        require_kept_here(UpdateProfile(**wanted), PORTAL)
    with pytest.raises(InvalidInput):
        require_kept_here(UpdateProfile(**wanted), None)

    assert refused.value.arguments == (field, "https://konto.example.com")
