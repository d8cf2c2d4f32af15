"""Mails that came for requests, in the caller's transaction; the store never commits."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.mails import IncomingMail, MailState
from tickets.domain.mails import MailFile, ReadMail, StoredMail
from tickets.store.mail_tables import INCOMING_MAIL

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class MailStore:
    """Mails of all organisations, and of none while it is not known whose they are."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_new(self, mail: StoredMail) -> bool:
        """Write a mail down; False where it came before."""
        added = self._session.scalar(
            insert(INCOMING_MAIL)
            .values(
                id=mail.id,
                digest=mail.digest,
                state=mail.state,
                reason=mail.reason,
                sender=mail.read.sender,
                subject=mail.read.subject,
                content=msgspec.to_builtins(mail.read),
                size_bytes=mail.size_bytes,
                received_at=mail.received_at,
            )
            .on_conflict_do_nothing(index_elements=["digest"])
            .returning(INCOMING_MAIL.c.id)
        )
        return added is not None

    def find(self, mail_id: UUID) -> StoredMail | None:
        """Return a mail, None if there is none any more."""
        query = select(INCOMING_MAIL).where(INCOMING_MAIL.c.id == mail_id)
        row = self._session.execute(query).one_or_none()
        return None if row is None else stored_mail(row)

    def lock(self, mail_id: UUID) -> StoredMail | None:
        """Return a mail once nobody else settles it; nobody does until the transaction ends."""
        query = select(INCOMING_MAIL).where(INCOMING_MAIL.c.id == mail_id).with_for_update()
        row = self._session.execute(query).one_or_none()
        return None if row is None else stored_mail(row)

    def count_of_sender(self, sender: str, *, within: timedelta) -> int:
        """Return how many mails came from this address lately."""
        query = select(func.count()).where(
            INCOMING_MAIL.c.sender == sender,
            INCOMING_MAIL.c.received_at > self._now - within,
        )
        return self._session.scalar(query) or 0

    def note_taken(self, mail_id: UUID, organisation_id: UUID, request_id: UUID) -> None:
        """Note which request the mail has become part of."""
        self._settle(mail_id, state="taken", organisation_id=organisation_id, request_id=request_id)

    def park(self, mail_id: UUID, reason: str) -> None:
        """Note why the mail was not taken; it is kept for a person to look at."""
        self._settle(mail_id, state="parked", reason=reason)

    def hand_over(self, mail: StoredMail, organisation_id: UUID, request_id: UUID) -> None:
        """Note which request a mail has become part of after all; the caller has locked it."""
        self._change(
            mail, state="taken", reason=None, organisation_id=organisation_id, request_id=request_id
        )

    def drop(self, mail: StoredMail, reason: str) -> None:
        """Note that nobody needs the mail; the caller has locked it."""
        self._change(mail, state="ignored", reason=reason)

    def page(self, state: MailState, after: UUID | None, limit: int) -> list[IncomingMail]:
        """Return up to `limit` mails in this state, the newest first, after one of them."""
        query = select(INCOMING_MAIL).where(INCOMING_MAIL.c.state == state)
        if after is not None:
            last = self.find(after)
            if last is None:
                return []
            query = query.where(
                or_(
                    INCOMING_MAIL.c.received_at < last.received_at,
                    and_(
                        INCOMING_MAIL.c.received_at == last.received_at,
                        INCOMING_MAIL.c.id < last.id,
                    ),
                )
            )
        order = (INCOMING_MAIL.c.received_at.desc(), INCOMING_MAIL.c.id.desc())
        rows = self._session.execute(query.order_by(*order).limit(limit))
        return [described(stored_mail(row)) for row in rows]

    def lock_old(
        self, *, settled_before: datetime, parked_before: datetime, limit: int
    ) -> list[StoredMail]:
        """Return mails that were kept long enough; others who look find other ones."""
        rows = self._session.execute(
            select(INCOMING_MAIL)
            .where(
                or_(
                    and_(
                        INCOMING_MAIL.c.state.in_(("taken", "ignored")),
                        INCOMING_MAIL.c.received_at < settled_before,
                    ),
                    and_(
                        INCOMING_MAIL.c.state == "parked",
                        INCOMING_MAIL.c.received_at < parked_before,
                    ),
                )
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [stored_mail(row) for row in rows]

    def let_go_of_request(self, request_id: UUID) -> None:
        """Keep of the mails of an erased request only where their bytes lie, for the sweep."""
        self._let_go(INCOMING_MAIL.c.request_id == request_id)

    def let_go_of_sender(self, address: str) -> None:
        """Keep the same of the mails that came from an address."""
        self._let_go(INCOMING_MAIL.c.sender == address.lower())

    def _let_go(self, which: ColumnElement[bool]) -> None:
        query = select(INCOMING_MAIL).where(which, INCOMING_MAIL.c.state != "asked")
        for row in self._session.execute(query.with_for_update()):
            files = tuple(
                MailFile(number=file.number, name="") for file in stored_mail(row).read.files
            )
            self._session.execute(
                update(INCOMING_MAIL)
                .where(INCOMING_MAIL.c.id == row.id)
                .values(
                    sender="",
                    subject="",
                    content=msgspec.to_builtins(ReadMail(files=files)),
                    # Older than anything that is kept.
                    received_at=_LONG_AGO,
                )
            )

    def forget(self, mail_ids: list[UUID]) -> None:
        """Delete mails whose bytes are gone."""
        self._session.execute(delete(INCOMING_MAIL).where(INCOMING_MAIL.c.id.in_(mail_ids)))

    def _change(self, mail: StoredMail, **values: Any) -> None:
        self._session.execute(
            update(INCOMING_MAIL).where(INCOMING_MAIL.c.id == mail.id).values(**values)
        )

    def _settle(self, mail_id: UUID, **values: Any) -> None:
        # Once settled it stays so, whoever takes it up again.
        self._session.execute(
            update(INCOMING_MAIL)
            .where(INCOMING_MAIL.c.id == mail_id, INCOMING_MAIL.c.state == "asked")
            .values(**values)
        )


def described(mail: StoredMail) -> IncomingMail:
    """Return a mail in the words of the bus."""
    return IncomingMail(
        id=mail.id,
        state=mail.state,
        reason=mail.reason,
        sender=mail.read.sender,
        subject=mail.read.subject,
        size_bytes=mail.size_bytes,
        received_at=mail.received_at,
    )


def stored_mail(row: Row[Any]) -> StoredMail:
    """Return the mail in a row of its table."""
    return StoredMail(
        id=row.id,
        digest=row.digest,
        state=row.state,
        reason=row.reason,
        size_bytes=row.size_bytes,
        received_at=row.received_at,
        read=msgspec.convert(row.content, ReadMail),
        request_id=row.request_id,
    )
