"""What is kept about one person, across all organisations; never commits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from contracts.conversations import Audience
from contracts.person_data import KnownAs
from tickets.domain.attachments import CheckedAttachment
from tickets.domain.entries import StoredEntry
from tickets.domain.mails import StoredMail
from tickets.domain.requests import CustomerRequest
from tickets.store.attachment_tables import ATTACHMENT
from tickets.store.attachments import checked
from tickets.store.conversation_tables import ENTRY, REQUEST_READING, REQUEST_SHARE
from tickets.store.department_tables import DEPARTMENT_MEMBER
from tickets.store.entries import entries_with_names, entry_of
from tickets.store.mail_tables import INCOMING_MAIL
from tickets.store.mails import stored_mail
from tickets.store.people_tables import PARTICIPANT
from tickets.store.requests import request_of, requests_with_names
from tickets.store.tables import REQUEST


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryElsewhere:
    """What somebody said or did in a request of somebody else."""

    organisation_id: UUID
    request_id: UUID
    request_number: int
    entry: StoredEntry


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
    ) -> list[EntryElsewhere]:
        """Return up to `limit` entries of his in others' requests, after one of them."""
        query: Select[Any] = (
            entries_with_names()
            .add_columns(REQUEST.c.number.label("request_number"))
            .join(REQUEST, REQUEST.c.id == ENTRY.c.request_id)
            .where(ENTRY.c.author_id == person_id, REQUEST.c.requester_id != person_id)
        )
        if after is not None:
            query = query.where(ENTRY.c.id > after)
        rows = self._session.execute(query.order_by(ENTRY.c.id).limit(limit))
        return [
            EntryElsewhere(
                organisation_id=row.organisation_id,
                request_id=row.request_id,
                request_number=row.request_number,
                entry=entry_of(row),
            )
            for row in rows
        ]

    def file(
        self,
        person_id: UUID,
        file_id: UUID,
        *,
        readable: Collection[Audience],
        written: Collection[Audience] | None,
    ) -> CheckedAttachment | None:
        """Return a file of his own requests, or one that goes with what he said in others'.

        `readable` are the audiences of what may be read in the first, `written` in the others;
        None stands for all.
        """
        his_own = and_(REQUEST.c.requester_id == person_id, ENTRY.c.audience.in_(readable))
        said = ENTRY.c.author_id == person_id
        if written is not None:
            said = and_(said, ENTRY.c.audience.in_(written))
        row = self._session.execute(
            select(ATTACHMENT)
            .join(ENTRY, ENTRY.c.id == ATTACHMENT.c.entry_id)
            .join(REQUEST, REQUEST.c.id == ENTRY.c.request_id)
            .where(ATTACHMENT.c.id == file_id, or_(his_own, said))
        ).one_or_none()
        return None if row is None else checked(row)

    def mails(self, person_id: UUID) -> list[StoredMail]:
        """Return mails of his that became part of requests and are kept as they came."""
        rows = self._session.execute(self._mails(person_id).order_by(INCOMING_MAIL.c.received_at))
        return [stored_mail(row) for row in rows]

    def mail(self, person_id: UUID, mail_id: UUID) -> StoredMail | None:
        """Return one of them, or None."""
        row = self._session.execute(
            self._mails(person_id).where(INCOMING_MAIL.c.id == mail_id)
        ).one_or_none()
        return None if row is None else stored_mail(row)

    def _mails(self, person_id: UUID) -> Select[Any]:
        # Whoever else wrote in his name was refused, so what was taken from his address is his.
        addresses = select(func.lower(PARTICIPANT.c.email)).where(
            PARTICIPANT.c.person_id == person_id
        )
        return select(INCOMING_MAIL).where(
            INCOMING_MAIL.c.state == "taken", INCOMING_MAIL.c.sender.in_(addresses)
        )

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
