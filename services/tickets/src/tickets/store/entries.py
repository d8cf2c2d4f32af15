"""What is said about requests and done with them, in the caller's transaction; never commits."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.conversations import Audience, EntryKind
from tickets.domain.entries import NewEntry, StoredEntry
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import SharedWith, ViewerSide, audiences_of
from tickets.store.affairs import AffairStore
from tickets.store.conversation_tables import ENTRY, REQUEST_READING
from tickets.store.entry_values import entry_values, stored_entry
from tickets.store.news import NewsStore
from tickets.store.package_news import PackageNewsStore
from tickets.store.people_tables import PARTICIPANT
from tickets.store.search_words import SearchWordStore
from tickets.store.shares import ShareStore
from tickets.store.tables import REQUEST

# When something last happened for these; whoever may not read an entry must not see that it came.
_ACTIVE: dict[str, ViewerSide] = {
    "public_active_at": "support",
    "customer_active_at": "customer",
    "vendor_active_at": "vendor",
    "partner_active_at": "partner",
}
# Made once: to say it anew with its values costs more than to send it.
_ADD = insert(ENTRY)


class EntryStore:
    """The entries of the organisation that the transaction has named."""

    def __init__(
        self,
        session: Session,
        news: NewsStore,
        package_news: PackageNewsStore,
        affairs: AffairStore,
        shares: ShareStore,
        now: datetime,
    ) -> None:
        self._session = session
        self._shares = shares
        self._news = news
        self._affairs = affairs
        self._package_news = package_news
        self._words = SearchWordStore(session)
        self._now = now

    def add(
        self,
        request: CustomerRequest,
        entry: NewEntry,
        *,
        shares: Iterable[SharedWith] | None = None,
    ) -> StoredEntry:
        """Write an entry at the end of the request's course; others who write wait in line.

        Whoever may read it and looks at the request just now is told that there is news. Catalog is
        told how a request for a package stands, and the organisation's own systems what all of it
        is shown. `shares` are all of the request's, where the caller knows them.
        """
        owner = request.requester.organisation_id
        number = self._session.scalars(
            update(REQUEST)
            .where(REQUEST.c.id == request.id, REQUEST.c.organisation_id == owner)
            .values(
                entries=REQUEST.c.entries + 1,
                **{
                    column: self._now
                    for column, side in _ACTIVE.items()
                    if entry.audience in audiences_of(side)
                },
            )
            .returning(REQUEST.c.entries)
        ).one()
        if shares is None:
            shares = self._shares.of_request(owner, request.id)
        return self._write(request, entry, number=number, shares=tuple(shares))

    def _write(
        self,
        request: CustomerRequest,
        entry: NewEntry,
        *,
        number: int,
        shares: tuple[SharedWith, ...],
    ) -> StoredEntry:
        stored = stored_entry(entry, number=number, now=self._now)
        self._session.execute(_ADD, entry_values(request, stored, entry.idempotency_key))
        if entry.body is not None:
            self._words.put(
                request.requester.organisation_id, request.id, entry.audience, entry.body
            )
        self.tell(request, entry, number=number, shares=shares)
        return stored

    def tell(
        self,
        request: CustomerRequest,
        entry: NewEntry,
        *,
        number: int,
        shares: tuple[SharedWith, ...],
    ) -> None:
        """Tell everybody whom an entry concerns that this transaction has written."""
        self._news.tell(request, entry.audience, shares)
        self._package_news.tell(request, entry, number=number)
        self._affairs.tell(request, entry, shares)

    def of_key(
        self, request: CustomerRequest, author_id: UUID, idempotency_key: str
    ) -> StoredEntry | None:
        """Return what the author said with this key."""
        query = _entries(request).where(
            ENTRY.c.author_id == author_id, ENTRY.c.idempotency_key == idempotency_key
        )
        row = self._session.execute(query).one_or_none()
        return None if row is None else entry_of(row)

    def page(
        self,
        request: CustomerRequest,
        audiences: Collection[Audience],
        *,
        kind: EntryKind | None,
        after: UUID | None,
        limit: int,
        latest: bool = False,
    ) -> list[StoredEntry]:
        """Return up to `limit` entries for these audiences, the oldest first, after one of them.

        With `latest` the newest first, before one of them.
        """
        query = _entries(request).where(ENTRY.c.audience.in_(audiences))
        if kind is not None:
            query = query.where(ENTRY.c.kind == kind)
        if after is not None:
            passed = (
                select(ENTRY.c.number)
                .where(
                    ENTRY.c.id == after,
                    ENTRY.c.request_id == request.id,
                    ENTRY.c.audience.in_(audiences),
                )
                .scalar_subquery()
            )
            query = query.where(ENTRY.c.number < passed if latest else ENTRY.c.number > passed)
        order = ENTRY.c.number.desc() if latest else ENTRY.c.number
        rows = self._session.execute(query.order_by(order).limit(limit))
        return [entry_of(row) for row in rows]

    def last_comments(
        self, request_ids: Iterable[UUID], audiences: Collection[Audience]
    ) -> dict[UUID, str]:
        """Return the last thing said in each of these requests that these audiences may read."""
        newest = (
            select(ENTRY.c.request_id, func.max(ENTRY.c.number).label("number"))
            .where(
                ENTRY.c.request_id.in_(list(request_ids)),
                ENTRY.c.kind == "comment",
                ENTRY.c.audience.in_(audiences),
            )
            .group_by(ENTRY.c.request_id)
            .subquery()
        )
        rows = self._session.execute(
            select(ENTRY.c.request_id, ENTRY.c.body).join(
                newest,
                and_(newest.c.request_id == ENTRY.c.request_id, newest.c.number == ENTRY.c.number),
            )
        )
        return {row.request_id: row.body for row in rows}

    def unread(
        self, request_ids: Iterable[UUID], audiences: Collection[Audience], person_id: UUID
    ) -> dict[UUID, int]:
        """Return how much of what others wrote for these audiences the person has not read."""
        read_through = func.coalesce(REQUEST_READING.c.read_through, 0)
        rows = self._session.execute(
            select(ENTRY.c.request_id, func.count().label("unread"))
            .outerjoin(
                REQUEST_READING,
                and_(
                    REQUEST_READING.c.request_id == ENTRY.c.request_id,
                    REQUEST_READING.c.person_id == person_id,
                ),
            )
            .where(
                ENTRY.c.request_id.in_(list(request_ids)),
                ENTRY.c.audience.in_(audiences),
                ENTRY.c.author_id.is_distinct_from(person_id),
                ENTRY.c.number > read_through,
            )
            .group_by(ENTRY.c.request_id)
        )
        return {row.request_id: row.unread for row in rows}

    def mark_read(self, request: CustomerRequest, person_id: UUID) -> None:
        """Note that the person has read all there is; never takes a reading back."""
        entries = (
            select(REQUEST.c.entries)
            .where(
                REQUEST.c.id == request.id,
                REQUEST.c.organisation_id == request.requester.organisation_id,
            )
            .scalar_subquery()
        )
        statement = insert(REQUEST_READING).values(
            organisation_id=request.requester.organisation_id,
            request_id=request.id,
            person_id=person_id,
            read_through=entries,
        )
        self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["request_id", "person_id"],
                set_={
                    "read_through": func.greatest(
                        REQUEST_READING.c.read_through, statement.excluded.read_through
                    )
                },
            )
        )


def _entries(request: CustomerRequest) -> Select[Any]:
    return entries_with_names().where(
        ENTRY.c.organisation_id == request.requester.organisation_id,
        ENTRY.c.request_id == request.id,
    )


def entries_with_names() -> Select[Any]:
    """Return entries with what their authors are called."""
    return select(ENTRY, PARTICIPANT.c.name.label("author_name")).outerjoin(
        PARTICIPANT,
        and_(
            PARTICIPANT.c.organisation_id == ENTRY.c.organisation_id,
            PARTICIPANT.c.person_id == ENTRY.c.author_id,
        ),
    )


def entry_of(row: Row[Any]) -> StoredEntry:
    """Return the entry in a row of `entries_with_names`."""
    return StoredEntry(
        id=row.id,
        number=row.number,
        kind=row.kind,
        audience=row.audience,
        author_id=row.author_id,
        author_name=row.author_name,
        side=row.side,
        at=row.at,
        body=row.body,
        change=row.change,
        details=row.details,
    )
