"""Who is no member any more, or no person, gives nothing to anybody."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import NotPermitted
from contracts.identity import Membership
from contracts.principal import UNLOCK_AREAS
from identity.domain.api_keys import require_may_create
from identity.domain.granting import require_may_give_areas
from identity.domain.permissions import own_organisation
from identity.domain.teams import require_may_decide, require_may_invite


def test_who_is_no_member_any_more_gives_nothing() -> None:
    with pytest.raises(NotPermitted):
        require_may_give_areas(None, None, ("post",))
    with pytest.raises(NotPermitted):
        require_may_decide(None)
    with pytest.raises(NotPermitted):
        require_may_invite(None, "member", ("post",), None)


def a_colleague(**changes: Any) -> Membership:
    values: dict[str, Any] = {
        "person_id": new_id(),
        "person_name": "Erika Muster (Demo)",
        "email": "erika@muster.example",
        "role": "member",
        "areas": ("post", "devices"),
    }
    return Membership(**(values | changes))


def test_a_member_who_was_not_allowed_to_unlock_gives_not_even_what_he_has() -> None:
    giver, other = a_colleague(), a_colleague(areas=("post",))

    with pytest.raises(NotPermitted, match="admin"):
        require_may_give_areas(giver, other, ("post", "devices"))

    require_may_give_areas(a_colleague(grants=(UNLOCK_AREAS,)), other, ("post", "devices"))


def test_a_person_without_an_organisation_and_a_system_act_for_none() -> None:
    with pytest.raises(NotPermitted):
        own_organisation(a_principal(organisation_id=None, role=None))
    with pytest.raises(NotPermitted):
        own_organisation(a_principal(kind="system", role=None))


def test_neither_a_member_nor_a_system_makes_keys() -> None:
    with pytest.raises(NotPermitted):
        require_may_create(a_principal(role="member"), ("documents.read",), ())
    with pytest.raises(NotPermitted):
        require_may_create(a_principal(kind="system"), ("documents.read",), ())
