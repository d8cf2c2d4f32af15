"""What companies have chosen, and what waits to be told to them; never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from contracts.company_notices import COMPANY_EVENTS, Channel, CompanyEvent, EventChannels
from notifications.domain.company_notices import (
    CHOSEN_BY_NOBODY,
    GATHERS_FOR,
    QUIET_FOR,
    WaitingNotice,
)
from notifications.store.company_tables import COMPANY_NOTICE, NOTICE_CHOICE, TELLING


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """That it is time to tell a company what waits of one kind by one channel."""

    organisation_id: UUID
    event: CompanyEvent
    channel: Channel


class NoticeChoiceStore:
    """By which channels companies want to be told of what."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def of(self, organisation_id: UUID) -> tuple[EventChannels, ...]:
        """Return what holds for every event, in the order in which people read them."""
        rows = self._session.execute(
            select(NOTICE_CHOICE).where(NOTICE_CHOICE.c.organisation_id == organisation_id)
        )
        chosen = {
            row.event: EventChannels(event=row.event, mail=row.mail, phone=row.phone)
            for row in rows
        }
        return tuple(chosen.get(event, CHOSEN_BY_NOBODY[event]) for event in COMPANY_EVENTS)

    def put(
        self, organisation_id: UUID, chosen: Sequence[EventChannels], *, by: str, at: datetime
    ) -> None:
        """Store what is chosen; the last of two at once holds."""
        for each in sorted(chosen, key=lambda one: one.event):
            values = {"mail": each.mail, "phone": each.phone, "changed_at": at, "changed_by": by}
            self._session.execute(
                insert(NOTICE_CHOICE)
                .values(organisation_id=organisation_id, event=each.event, **values)
                .on_conflict_do_update(index_elements=["organisation_id", "event"], set_=values)
            )


class CompanyNoticeStore:
    """What waits to be told to the companies that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def add_if_new(self, notice: WaitingNotice, now: datetime) -> bool:
        """Write down what is to be told; False if that key is known for this channel.

        Waits for a concurrent insert of the same one to commit or roll back.
        """
        added = self._session.scalar(
            insert(COMPANY_NOTICE)
            .values(
                organisation_id=notice.organisation_id,
                idempotency_key=notice.idempotency_key,
                channel=notice.channel,
                event=notice.event,
                recipient=notice.recipient,
                parameters=notice.parameters,
                occurred_at=notice.occurred_at,
                came_at=now,
            )
            .on_conflict_do_nothing()
            .returning(COMPANY_NOTICE.c.channel)
        )
        return added is not None

    def wait_for_others(self, notice: WaitingNotice, now: datetime) -> None:
        """See to it that the notice's turn comes: soon, or when it has been quiet long enough.

        Waits for whoever tells the company just now, so that nothing is left lying.
        """
        soon = now + GATHERS_FOR
        self._session.execute(
            insert(TELLING)
            .values(
                organisation_id=notice.organisation_id,
                event=notice.event,
                channel=notice.channel,
                due_at=soon,
                quiet_until=now,
            )
            .on_conflict_do_update(
                index_elements=["organisation_id", "event", "channel"],
                set_={
                    "due_at": func.coalesce(
                        TELLING.c.due_at, func.greatest(TELLING.c.quiet_until, soon)
                    )
                },
            )
        )

    def take_turn(self, now: datetime) -> Turn | None:
        """Return whose turn it is, locked until the transaction ends; others' are passed over."""
        row = self._session.execute(
            select(TELLING.c.organisation_id, TELLING.c.event, TELLING.c.channel)
            .where(TELLING.c.due_at <= now)
            .order_by(TELLING.c.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        return Turn(organisation_id=row.organisation_id, event=row.event, channel=row.channel)

    def waiting(self, turn: Turn) -> tuple[WaitingNotice, ...]:
        """Return all that waits for this turn, oldest first."""
        rows = self._session.execute(
            select(COMPANY_NOTICE)
            .where(_of(turn), COMPANY_NOTICE.c.told_at.is_(None))
            .order_by(COMPANY_NOTICE.c.occurred_at, COMPANY_NOTICE.c.idempotency_key)
        )
        return tuple(
            WaitingNotice(
                organisation_id=row.organisation_id,
                idempotency_key=row.idempotency_key,
                channel=row.channel,
                event=row.event,
                recipient=row.recipient,
                parameters=row.parameters,
                occurred_at=row.occurred_at,
            )
            for row in rows
        )

    def note_told(self, notices: Sequence[WaitingNotice], now: datetime) -> None:
        """Note that these are told, and forget what they say."""
        named = [(each.organisation_id, each.idempotency_key, each.channel) for each in notices]
        key = tuple_(*COMPANY_NOTICE.primary_key.columns)
        self._session.execute(
            update(COMPANY_NOTICE)
            .where(key.in_(named))
            .values(told_at=now, parameters={}, recipient="")
        )

    def end_turn(self, turn: Turn, now: datetime) -> None:
        """Be quiet for a while towards the company about this."""
        self._session.execute(
            update(TELLING)
            .where(
                TELLING.c.organisation_id == turn.organisation_id,
                TELLING.c.event == turn.event,
                TELLING.c.channel == turn.channel,
            )
            .values(due_at=None, quiet_until=now + QUIET_FOR)
        )

    def forget_told(self, *, until: datetime) -> None:
        """Forget that something was told so long ago that nobody says it again."""
        self._session.execute(delete(COMPANY_NOTICE).where(COMPANY_NOTICE.c.told_at < until))


def _of(turn: Turn) -> ColumnElement[bool]:
    return and_(
        COMPANY_NOTICE.c.organisation_id == turn.organisation_id,
        COMPANY_NOTICE.c.event == turn.event,
        COMPANY_NOTICE.c.channel == turn.channel,
    )
