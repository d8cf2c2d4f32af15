"""Which of a partner's customers one of its people sees (DW-12 to DW-18, docs/adr/0020)."""

from dataclasses import dataclass
from uuid import UUID

from contracts.principal import DataScope


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewer:
    """All that counts about who looks: who he is, and his data scope. No team, no role."""

    person_id: UUID
    data_scope: DataScope


def is_visible(viewer: Viewer, contact_person_id: UUID | None) -> bool:
    """Whether the viewer sees a customer of his partner that has this contact, or none."""
    match viewer.data_scope:
        case "all":
            return True
        case "own":
            return contact_person_id == viewer.person_id
        case "none":
            return False
