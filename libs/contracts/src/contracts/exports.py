"""Exports: documents packed for keeping them elsewhere, in the background (SE-62, B14)."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.inbound import DocumentType

ExportState = Literal["queued", "running", "ready", "failed", "cancelled", "expired"]
MOST_CHOSEN = 1000


class ExportSelection(msgspec.Struct, frozen=True, kw_only=True):
    """Which documents: all that fit everything that is said; nothing said means all of them.

    Either `document_ids` alone, or any of the others.
    """

    issued_from: date | None = None
    issued_until: date | None = None
    document_types: Annotated[tuple[DocumentType, ...], msgspec.Meta(max_length=20)] = ()
    document_ids: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=MOST_CHOSEN)] = ()


class RequestExport(ExportSelection, frozen=True, kw_only=True):
    """Ask for an export; it is made in the background and told when it is ready."""

    organisation_id: UUID | None = None
    """Only for the vendor's people; everybody else exports his own organisation's documents."""


class ExportPart(msgspec.Struct, frozen=True, kw_only=True):
    """One ZIP file of an export."""

    number: int
    file_name: str
    size_bytes: int
    sha256: str
    document_count: int


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """One export of the caller's, and how far it is."""

    id: UUID
    organisation_id: UUID
    state: ExportState
    selection: ExportSelection
    requested_at: datetime
    document_count: int
    """How many documents were there when it was asked for."""
    done_count: int
    left_out_count: int
    """How many of them could not be handed out; the manifest names them."""
    parts: tuple[ExportPart, ...]
    finished_at: datetime | None
    expires_at: datetime | None
    """Until when its files can be fetched."""


class Exports(msgspec.Struct, frozen=True, kw_only=True):
    """The caller's exports, the newest first, at most fifty."""

    items: tuple[Export, ...]


class ExportKey(msgspec.Struct, frozen=True, kw_only=True):
    """The public key that fits the signatures on exports (JWK, RFC 8037), and its fingerprint."""

    kty: str
    crv: str
    x: str
    kid: str
    fingerprint: str
