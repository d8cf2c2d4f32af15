"""Who is refused at the door: before anything is looked up, so that nothing is there to ask."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from catalog.domain.sight import sight_of_contracts
from catalog.use_cases.entitlements.check_entitlement import check_entitlement
from catalog.use_cases.plans.take_use import take_use
from catalog.use_cases.seminars.get_appointment import get_appointment
from catalog.use_cases.seminars.give_back_place import give_back_place
from chassis.testing import a_principal
from contracts.errors import NoMembership, NotPermitted, WireError
from contracts.plans import TakeUse
from contracts.principal import Principal

NOTHING: Any = None
"""Stands for what must not be touched before the refusal."""
ANY = UUID(int=1)
NEWCOMER = {"organisation_id": None, "organisation_kind": None, "role": None}

REFUSED: dict[str, tuple[dict[str, Any], WireError, Callable[[Principal], object]]] = {
    "a newcomer asks what he may use": (
        NEWCOMER,
        NoMembership(),
        lambda caller: check_entitlement(caller, "academy", None, NOTHING),
    ),
    "a member counts a thing as in use": (
        {"role": "member"},
        NotPermitted("admin"),
        lambda caller: take_use(caller, TakeUse(limit="users", item="1"), None, NOTHING),
    ),
    "a newcomer looks at an appointment": (
        NEWCOMER,
        NoMembership(),
        lambda caller: get_appointment(caller, ANY, "de", NOTHING),
    ),
    "who belongs nowhere looks at contracts": (
        {"organisation_id": None},
        NoMembership(),
        sight_of_contracts,
    ),
    "a system looks at contracts as its administrator would": (
        {"kind": "system"},
        NotPermitted("person"),
        sight_of_contracts,
    ),
    "a newcomer gives a place back": (
        NEWCOMER,
        NoMembership(),
        lambda caller: give_back_place(caller, ANY, NOTHING),
    ),
}


@pytest.mark.parametrize("who", REFUSED)
def test_who_may_not_is_refused_before_anything_is_looked_up(who: str) -> None:
    changes, refusal, call = REFUSED[who]

    with pytest.raises(type(refusal)) as refused:
        call(a_principal(**changes))

    assert refused.value.arguments == refusal.arguments
