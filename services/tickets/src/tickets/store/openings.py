"""Opening requests: one question before, and one statement that writes them, built once each."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    ARRAY,
    CTE,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database import Askable
from contracts.request_types import RequestType
from tickets.domain.entries import NewEntry, StoredEntry
from tickets.domain.people import Person
from tickets.domain.requests import CustomerRequest, Requester
from tickets.domain.search_words import words_of
from tickets.store.conversation_tables import ENTRY
from tickets.store.entries import EntryStore
from tickets.store.entry_values import entry_values, stored_entry
from tickets.store.people import heard_in
from tickets.store.people_tables import PARTICIPANT
from tickets.store.request_type_tables import REQUEST_TYPE_VERSION
from tickets.store.request_types import type_of
from tickets.store.search_word_tables import REQUEST_WORD
from tickets.store.tables import REQUEST

# What is known of a request when it is opened; the rest is as its table says.
_REQUEST_COLUMNS = (
    "id",
    "organisation_id",
    "requester_id",
    "idempotency_key",
    "package_request_id",
    "kind",
    "type_version",
    "title",
    "description",
    "fields",
    "content_sha256",
    "state",
    "channel",
    "department",
    "due_at",
    "priority",
    "attached",
    "opened_at",
    "public_active_at",
    "customer_active_at",
    "vendor_active_at",
    "partner_active_at",
    "entries",
)
_ENTRY = "entry_"  # before the names of values that are of the entry


@dataclass(frozen=True, kw_only=True, slots=True)
class BeforeOpening:
    """What has to be known before a request is opened."""

    kind: RequestType | None = None
    """The newest version of its kind."""
    known: UUID | None = None
    """Which request its requester has opened with the same key."""
    heard: Person | None = None
    """Who opens it, if identity was asked about him within the hour."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A request with its number, and its first entry."""

    request: CustomerRequest
    entry: StoredEntry


class OpeningQuestions:
    """Questions about one organisation."""

    def __init__(self, askable: Askable, now: datetime) -> None:
        self._askable = askable
        self._now = now

    def before(
        self, requester: Requester, *, kind: str, idempotency_key: str, opened_by: UUID
    ) -> BeforeOpening:
        """Return what is known of the kind, the key, and whoever opens the request."""
        row = self._askable.execute(
            _before(),
            {
                "organisation": requester.organisation_id,
                "requester": requester.person_id,
                "key": idempotency_key,
                "kind": kind,
                "opener": opened_by,
            },
        ).one_or_none()
        if row is None:
            return BeforeOpening()
        return BeforeOpening(
            kind=type_of(row.definition),
            known=row.known,
            heard=None if row.person_id is None else heard_in(row, self._now),
        )


class OpeningStore:
    """New requests of the organisation that the transaction has named. Never commits."""

    def __init__(self, session: Session, entries: EntryStore, now: datetime) -> None:
        self._session = session
        self._entries = entries
        self._now = now

    def open_if_new(self, request: CustomerRequest, entry: NewEntry) -> Opened | None:
        """Insert a request with its first entry; None if its requester has used its key before.

        None also where the wish for a package that it is about has its request already. Waits for a
        concurrent insert of the same to commit or roll back. Nobody is shown it yet besides its
        requester. Who may read the entry and looks just now is told, as by `EntryStore.add`.
        """
        first = stored_entry(entry, number=1, now=self._now)
        of_entry = entry_values(request, first, entry.idempotency_key)
        number: int | None = self._session.scalar(
            _open(),
            {
                **_request_values(request),
                **{f"{_ENTRY}{name}": value for name, value in of_entry.items()},
                "words": list(words_of(request.title, request.description)),
            },
        )
        if number is None:
            return None
        opened = replace(request, number=number)
        self._entries.tell(opened, entry, number=1, shares=())
        return Opened(request=opened, entry=first)


@cache
def _before() -> Select[Any]:
    kind = REQUEST_TYPE_VERSION.c
    newest = (
        select(kind.definition)
        .where(kind.key == bindparam("kind"))
        .order_by(kind.version.desc())
        .limit(1)
        .subquery("newest")
    )
    organisation = bindparam("organisation", type_=Uuid())
    known = and_(
        REQUEST.c.organisation_id == organisation,
        REQUEST.c.requester_id == bindparam("requester", type_=Uuid()),
        REQUEST.c.idempotency_key == bindparam("key"),
    )
    opener = and_(
        PARTICIPANT.c.organisation_id == organisation,
        PARTICIPANT.c.person_id == bindparam("opener", type_=Uuid()),
    )
    return (
        select(newest.c.definition, REQUEST.c.id.label("known"), *PARTICIPANT.c)
        .select_from(newest)
        .outerjoin(REQUEST, known)
        .outerjoin(PARTICIPANT, opener)
    )


@cache
def _open() -> Select[Any]:
    """Return what writes a request, its first entry and its words, and gives its number."""
    values = {name: bindparam(name, type_=REQUEST.c[name].type) for name in _REQUEST_COLUMNS}
    opened = (
        insert(REQUEST)
        .values(values)
        .on_conflict_do_nothing()
        .returning(REQUEST.c.number, REQUEST.c.organisation_id, REQUEST.c.id)
        .cte("opened")
    )
    return select(opened.c.number).add_cte(_first_entry(opened), _words(opened))


def _first_entry(opened: CTE) -> CTE:
    columns = [column for column in ENTRY.c if column.name not in {"organisation_id", "request_id"}]
    told = [bindparam(f"{_ENTRY}{column.name}", type_=column.type) for column in columns]
    return (
        insert(ENTRY)
        .from_select(
            ["organisation_id", "request_id", *(column.name for column in columns)],
            select(opened.c.organisation_id, opened.c.id, *told),
        )
        .returning(ENTRY.c.id)
        .cte("first_entry")
    )


def _words(opened: CTE) -> CTE:
    return (
        insert(REQUEST_WORD)
        .from_select(
            ["organisation_id", "request_id", "audience", "word"],
            select(
                opened.c.organisation_id,
                opened.c.id,
                literal("public"),
                func.unnest(bindparam("words", type_=ARRAY(String))),
            ),
        )
        .on_conflict_do_nothing()
        .returning(REQUEST_WORD.c.request_id)
        .cte("said")
    )


def _request_values(request: CustomerRequest) -> dict[str, Any]:
    attached = request.attached
    return {
        "id": request.id,
        "organisation_id": request.requester.organisation_id,
        "requester_id": request.requester.person_id,
        "idempotency_key": request.idempotency_key,
        "package_request_id": request.package_request_id,
        "kind": request.kind,
        "type_version": request.type_version,
        "title": request.title,
        "description": request.description,
        "fields": dict(request.fields),
        "content_sha256": request.content_sha256,
        "state": request.state,
        "channel": request.channel,
        "department": request.department,
        "due_at": request.due.at,
        "priority": request.priority,
        "attached": None if attached is None else msgspec.to_builtins(attached),
        "opened_at": request.opened_at,
        "public_active_at": request.opened_at,
        "customer_active_at": request.opened_at,
        "vendor_active_at": request.opened_at,
        "partner_active_at": request.opened_at,
        # Its first entry, which is written with it.
        "entries": 1,
    }
