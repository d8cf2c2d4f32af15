"""Accounts by which an organisation's own systems read what is its own (docs/adr/0055)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.errors import WireError
from contracts.feed import FeedArea
from contracts.identity import Name
from contracts.inbound import DocumentType

MACHINE_ACCOUNT_CHANGED = "machine_account_changed"
READ_EVENTS = "events.read"
"""The scope that tells a machine account from an API key."""
MOST_MACHINE_ACCOUNTS = 20
"""So many an organisation has at once; revoked ones do not count."""

FeedAreas = Annotated[tuple[FeedArea, ...], msgspec.Meta(min_length=1, max_length=4)]
DocumentTypes = Annotated[tuple[DocumentType, ...], msgspec.Meta(min_length=1, max_length=6)]


class MachineAccountRevoked(WireError):
    """The machine account was revoked, for good; its token opens nothing any more."""

    code = "machine_account_revoked"


class MachineAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account of one system; it sees what a person with these areas would see, and only reads.

    `document_types` narrows documents to some types; None: every one, later ones too.
    """

    id: UUID
    name: str
    areas: tuple[FeedArea, ...]
    document_types: tuple[DocumentType, ...] | None
    created_at: datetime
    token_made_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None


class MachineAccounts(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's machine accounts, the latest first, revoked ones too."""

    items: tuple[MachineAccount, ...]


class CreateMachineAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A new machine account: its name, and what it sees."""

    name: Name
    areas: FeedAreas
    document_types: DocumentTypes | None = None


class MachineAccountWithToken(msgspec.Struct, frozen=True, kw_only=True):
    """A machine account with its token, which is shown this once and stored nowhere."""

    account: MachineAccount
    token: str


class MachineAccountChanged(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine account sees from now on, and until when; `version` grows.

    `access_until` is when the organisation's people are let in no more (SE-70).
    """

    account_id: UUID
    organisation_id: UUID
    version: int
    name: str
    areas: tuple[FeedArea, ...]
    document_types: tuple[DocumentType, ...] | None
    access_until: datetime | None
    revoked_at: datetime | None
