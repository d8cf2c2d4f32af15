"""What may be changed about somebody, as a form says it: the same to try it and to do it."""

from typing import get_args
from uuid import UUID

import msgspec

from contracts.errors import (
    AlreadyExists,
    InitialAddressProtected,
    InvalidInput,
    LastAdministrator,
    NotPermitted,
)
from contracts.identity import Membership
from contracts.principal import AREAS, UNLOCK_AREAS, DataScope, Principal, Team
from gateway.api.account_bodies import NewRole, OnBehalf
from gateway.api.bodies import Areas
from gateway.api.decoding import read_values
from gateway.api.members import change_role, remove_member
from gateway.api.partners import (
    DataScopeChoice,
    GrantsChoice,
    TeamChoice,
    set_data_scope,
    set_grants,
    set_team,
)
from gateway.api.people import set_areas
from gateway.api.previews import MemberChange
from gateway.call import Call
from gateway.problems import InvalidFields

ROLES = ("member", "documents", "admin")
TEAMS: tuple[str, ...] = get_args(Team)
SCOPES: tuple[str, ...] = get_args(DataScope)
NO_TEAM = "none"
MENDABLE = (
    AlreadyExists,
    InitialAddressProtected,
    InvalidFields,
    InvalidInput,
    LastAdministrator,
    NotPermitted,
)
"""What whoever changes somebody may mend in his form."""


def read_role(form: dict[str, str]) -> NewRole:
    """Return the role that was chosen.

    Raises:
        InvalidFields: it is none.
    """
    return read_values({"role": form.get("role", "")}, NewRole)


def read_areas(fields: list[tuple[str, str]]) -> tuple[str, ...]:
    """Return the areas that were ticked, each once."""
    return _ticked(fields, "area")


def areas_of(principal: Principal) -> tuple[str, ...]:
    """Return the areas that there are for people of such an organisation."""
    is_partner = principal.organisation_kind == "partner"
    return tuple(area for area in AREAS if area != "business" or is_partner)


def sees_colleagues(principal: Principal) -> bool:
    """Whether somebody may see who else belongs to his organisation: identity decides in the end.

    Key users do (KM-05), whoever decides at a partner, and support in the place of administrators.
    """
    is_customer = principal.organisation_id is not None and not principal.is_staff
    knows = UNLOCK_AREAS in principal.grants or principal.is_admin or principal.is_of_partner
    return principal.kind == "person" and is_customer and knows


def given_areas(principal: Principal, member: Membership, *, manages: bool) -> tuple[str, ...]:
    """Return the areas that somebody may give to a member and take from him (KM-09)."""
    if manages:
        return areas_of(principal)
    is_key_user = UNLOCK_AREAS in principal.grants and principal.support_session_id is None
    if not is_key_user or member.role != "member":
        return ()
    return tuple(area for area in areas_of(principal) if area in principal.areas)


def read_change(fields: list[tuple[str, str]]) -> MemberChange:
    """Return the one change that the form's `change` names.

    Raises:
        InvalidFields: it names none that there is, or a value that there is not.
    """
    form = dict(fields)
    wanted = form.get("change", "")
    if wanted == "areas":
        return MemberChange(areas=read_areas(fields))
    if wanted == "role":
        return MemberChange(role=read_role(form).role)
    if wanted == "grants":
        return MemberChange(grants=_ticked(fields, "grant"))
    if wanted == "data_scope":
        chosen = read_values({"data_scope": form.get("data_scope", "")}, DataScopeChoice)
        return MemberChange(data_scope=chosen.data_scope)
    if wanted == "team":
        return MemberChange(team=_team_in(form))
    if wanted == "removal":
        return MemberChange(is_removed=True)
    raise InvalidFields((("change", "not_offered"),))


async def make_change(call: Call, person_id: UUID, change: MemberChange) -> None:
    """Do in earnest what was read from a form."""
    if change.areas is not None:
        await set_areas(call, person_id, Areas(areas=change.areas))
    elif change.role is not None:
        await change_role(call, person_id, NewRole(role=change.role))
    elif change.grants is not None:
        await set_grants(call, person_id, GrantsChoice(grants=change.grants))
    elif change.data_scope is not None:
        await set_data_scope(call, person_id, DataScopeChoice(data_scope=change.data_scope))
    elif change.team is not msgspec.UNSET:
        await set_team(call, person_id, TeamChoice(team=change.team))
    else:
        await remove_member(call, person_id, OnBehalf())


def _team_in(form: dict[str, str]) -> Team | None:
    if form.get("team") == NO_TEAM:
        return None
    return read_values({"team": form.get("team", "")}, TeamChoice).team


def _ticked(fields: list[tuple[str, str]], wanted: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for name, value in fields if name == wanted))
