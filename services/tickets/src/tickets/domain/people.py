"""People as requests know them."""

from dataclasses import dataclass
from uuid import UUID

from contracts.events import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who wrote something: what he is called, and where and how he is told."""

    id: UUID
    name: str
    email: str
    language: Language
