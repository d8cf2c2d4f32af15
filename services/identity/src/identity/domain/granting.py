"""Nobody gives more than he has: who may change the areas and grants of whom (KM-09)."""

from contracts.errors import InvalidInput, NotPermitted
from contracts.identity import Membership
from contracts.principal import GRANTS, PARTNER_GRANTS, UNLOCK_AREAS, Role
from identity.domain.teams import require_may_decide


def require_may_give_areas(
    giver: Membership | None, member: Membership | None, areas: tuple[str, ...]
) -> None:
    """Return when `giver` may switch the member's areas to these.

    Administrators give every area. A key user gives and takes only areas that he sees himself, and
    never touches an administrator's.

    Raises:
        NotPermitted: he may not; a missing member is judged first by what the giver is.
    """
    if giver is None:
        raise NotPermitted("membership")
    if giver.role == "admin":
        return
    if UNLOCK_AREAS not in giver.grants:
        raise NotPermitted("admin")
    if member is None:
        return
    if member.role == "admin":
        raise NotPermitted("admin")
    if not set(member.areas) ^ set(areas) <= set(giver.areas):
        raise NotPermitted("own_areas")


def require_may_give_grants(
    giver: Membership, member: Membership | None, grants: tuple[str, ...]
) -> None:
    """Return when the partner's member `giver` may switch the member's grants to these (DW-19).

    Administrators give every one. The deciding teams give and take what a partner's people may
    do about customers; who unlocks areas is not theirs to say.

    Raises:
        NotPermitted: he may not.
    """
    require_may_decide(giver)
    if giver.role == "admin" or member is None:
        return
    if not set(member.grants) ^ set(grants) <= set(PARTNER_GRANTS):
        raise NotPermitted("admin")


def chosen_grants(role: Role, grants: tuple[str, ...]) -> tuple[str, ...]:
    """Return the chosen grants, each once, in a fixed order.

    Raises:
        InvalidInput: there is no such grant, or a documents-only account was to get one.
    """
    if not set(grants) <= set(GRANTS):
        raise InvalidInput("grants", "unknown_grant")
    if role == "documents" and grants:
        raise InvalidInput("grants", "role_sees_documents_only")
    return tuple(grant for grant in GRANTS if grant in grants)
