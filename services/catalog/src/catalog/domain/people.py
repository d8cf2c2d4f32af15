"""People as catalog writes to them."""

from dataclasses import dataclass
from uuid import UUID

from contracts.events import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody with his name and address as they were when he was looked up."""

    id: UUID
    name: str
    email: str
    language: Language
