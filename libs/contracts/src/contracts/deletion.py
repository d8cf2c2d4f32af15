"""Deletion as a run: proposed by one person, released by another, certified. Never by itself."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.billing_docs import Limit
from contracts.inbound import DocumentType, Sha256
from contracts.retention import Cursor, Reason

RunState = Literal["proposed", "released", "finished", "withdrawn"]
ItemState = Literal["listed", "deleted", "kept", "withdrawn"]
KeptBecause = Literal["retained", "held", "restricted", "locked_in_store", "other_file"]
"""Why a listed document was kept after all: its clocks, a case, a restriction, the store's lock, or
because it is not the file any more that was listed."""
MOST_DOCUMENTS = 5000
"""In one run: what two people can be asked to look through."""
CERTIFICATE_AUDIENCE: Literal["kontor-deletion-certificate"] = "kontor-deletion-certificate"


class ProposeDeletion(msgspec.Struct, frozen=True, kw_only=True):
    """Propose to destroy what both clocks have left: of one customer or type, or of all."""

    reason: Reason
    organisation_id: UUID | None = None
    document_type: DocumentType | None = None
    retained_before: date | None = None
    """Only documents whose last protected day lies before this one; today unless given."""
    most_documents: Annotated[int, msgspec.Meta(ge=1, le=MOST_DOCUMENTS)] = MOST_DOCUMENTS


class ReleaseDeletion(msgspec.Struct, frozen=True, kw_only=True):
    """Release a run, naming the list that was looked at by its digest."""

    items_sha256: Sha256


class DeletionShare(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a run is one customer's."""

    organisation_id: UUID
    customer_number: str | None
    document_count: int
    size_bytes: int


class DeletionRun(msgspec.Struct, frozen=True, kw_only=True):
    """One run: its rule, who proposed and who released, and what became of it.

    `items_sha256` is the digest of the frozen list; a release names it.
    """

    id: UUID
    state: RunState
    reason: str
    organisation_id: UUID | None
    document_type: DocumentType | None
    retained_before: date
    document_count: int
    size_bytes: int
    items_sha256: str
    proposed_at: datetime
    proposed_by: str
    released_at: datetime | None = None
    released_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdraw_reason: str | None = None
    finished_at: datetime | None = None
    deleted_count: int = 0
    kept_count: int = 0
    certificate_sha256: str | None = None
    customers: tuple[DeletionShare, ...] = ()
    """Only of one run that is asked for by itself."""


class DeletionRunQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which runs: the latest first, of every state unless one is named."""

    state: RunState | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class DeletionRunPage(msgspec.Struct, frozen=True, kw_only=True):
    """Runs, the latest first; `next_cursor` continues, None at the end."""

    items: tuple[DeletionRun, ...]
    next_cursor: str | None


class DeletionItem(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a run, as it was when the list was frozen, and what became of it."""

    document_id: UUID
    organisation_id: UUID
    customer_number: str | None
    document_type: DocumentType
    number: str
    sha256: str
    size_bytes: int
    issued_on: date
    received_at: datetime
    available_until: date
    retained_through: date
    state: ItemState
    kept_because: KeptBecause | None = None
    settled_at: datetime | None = None


class DeletionItemQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a run's list: by document id, of every state unless one is named."""

    state: ItemState | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class DeletionItemPage(msgspec.Struct, frozen=True, kw_only=True):
    """Documents of a run; `next_cursor` continues, None at the end."""

    items: tuple[DeletionItem, ...]
    next_cursor: str | None


class DeletionCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """What a finished run destroyed and what it kept, under which rule, and by whose decision.

    The payload of the signature is this in canonical JSON (RFC 8785).
    """

    aud: Literal["kontor-deletion-certificate"] = CERTIFICATE_AUDIENCE
    version: Literal[1] = 1
    run_id: UUID
    reason: str
    organisation_id: UUID | None
    document_type: DocumentType | None
    retained_before: date
    items_sha256: str
    proposed_at: datetime
    proposed_by: str
    released_at: datetime
    released_by: str
    finished_at: datetime
    deleted_size_bytes: int
    deleted: tuple[DeletionItem, ...]
    kept: tuple[DeletionItem, ...]
