"""What the teams of a partner decide about, and what they do not (docs/adr/0018)."""

from contracts.errors import InvalidInput, NotPermitted
from contracts.identity import Membership
from contracts.principal import (
    CHANGE_PARTNER_CONTACT,
    UNLOCK_AREAS,
    DataScope,
    OrganisationKind,
    Role,
    Team,
)

# Kollaboration is the third: its members work, the other two also decide (DW-05, DW-14, DW-22).
DECIDING_TEAMS: frozenset[Team] = frozenset({"verwaltung", "administration"})


def require_may_invite(
    inviter: Membership | None, role: Role, areas: tuple[str, ...], team: Team | None
) -> None:
    """Return when the member may invite somebody who gets this role, areas and team (DW-05).

    Administrators invite anybody; the deciding teams invite members and nothing above their own
    areas (KM-09). Who joins a team, administrators alone decide: a team decides about others.

    Raises:
        NotPermitted: he may not, or is no member any more.
    """
    require_may_decide(inviter)
    if inviter is None or inviter.role == "admin":
        return
    if role == "admin" or team is not None:
        raise NotPermitted("admin")
    if not set(areas) <= set(inviter.areas):
        raise NotPermitted("own_areas")


def require_may_decide(decider: Membership | None) -> None:
    """Return when the member may set visibility, anybody's and his own too (DW-22).

    Administrators may, and the members of the two deciding teams.

    Raises:
        NotPermitted: he may not, or is no member any more.
    """
    if decider is None:
        raise NotPermitted("membership")
    if not decides(decider):
        raise NotPermitted("deciding_team")


def decides(member: Membership) -> bool:
    """Whether the member administers his partner or is in one of its deciding teams."""
    return member.role == "admin" or member.team in DECIDING_TEAMS


def require_may_see_members(member: Membership | None) -> None:
    """Return when one of a partner's people may see who its members are.

    He decides something about them: areas, visibility, actions, or who is whose contact.

    Raises:
        NotPermitted: he decides nothing, or is no member any more.
    """
    if member is not None and {UNLOCK_AREAS, CHANGE_PARTNER_CONTACT} & set(member.grants):
        return
    require_may_decide(member)


def require_fits_kind(
    kind: OrganisationKind, team: Team | None, data_scope: DataScope | None
) -> None:
    """Return when an organisation of this kind has what is given; only partners have these.

    Raises:
        InvalidInput: it has not.
    """
    for field, value in (("team", team), ("data_scope", data_scope)):
        if value is not None and kind != "partner":
            raise InvalidInput(field, "partners_only")
