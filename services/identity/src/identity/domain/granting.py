"""Nobody gives more than he has: who may change the areas and grants of whom (KM-09)."""

from contracts.errors import InvalidInput, NotPermitted
from contracts.identity import Membership
from contracts.principal import GRANTS, UNLOCK_AREAS, Role


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
