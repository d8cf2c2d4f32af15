"""People, and what each is in an organisation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.errors import InvalidInput
from contracts.events import Language
from contracts.identity import Organisation
from contracts.principal import DataScope, Role

_LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One human being with one sign-in, whatever the number of organisations."""

    id: UUID
    name: str
    email: str
    password_hash: str
    language: Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """What a person is in one organisation."""

    organisation_id: UUID
    person_id: UUID
    role: Role
    areas: tuple[str, ...]
    grants: tuple[str, ...] = ()
    data_scope: DataScope = "all"
    is_initial: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSession:
    """A session with whose it is and where he acts: all that a principal is made of."""

    id: UUID
    person: Person
    organisation: Organisation | None
    member: Member | None
    opened_at: datetime
    last_used_at: datetime


def person_name(text: str) -> str:
    """Return the name as it is stored: without surrounding or repeated white space.

    Raises:
        InvalidInput: nothing is left, or the name holds control characters.
    """
    name = " ".join(text.split())
    if not name:
        raise InvalidInput("person_name", "blank")
    if len(name) > _LONGEST_NAME:
        raise InvalidInput("person_name", "too_long")
    if not name.isprintable():
        raise InvalidInput("person_name", "control_characters")
    return name
