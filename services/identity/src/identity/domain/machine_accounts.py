"""Machine accounts: what one may see, and who it is to the services."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.errors import InvalidInput
from contracts.feed import FEED_AREAS, FeedArea
from contracts.identity import Organisation
from contracts.inbound import DOCUMENT_TYPES, DocumentType
from contracts.machine_accounts import READ_EVENTS, CreateMachineAccount, MachineAccount
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from identity.domain.bookings import Bookings, bar_of
from identity.domain.session_principals import principal_expires_at
from identity.domain.texts import one_line

# What people's areas are called that show the same; requests and contracts are no areas of theirs.
_AREA_OF_PEOPLE = {"documents": "post", "orders": "consumables"}


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountRecord:
    """A machine account as stored; its token is known to nobody here."""

    id: UUID
    organisation_id: UUID
    version: int
    name: str
    areas: tuple[FeedArea, ...]
    document_types: tuple[DocumentType, ...] | None
    created_at: datetime
    token_made_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None

    def described(self) -> MachineAccount:
        """Return it as administrators see it."""
        return MachineAccount(
            id=self.id,
            name=self.name,
            areas=self.areas,
            document_types=self.document_types,
            created_at=self.created_at,
            token_made_at=self.token_made_at,
            last_used_on=self.last_used_on,
            revoked_at=self.revoked_at,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class WantedAccount:
    """What somebody wants a machine account to be, made sound."""

    name: str
    areas: tuple[FeedArea, ...]
    document_types: tuple[DocumentType, ...] | None


def wanted_account(request: CreateMachineAccount, organisation: Organisation) -> WantedAccount:
    """Return what is asked for, in one order and without repeats.

    Raises:
        InvalidInput: a blank name, types of documents without documents, or contracts for a
            partner, who sees those of its customers by its people's visibility alone.
    """
    if request.document_types is not None and "documents" not in request.areas:
        raise InvalidInput("document_types", "not_allowed")
    if organisation.kind != "customer" and "contracts" in request.areas:
        raise InvalidInput("areas", "not_allowed")
    return WantedAccount(
        name=one_line("name", request.name),
        areas=tuple(area for area in FEED_AREAS if area in request.areas),
        document_types=None
        if request.document_types is None
        else tuple(each for each in DOCUMENT_TYPES if each in request.document_types),
    )


def machine_principal(
    account: AccountRecord, organisation: Organisation, bookings: Bookings, now: datetime
) -> Principal:
    """Return who the account is: a reader with the areas of a person, barred as one would be."""
    return Principal(
        subject=account.id,
        kind="system",
        organisation_id=organisation.id,
        organisation_kind=organisation.kind,
        role=None,
        areas=tuple(_AREA_OF_PEOPLE.get(area, area) for area in account.areas),
        document_types=(EVERY_DOCUMENT_TYPE,)
        if account.document_types is None
        else account.document_types,
        entitlements=bookings.entitlements,
        scopes=(READ_EVENTS,),
        reads_only=True,
        session_id=account.id,
        language=organisation.language,
        barred_by=bar_of(organisation.kind, bookings.coverage, now),
        expires_at=principal_expires_at(bookings.coverage, now),
    )
