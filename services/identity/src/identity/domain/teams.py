"""What the teams of a partner decide about, and what they do not (docs/adr/0018)."""

from contracts.errors import NotPermitted
from contracts.identity import Membership
from contracts.principal import Role, Team

# Kollaboration is the third: its members work, the other two also decide (DW-05, DW-14, DW-22).
DECIDING_TEAMS: frozenset[Team] = frozenset({"verwaltung", "administration"})


def require_may_invite(inviter: Membership | None, role: Role, areas: tuple[str, ...]) -> None:
    """Return when the member may invite somebody who gets this role and these areas (DW-05).

    Administrators invite anybody; the deciding teams invite members and nothing above their own
    areas (KM-09).

    Raises:
        NotPermitted: he may not, or is no member any more.
    """
    require_may_decide(inviter)
    if inviter is None or inviter.role == "admin":
        return
    if role == "admin":
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
    if decider.role != "admin" and decider.team not in DECIDING_TEAMS:
        raise NotPermitted("deciding_team")
