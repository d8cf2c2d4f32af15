"""What is kept about one person, across all organisations; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from contracts.person_data import KnownAs
from tickets.domain.entries import StoredEntry
from tickets.domain.requests import CustomerRequest
from tickets.store.conversation_tables import ENTRY, REQUEST_READING, REQUEST_SHARE
from tickets.store.department_tables import DEPARTMENT_MEMBER
from tickets.store.entries import entries_with_names, entry_of
from tickets.store.people_tables import PARTICIPANT
from tickets.store.requests import request_of, requests_with_names
from tickets.store.tables import REQUEST


class PersonDataStore:
    """Rows of every organisation that name one person."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def known_as(self, person_id: UUID) -> tuple[KnownAs, ...]:
        """Return what he is called, by organisation."""
        rows = self._session.execute(
            select(PARTICIPANT)
            .where(PARTICIPANT.c.person_id == person_id)
            .order_by(PARTICIPANT.c.organisation_id)
        )
        return tuple(
            KnownAs(
                organisation_id=row.organisation_id,
                name=row.name,
                email=row.email,
                language=row.language,
                noted_at=row.refreshed_at,
            )
            for row in rows
        )

    def requests(self, person_id: UUID, *, after: UUID | None, limit: int) -> list[CustomerRequest]:
        """Return up to `limit` of the requests that he asked, the oldest first, after one."""
        query = requests_with_names().where(
            # Whoever asks is known in the organisation that he asks for.
            REQUEST.c.organisation_id.in_(
                select(PARTICIPANT.c.organisation_id).where(PARTICIPANT.c.person_id == person_id)
            ),
            REQUEST.c.requester_id == person_id,
        )
        if after is not None:
            query = query.where(REQUEST.c.id > after)
        rows = self._session.execute(query.order_by(REQUEST.c.id).limit(limit))
        return [request_of(row) for row in rows]

    def said_elsewhere(
        self, person_id: UUID, *, after: UUID | None, limit: int
    ) -> list[tuple[UUID, int, StoredEntry]]:
        """Return up to `limit` entries of his in others' requests: whose, its number, the entry."""
        query: Select[Any] = (
            entries_with_names()
            .add_columns(REQUEST.c.number.label("request_number"))
            .join(REQUEST, REQUEST.c.id == ENTRY.c.request_id)
            .where(ENTRY.c.author_id == person_id, REQUEST.c.requester_id != person_id)
        )
        if after is not None:
            query = query.where(ENTRY.c.id > after)
        rows = self._session.execute(query.order_by(ENTRY.c.id).limit(limit))
        return [(row.request_id, row.request_number, entry_of(row)) for row in rows]

    def departments_of(self, person_id: UUID) -> tuple[str, ...]:
        """Return in which of the vendor's departments he is."""
        query = select(DEPARTMENT_MEMBER.c.department).where(
            DEPARTMENT_MEMBER.c.person_id == person_id
        )
        return tuple(self._session.scalars(query.order_by(DEPARTMENT_MEMBER.c.department)))

    def shared_with(self, person_id: UUID) -> tuple[int, ...]:
        """Return the numbers of the requests that are shared with him by name."""
        return self._numbers(
            select(REQUEST_SHARE.c.request_id).where(
                REQUEST_SHARE.c.grantee == f"person:{person_id}"
            )
        )

    def read_by(self, person_id: UUID) -> tuple[int, ...]:
        """Return the numbers of the requests of which is noted how far he has read them."""
        return self._numbers(
            select(REQUEST_READING.c.request_id).where(REQUEST_READING.c.person_id == person_id)
        )

    def _numbers(self, which: Select[Any]) -> tuple[int, ...]:
        query = select(REQUEST.c.number).where(REQUEST.c.id.in_(which)).order_by(REQUEST.c.number)
        return tuple(self._session.scalars(query))
