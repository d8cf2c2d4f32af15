"""Events on their way to addresses, in the caller's transaction; never commits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from chassis.database import Askable
from chassis.ids import new_id
from contracts.webhooks import WebhookDelivery, WebhookFault
from notifications.domain.feed import FeedEntry, FeedSight
from notifications.domain.webhooks import TEST_TYPE, Answer, WebhookRecord
from notifications.store.feed_tables import AFFAIR, FEED_ENTRY, MACHINE_ACCOUNT
from notifications.store.webhook_tables import WEBHOOK, WEBHOOK_DELIVERY
from notifications.store.webhooks import COLUMNS, sight_in, webhook_of

_DELIVERY = WEBHOOK_DELIVERY.c


@dataclass(frozen=True, kw_only=True, slots=True)
class DueDelivery:
    """One event that is to be sent now; `entry` is None for a test.

    `is_shown` says whether the account is shown at this moment what the event is about.
    """

    id: UUID
    event_id: UUID
    tries: int
    created_at: datetime
    webhook: WebhookRecord
    entry: FeedEntry | None
    is_shown: bool


class DeliveryStore:
    """Deliveries of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def add(
        self, webhook: WebhookRecord, event_id: UUID, now: datetime, *, is_test: bool = False
    ) -> None:
        """Put an event on its way; to a disabled address it counts as failed at once."""
        is_active = webhook.state == "active"
        self._session.execute(
            insert(WEBHOOK_DELIVERY)
            .values(
                organisation_id=webhook.organisation_id,
                id=new_id(),
                account_id=webhook.account_id,
                event_id=event_id,
                is_test=is_test,
                state="waiting" if is_active else "failed",
                tries=0,
                created_at=now,
                due_at=now if is_active else None,
                fault=None if is_active else "disabled",
            )
            .on_conflict_do_nothing()
        )

    def next_due(self, organisation_id: UUID, now: datetime) -> DueDelivery | None:
        """Return what of the organisation's is to be sent now, the first one due."""
        row = self._session.execute(
            _sendable()
            .where(
                _DELIVERY.organisation_id == organisation_id,
                _DELIVERY.due_at <= now,
                WEBHOOK.c.rests_until.is_(None) | (WEBHOOK.c.rests_until <= now),
            )
            .order_by(_DELIVERY.due_at, _DELIVERY.id)
            .limit(1)
        ).first()
        return None if row is None else _due(row, now)

    def next_due_at(self, organisation_id: UUID) -> datetime | None:
        """Return when there is something to send for the organisation; None if nothing waits."""
        earliest = func.greatest(
            _DELIVERY.due_at, func.coalesce(WEBHOOK.c.rests_until, _DELIVERY.due_at)
        )
        found: datetime | None = self._session.scalar(
            _waiting(select(func.min(earliest))).where(_DELIVERY.organisation_id == organisation_id)
        )
        return found

    def settle(
        self, due: DueDelivery, answer: Answer, now: datetime, *, due_at: datetime | None
    ) -> None:
        """Note what a try came to; `due_at` is when it is tried again after a failure."""
        if answer.is_success:
            state, due_at = "delivered", None
        else:
            state = "failed" if due_at is None else "waiting"
        self._session.execute(
            update(WEBHOOK_DELIVERY)
            .where(
                _DELIVERY.organisation_id == due.webhook.organisation_id,
                _DELIVERY.id == due.id,
                _DELIVERY.state == "waiting",
            )
            .values(
                state=state,
                tries=due.tries + 1,
                tried_at=now,
                due_at=due_at,
                status=answer.status,
                fault=answer.fault,
            )
        )

    def give_up(self, organisation_id: UUID, account_id: UUID, fault: WebhookFault) -> None:
        """Let everything that waits for an address count as failed."""
        self._session.execute(
            update(WEBHOOK_DELIVERY)
            .where(
                _DELIVERY.organisation_id == organisation_id,
                _DELIVERY.account_id == account_id,
                _DELIVERY.state == "waiting",
            )
            .values(state="failed", due_at=None, fault=fault)
        )

    def retry(
        self,
        organisation_id: UUID,
        account_id: UUID,
        delivery_ids: Collection[UUID] | None,
        now: datetime,
    ) -> int:
        """Send failed deliveries once more, as if they had not been tried; return how many."""
        which: list[ColumnElement[bool]] = [
            _DELIVERY.organisation_id == organisation_id,
            _DELIVERY.account_id == account_id,
            _DELIVERY.state == "failed",
        ]
        if delivery_ids is not None:
            which.append(_DELIVERY.id.in_(delivery_ids))
        result = self._session.execute(
            update(WEBHOOK_DELIVERY)
            .where(*which)
            .values(state="waiting", due_at=now, tries=0)
            .returning(_DELIVERY.id)
        )
        return len(result.all())

    def page(
        self, organisation_id: UUID, account_id: UUID, *, before: UUID | None, limit: int
    ) -> list[WebhookDelivery]:
        """Return up to `limit` deliveries of an account, the latest first, before one of them."""
        query = (
            select(WEBHOOK_DELIVERY, FEED_ENTRY.c.type, FEED_ENTRY.c.subject_id)
            .outerjoin(FEED_ENTRY, _IS_OF_ENTRY)
            .where(_DELIVERY.organisation_id == organisation_id, _DELIVERY.account_id == account_id)
        )
        if before is not None:
            query = query.where(_DELIVERY.id < before)
        rows = self._session.execute(query.order_by(_DELIVERY.id.desc()).limit(limit))
        return [_described(row) for row in rows]

    def last_test_at(self, organisation_id: UUID, account_id: UUID) -> datetime | None:
        """Return when the address was last sent a test."""
        found: datetime | None = self._session.scalar(
            select(func.max(_DELIVERY.created_at)).where(
                _DELIVERY.organisation_id == organisation_id,
                _DELIVERY.account_id == account_id,
                _DELIVERY.is_test,
            )
        )
        return found

    def forget(self, until: datetime) -> None:
        """Forget what was settled and began before an instant."""
        self._session.execute(
            delete(WEBHOOK_DELIVERY).where(
                _DELIVERY.created_at < until, _DELIVERY.state != "waiting"
            )
        )


