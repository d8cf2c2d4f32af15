"""Erasing a person in the caller's transaction: who is to be, and what is left; never commits."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, String, Text, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from contracts.person_data import PersonErasure
from tickets.domain.forgetting import LEFT_OUT, Known, Trace
from tickets.store.attachment_tables import ATTACHMENT
from tickets.store.columns import metadata
from tickets.store.conversation_tables import ENTRY, REQUEST_READING, REQUEST_SHARE
from tickets.store.department_tables import DEPARTMENT_MEMBER
from tickets.store.keeping_tables import PERSON_ERASURE
from tickets.store.mail_tables import INCOMING_MAIL
from tickets.store.master_data_tables import MASTER_DATA_CHANGE
from tickets.store.people_tables import PARTICIPANT
from tickets.store.search_words import SearchWordStore
from tickets.store.tables import REQUEST

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# Where a person is named by his id, and another id that nobody has may stand as well.
_NAMING = (
    REQUEST.c.requester_id,
    REQUEST.c.held_by,
    ENTRY.c.author_id,
    ATTACHMENT.c.uploaded_by,
    REQUEST_SHARE.c.shared_by,
    MASTER_DATA_CHANGE.c.decided_by,
)


class PersonErasureStore:
    """Orders to erase people, and rows of every organisation that name them."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def order(self, person_id: UUID, *, by: UUID) -> bool:
        """Note that somebody is to be erased; return whether that is new, or to be done again."""
        values = {"ordered_by": by, "ordered_at": self._now, "finished_at": None, "leftovers": []}
        ordered = self._session.scalar(
            insert(PERSON_ERASURE)
            .values(person_id=person_id, **values)
            .on_conflict_do_update(
                index_elements=["person_id"],
                set_=values,
                where=PERSON_ERASURE.c.finished_at.is_not(None),
            )
            .returning(PERSON_ERASURE.c.person_id)
        )
        return ordered is not None

    def find(self, person_id: UUID) -> PersonErasure | None:
        """Return what was ordered about somebody, or None."""
        row = self._session.execute(
            select(PERSON_ERASURE).where(PERSON_ERASURE.c.person_id == person_id)
        ).one_or_none()
        return None if row is None else _erasure(row)

    def claim(self) -> UUID | None:
        """Return somebody who is still to be erased, locked; others who look find another one."""
        person_id: UUID | None = self._session.scalar(
            select(PERSON_ERASURE.c.person_id)
            .where(PERSON_ERASURE.c.finished_at.is_(None))
            .order_by(PERSON_ERASURE.c.ordered_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return person_id

    def next_organisation(self, person_id: UUID) -> Known | None:
        """Return what he is called in an organisation where he is still known, locked."""
        row = self._session.execute(
            select(PARTICIPANT)
            .where(PARTICIPANT.c.person_id == person_id)
            .order_by(PARTICIPANT.c.organisation_id)
            .limit(1)
            .with_for_update()
        ).one_or_none()
        if row is None:
            return None
        return Known(
            organisation_id=row.organisation_id,
            person_id=row.person_id,
            name=row.name,
            email=row.email,
        )

    def forget_in(self, known: Known, stand_in: UUID, traces: Iterable[Trace]) -> None:
        """Let nothing of an organisation's lead to him: ids, words, shares, readings, his name."""
        organisation_id, person_id = known.organisation_id, known.person_id
        for column in _NAMING:
            table: Any = column.table
            values: dict[str, Any] = {column.name: stand_in}
            if column is REQUEST.c.requester_id:
                values |= {"content_sha256": None}
            self._session.execute(
                update(table)
                .where(table.c.organisation_id == organisation_id, column == person_id)
                .values(values)
            )
        self._session.execute(
            update(REQUEST)
            .where(REQUEST.c.organisation_id == organisation_id, REQUEST.c.assignee_id == person_id)
            .values(assignee_id=None)
        )
        # The next sweep takes his mails, with their bytes.
        self._session.execute(
            update(INCOMING_MAIL)
            .where(func.lower(INCOMING_MAIL.c.sender) == known.email.lower())
            .values(received_at=_LONG_AGO)
        )
        self._drop_shares(person_id, REQUEST_SHARE.c.organisation_id == organisation_id)
        self._drop_readings(person_id, REQUEST_READING.c.organisation_id == organisation_id)
        self._unname_assignee(organisation_id, known.name)
        self._rewrite(organisation_id, tuple(traces))
        SearchWordStore(self._session).refresh(organisation_id)
        self._session.execute(
            delete(PARTICIPANT).where(
                PARTICIPANT.c.organisation_id == organisation_id,
                PARTICIPANT.c.person_id == person_id,
            )
        )

    def forget_elsewhere(self, person_id: UUID) -> None:
        """Drop what names him where he never said anything himself."""
        self._session.execute(
            delete(DEPARTMENT_MEMBER).where(DEPARTMENT_MEMBER.c.person_id == person_id)
        )
        self._drop_shares(person_id)
        self._drop_readings(person_id)

    def leftovers(self, organisation_id: UUID, traces: Iterable[Trace]) -> list[str]:
        """Return every column of the organisation's rows in which something still leads to him."""
        patterns = [trace.pattern for trace in traces]
        return [
            f"{table.name}.{column.name}"
            for table, column in _columns(all_of_them=True)
            if self._session.scalar(
                select(
                    select(table)
                    .where(
                        table.c.organisation_id == organisation_id,
                        or_(*(cast(column, Text).op("~*")(pattern) for pattern in patterns)),
                    )
                    .exists()
                )
            )
        ]

    def note(self, person_id: UUID, leftovers: Iterable[str], *, is_finished: bool) -> None:
        """Store how far it has come."""
        known = self._session.scalars(
            select(PERSON_ERASURE.c.leftovers).where(PERSON_ERASURE.c.person_id == person_id)
        ).one()
        self._session.execute(
            update(PERSON_ERASURE)
            .where(PERSON_ERASURE.c.person_id == person_id)
            .values(
                leftovers=sorted({*known, *leftovers}),
                finished_at=self._now if is_finished else None,
            )
        )

    def _unname_assignee(self, organisation_id: UUID, name: str) -> None:
        """Leave out to whom requests were assigned: there the name stands alone, however short."""
        self._session.execute(
            update(ENTRY)
            .where(
                ENTRY.c.organisation_id == organisation_id,
                ENTRY.c.change == "assigned",
                ENTRY.c.details["to"].astext == name,
            )
            .values(details={"to": LEFT_OUT})
        )

    def _rewrite(self, organisation_id: UUID, traces: tuple[Trace, ...]) -> None:
        for table, column in _columns(all_of_them=False):
            for trace in traces:
                text = cast(column, Text)
                rewritten: ColumnElement[Any] = func.regexp_replace(
                    text, trace.pattern, trace.stand_in, "gi"
                )
                if isinstance(column.type, JSONB):
                    rewritten = cast(rewritten, JSONB)
                self._session.execute(
                    update(table)
                    .where(table.c.organisation_id == organisation_id, text.op("~*")(trace.pattern))
                    .values({column.name: rewritten})
                )

    def _drop_shares(self, person_id: UUID, *where: ColumnElement[bool]) -> None:
        self._session.execute(
            delete(REQUEST_SHARE).where(REQUEST_SHARE.c.grantee == f"person:{person_id}", *where)
        )

    def _drop_readings(self, person_id: UUID, *where: ColumnElement[bool]) -> None:
        self._session.execute(
            delete(REQUEST_READING).where(REQUEST_READING.c.person_id == person_id, *where)
        )


def _columns(*, all_of_them: bool) -> Iterator[tuple[Any, Any]]:
    """Yield columns of tenants' tables: all, or those that hold words but for others' names."""
    for table in metadata.sorted_tables:
        if "organisation_id" not in table.c or (table is PARTICIPANT and not all_of_them):
            continue
        for column in table.columns:
            if all_of_them or isinstance(column.type, (String, JSONB)):
                yield table, column


def _erasure(row: Row[Any]) -> PersonErasure:
    return PersonErasure(
        person_id=row.person_id,
        ordered_at=row.ordered_at,
        finished_at=row.finished_at,
        leftovers=tuple(row.leftovers),
    )
