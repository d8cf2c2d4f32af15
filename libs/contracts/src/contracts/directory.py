"""Looking up customers and people, for the vendor's people."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.identity import Email
from contracts.organisation_names import OrganisationName
from contracts.principal import OrganisationKind


class OrganisationSearch(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of a customer's number, or a part of its name; of one kind, if it is named."""

    search: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    kind: OrganisationKind | None = None


class PersonSearch(msgspec.Struct, frozen=True, kw_only=True):
    """The whole address that somebody signs in with."""

    email: Email


class FoundPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, and where he belongs just now."""

    person_id: UUID
    name: str
    email: str
    organisations: tuple[OrganisationName, ...]


class FoundPeople(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever has the address: one person, or nobody."""

    items: tuple[FoundPerson, ...]
