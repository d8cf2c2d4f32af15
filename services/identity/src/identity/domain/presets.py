"""What a new member may see: the preset of his role (docs/adr/0018)."""

from contracts.errors import InvalidInput
from contracts.principal import AREAS, DEFAULT_AREAS, DataScope, OrganisationKind, Role

POST = "post"
_PRESETS: dict[Role, tuple[str, ...]] = {
    "admin": AREAS,
    "member": DEFAULT_AREAS,
    # The account behind the e-billing address sees documents and nothing else (SE-28).
    "documents": (POST,),
}


def preset_areas(role: Role) -> tuple[str, ...]:
    """Return the areas that a new member of this role sees unless somebody chose others."""
    return _PRESETS[role]


def preset_data_scope(kind: OrganisationKind, role: Role) -> DataScope:
    """Return which of a partner's customers a new member sees unless somebody chose otherwise.

    Its administrators see all. Others see those whose contact they become, so that an invitation
    alone discloses no customer (docs/adr/0020). Elsewhere the scope means nothing, and is `all`.
    """
    if kind != "partner" or role == "admin":
        return "all"
    return "none" if role == "documents" else "own"


def chosen_areas(role: Role, areas: tuple[str, ...]) -> tuple[str, ...]:
    """Return the chosen areas, each once, in the order in which the portal shows them.

    Raises:
        InvalidInput: there is no such area, or a documents-only account was to get another one.
    """
    if not set(areas) <= set(AREAS):
        raise InvalidInput("areas", "unknown_area")
    if not all(fits_role(role, area) for area in areas):
        raise InvalidInput("areas", "role_sees_documents_only")
    return tuple(area for area in AREAS if area in areas)


def fits_role(role: Role, area: str) -> bool:
    """Whether the area can be switched on for somebody of this role at all (SE-28)."""
    return role != "documents" or area == POST
