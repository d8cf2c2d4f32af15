"""Everything that tickets keeps about one person (GDPR 15, 20), and erasing it (GDPR 17)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.conversations import Entry
from contracts.mails import IncomingMail
from contracts.tickets import Request


class PersonDataQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whose data: one's own, or for the vendor's administrators anybody's."""

    person_id: UUID | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=50)] = 20


class PersonFileQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A file that the same person's data name: one that was attached, or a mail as it came."""

    file_id: UUID
    kind: Literal["attachment", "mail"] = "attachment"
    person_id: UUID | None = None


class KnownAs(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is called in one organisation's requests, and where he is told."""

    organisation_id: UUID
    name: str
    email: str
    language: str
    noted_at: datetime


class PersonRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request of his with its course, as far as he, and whoever asks for it, may read it."""

    request: Request
    opinion: str | None
    course: tuple[Entry, ...]


class SaidElsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """What he said or did in a request of somebody else."""

    request_id: UUID
    request_number: int
    entry: Entry


class PersonData(msgspec.Struct, frozen=True, kw_only=True):
    """One part of what is kept; `next_cursor` continues, None at the end.

    The first part alone says what he is called, in which departments he is, the numbers of the
    requests that are shared with him by name or that he has read, and which of his mails that
    became part of requests are kept as they came.
    """

    known_as: tuple[KnownAs, ...] = ()
    in_departments: tuple[str, ...] = ()
    shared_with_him: tuple[int, ...] = ()
    read_by_him: tuple[int, ...] = ()
    mails: tuple[IncomingMail, ...] = ()
    requests: tuple[PersonRequest, ...] = ()
    said_elsewhere: tuple[SaidElsewhere, ...] = ()
    next_cursor: str | None = None


class PersonErasure(msgspec.Struct, frozen=True, kw_only=True):
    """That a person is to be erased, and how far it has come."""

    person_id: UUID
    ordered_at: datetime
    finished_at: datetime | None
    leftovers: tuple[str, ...]
    """Columns in which his id, name or address was still found; empty when nothing is left."""
