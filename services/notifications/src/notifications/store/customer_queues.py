"""Queues of customers in the caller's transaction; never commits."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from notifications.domain.customer_queues import QueueRecord, ServedQueue
from notifications.store.customer_queue_tables import CUSTOMER_QUEUE
from notifications.store.feed_tables import FEED_END, MACHINE_ACCOUNT
from notifications.store.webhooks import sight_in

_QUEUE = CUSTOMER_QUEUE.c
_COLUMNS = tuple(_QUEUE[name] for name in QueueRecord.__dataclass_fields__)
_IS_OF_ACCOUNT = and_(
    MACHINE_ACCOUNT.c.organisation_id == _QUEUE.organisation_id,
    MACHINE_ACCOUNT.c.id == _QUEUE.account_id,
)

# Of one that was revoked just now no rest keeps us from taking it away.
_IS_AT_NO_REST = or_(
    _QUEUE.rests_until.is_(None),
    and_(_QUEUE.state == "active", MACHINE_ACCOUNT.c.revoked_at.is_not(None)),
)


class CustomerQueueStore:
    """Queues of organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def owner_of(self, account_id: UUID) -> tuple[UUID, bool] | None:
        """Return whose a machine account is, and whether it was revoked; None if there is none."""
        row = self._session.execute(
            select(MACHINE_ACCOUNT.c.organisation_id, MACHINE_ACCOUNT.c.revoked_at).where(
                MACHINE_ACCOUNT.c.id == account_id
            )
        ).first()
        return None if row is None else (row.organisation_id, row.revoked_at is not None)

    def lock(self, organisation_id: UUID, account_id: UUID) -> QueueRecord | None:
        """Return the account's queue, or None; nobody changes it until the transaction ends."""
        row = self._session.execute(
            select(*_COLUMNS).where(*_is(organisation_id, account_id)).with_for_update()
        ).first()
        return None if row is None else _record(row)

    def all_of(self, organisation_id: UUID) -> tuple[QueueRecord, ...]:
        """Return the organisation's queues."""
        return self._found(_QUEUE.organisation_id == organisation_id)

    def every_one(self) -> tuple[QueueRecord, ...]:
        """Return all queues, closed ones too."""
        return self._found(true())

    def countable(self) -> tuple[QueueRecord, ...]:
        """Return the queues that are at the broker, as far as is known."""
        return self._found(and_(_QUEUE.state == "active", _QUEUE.is_declared))

    def count_in_trouble(self) -> int:
        """Return how many queues take nothing."""
        return int(
            self._session.scalar(
                select(func.count()).where(
                    _QUEUE.failing_since.is_not(None), _QUEUE.state != "closed"
                )
            )
            or 0
        )

    def is_any(self) -> bool:
        """Return whether there is a queue at all; in most installations there is none."""
        return (
            self._session.scalar(select(_QUEUE.state).where(_QUEUE.state != "closed").limit(1))
            is not None
        )

    def due(self, now: datetime, *, is_failing: bool, limit: int) -> Sequence[tuple[UUID, UUID]]:
        """Return organisation and account of queues with something to do, the neediest first.

        Those in trouble, or those that are not. Asked twice a second; there are as many rows as
        somebody has made by hand.
        """
        is_let_in = or_(
            MACHINE_ACCOUNT.c.access_until.is_(None), MACHINE_ACCOUNT.c.access_until > now
        )
        has_more = and_(FEED_END.c.position > _QUEUE.position, is_let_in)
        rows = self._session.execute(
            select(_QUEUE.organisation_id, _QUEUE.account_id)
            .join(MACHINE_ACCOUNT, _IS_OF_ACCOUNT)
            .outerjoin(FEED_END, FEED_END.c.organisation_id == _QUEUE.organisation_id)
            .where(
                or_(
                    _QUEUE.state == "closing",
                    and_(
                        _QUEUE.state == "active",
                        or_(
                            MACHINE_ACCOUNT.c.revoked_at.is_not(None),
                            _QUEUE.is_declared.is_(False),
                            has_more,
                        ),
                    ),
                ),
                _is_at_rest_until(now) if is_failing else _IS_AT_NO_REST,
            )
            .order_by(func.coalesce(_QUEUE.rests_until, _QUEUE.last_put_at).nulls_first())
            .limit(limit)
        )
        return [(row.organisation_id, row.account_id) for row in rows]

    def take(self, organisation_id: UUID, account_id: UUID, now: datetime) -> ServedQueue | None:
        """Return the queue, which nobody else serves until the transaction ends.

        None when somebody does just now, when it rests by now or was closed.
        """
        columns: tuple[Any, ...] = (
            *_COLUMNS,
            MACHINE_ACCOUNT.c.areas,
            MACHINE_ACCOUNT.c.document_types,
            MACHINE_ACCOUNT.c.access_until,
            MACHINE_ACCOUNT.c.revoked_at,
        )
        row = self._session.execute(
            select(*columns)
            .join(MACHINE_ACCOUNT, _IS_OF_ACCOUNT)
            .where(
                *_is(organisation_id, account_id),
                _QUEUE.state != "closed",
                or_(_IS_AT_NO_REST, _is_at_rest_until(now)),
            )
            .with_for_update(of=CUSTOMER_QUEUE, skip_locked=True)
        ).first()
        if row is None:
            return None
        return ServedQueue(
            queue=_record(row),
            sight=sight_in(row),
            is_revoked=row.revoked_at is not None,
            is_let_in=row.access_until is None or row.access_until > now,
        )

    def put(self, queue: QueueRecord) -> bool:
        """Insert the queue; False if the account has one already, which stays as it is."""
        made = self._session.scalar(
            insert(CUSTOMER_QUEUE)
            .values(asdict(queue))
            .on_conflict_do_nothing()
            .returning(_QUEUE.account_id)
        )
        return made is not None

    def note(self, queue: QueueRecord) -> None:
        """Store how the queue does; the caller has locked it."""
        self._session.execute(
            update(CUSTOMER_QUEUE)
            .where(*_is(queue.organisation_id, queue.account_id))
            .values(asdict(queue))
        )

    def note_count(self, queue: QueueRecord, waiting: int | None, now: datetime) -> None:
        """Store how many events wait in the queue; None: it is not there, and is to be made."""
        values: dict[str, Any] = {"waiting": waiting, "counted_at": now}
        if waiting is None:
            values["is_declared"] = False
        self._session.execute(
            update(CUSTOMER_QUEUE)
            .where(*_is(queue.organisation_id, queue.account_id), _QUEUE.state == "active")
            .values(values)
        )

    def _found(self, which: ColumnElement[bool]) -> tuple[QueueRecord, ...]:
        rows = self._session.execute(
            select(*_COLUMNS).where(which).order_by(_QUEUE.organisation_id, _QUEUE.account_id)
        )
        return tuple(map(_record, rows))


def _record(row: Row[Any]) -> QueueRecord:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return QueueRecord(**{column.name: values[column.name] for column in _COLUMNS})


def _is_at_rest_until(now: datetime) -> ColumnElement[bool]:
    return _QUEUE.rests_until <= now


def _is(organisation_id: UUID, account_id: UUID) -> tuple[Any, Any]:
    return _QUEUE.organisation_id == organisation_id, _QUEUE.account_id == account_id