_IS_OF_ENTRY = and_(
    FEED_ENTRY.c.organisation_id == _DELIVERY.organisation_id,
    FEED_ENTRY.c.id == _DELIVERY.event_id,
)


def _waiting(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(WEBHOOK_DELIVERY)
        .join(
            WEBHOOK,
            and_(
                WEBHOOK.c.organisation_id == _DELIVERY.organisation_id,
                WEBHOOK.c.account_id == _DELIVERY.account_id,
            ),
        )
        .where(_DELIVERY.state == "waiting", WEBHOOK.c.state == "active")
    )


def _sendable() -> Select[Any]:
    """Select what waits, with all that decides whether it is sent and what is."""
    columns = (
        _DELIVERY.id.label("delivery_id"),
        _DELIVERY.event_id,
        _DELIVERY.tries,
        _DELIVERY.created_at,
        *COLUMNS,
        MACHINE_ACCOUNT.c.areas,
        MACHINE_ACCOUNT.c.document_types,
        MACHINE_ACCOUNT.c.access_until,
        MACHINE_ACCOUNT.c.revoked_at,
        FEED_ENTRY.c.position,
        FEED_ENTRY.c.area,
        FEED_ENTRY.c.type,
        FEED_ENTRY.c.subject_id,
        FEED_ENTRY.c.facts,
        FEED_ENTRY.c.at,
        AFFAIR.c.document_type,
        AFFAIR.c.is_shown,
        AFFAIR.c.shown_until,
    )
    return (
        _waiting(select(*columns))
        .join(
            MACHINE_ACCOUNT,
            and_(
                MACHINE_ACCOUNT.c.organisation_id == _DELIVERY.organisation_id,
                MACHINE_ACCOUNT.c.id == _DELIVERY.account_id,
            ),
        )
        .outerjoin(FEED_ENTRY, _IS_OF_ENTRY)
        .outerjoin(
            AFFAIR,
            and_(
                AFFAIR.c.organisation_id == FEED_ENTRY.c.organisation_id,
                AFFAIR.c.subject_id == FEED_ENTRY.c.subject_id,
            ),
        )
    )


def _due(row: Row[Any], now: datetime) -> DueDelivery:
    entry = None
    if row.position is not None:
        entry = FeedEntry(
            id=row.event_id,
            position=row.position,
            area=row.area,
            type=row.type,
            subject_id=row.subject_id,
            facts=row.facts,
            at=row.at,
        )
    return DueDelivery(
        id=row.delivery_id,
        event_id=row.event_id,
        tries=row.tries,
        created_at=row.created_at,
        webhook=webhook_of(row),
        entry=entry,
        is_shown=_is_let_in(row, now) and (entry is None or _is_shown(row, sight_in(row), now)),
    )


def _is_let_in(row: Row[Any], now: datetime) -> bool:
    return row.revoked_at is None and (row.access_until is None or row.access_until > now)


def _is_shown(row: Row[Any], sight: FeedSight, now: datetime) -> bool:
    is_running = row.shown_until is None or row.shown_until > now
    return row.is_shown and is_running and sight.covers(row.area, row.document_type)


def _described(row: Row[Any]) -> WebhookDelivery:
    return WebhookDelivery(
        id=row.id,
        event_id=row.event_id,
        type=row.type or TEST_TYPE,
        subject_id=row.subject_id,
        state=row.state,
        tries=row.tries,
        created_at=row.created_at,
        tried_at=row.tried_at,
        next_try_at=row.due_at,
        status=row.status,
        fault=row.fault,
    )
