"""People, and what each is in an organisation."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.events import Language
from contracts.identity import Organisation
from contracts.principal import DataScope, Role, Team
from identity.domain.bookings import Bookings


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
    document_types: tuple[str, ...] | None = None
    """Which types of documents Post shows to him; None: every one."""
    is_initial: bool = False
    operator_number: str | None = None
    team: Team | None = None
    last_used_on: date | None = None
    """The last day in Berlin on which the person acted here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSession:
    """A session with whose it is and where he acts: all that a principal is made of."""

    id: UUID
    person: Person
    organisation: Organisation | None
    member: Member | None
    bookings: Bookings
    opened_at: datetime
    last_used_at: datetime
    second_factor_at: datetime | None = None
    provider_gave_factors: bool = False
    """The identity provider of the organisation for which he acts just now asked for several."""
    asks_admins_for_second_factor: bool = False
    """The organisation's rule (A14)."""

    @property
    def lacks_second_factor(self) -> bool:
        """Whether the organisation asks its administrators for more than this session has given."""
        is_admin = self.member is not None and self.member.role == "admin"
        has_given = self.second_factor_at is not None or self.provider_gave_factors
        return is_admin and self.asks_admins_for_second_factor and not has_given
