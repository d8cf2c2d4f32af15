"""The outbox as its relay sees it: rows taken up, forgotten, put off and counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Select,
    and_,
    delete,
    exists,
    func,
    literal,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from chassis.held_destinations import Destination, pause_seconds
from chassis.tables import OUTBOX

_IS_TRIED = OUTBOX.c.tries > 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    """What an outbox holds: all that waits, of these what was tried in vain, and since when."""

    waiting: int
    postponed: int
    oldest_seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class StuckDestination:
    """Where messages are not taken, and the most tries that one of them has behind it."""

    destination: Destination
    rows: int
    tries: int
    oldest_seconds: float


class OutboxRows:
    """Rows in the caller's transaction; what is taken up is locked until its end.

    Rows are taken up by their time and status with SKIP LOCKED, never by "id above the last":
    transactions commit out of order.
    """

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def take_up(
        self,
        limit: int,
        *,
        not_to: Sequence[Destination] = (),
        untried_to: Sequence[Destination] = (),
    ) -> Sequence[Row[Any]]:
        """Return rows that are due, the oldest first.

        Nothing for the destinations `not_to`, and for those `untried_to` only what was never tried.
        However much waits there, none of it is walked past.
        """
        query = (
            select(OUTBOX)
            .where(OUTBOX.c.not_before <= self._now)
            .order_by(OUTBOX.c.not_before, OUTBOX.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        if not_to or untried_to:
            query = query.where(OUTBOX.c.id.in_(self._going(2 * limit, not_to, untried_to)))
        return self._session.execute(query).all()

    def take_one(self, destination: Destination) -> Row[Any] | None:
        """Return one row for a destination, due or not: the oldest never tried, or the next due."""
        return self._session.execute(
            select(OUTBOX)
            .where(_is_for(destination))
            .order_by(_IS_TRIED, OUTBOX.c.not_before, OUTBOX.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()

    def _going(
        self, limit: int, not_to: Sequence[Destination], untried_to: Sequence[Destination]
    ) -> Select[Any]:
        """Return up to `limit` rows of each destination as far as it is not held, tried or not.

        More than are taken: another relay may have the first in hand.
        """
        destination = _destinations()
        here = tuple_(destination.c.exchange, destination.c.routing_key)
        tried = select(literal(False).label("is_tried")).union_all(select(literal(True)))
        kind = tried.subquery("kind")
        row = OUTBOX.alias("going")
        walk = (
            select(row.c.id)
            .where(
                row.c.exchange == destination.c.exchange,
                row.c.routing_key == destination.c.routing_key,
                (row.c.tries > 0) == kind.c.is_tried,
                row.c.not_before <= self._now,
            )
            .order_by(row.c.not_before, row.c.id)
            .limit(limit)
            .lateral("walk")
        )
        return (
            select(walk.c.id)
            .select_from(destination.join(kind, true()).join(walk, true()))
            .where(here.not_in(not_to), ~and_(kind.c.is_tried, here.in_(untried_to)))
        )

    def is_any_for(self, destination: Destination) -> bool:
        """Return whether anything waits for a destination, locked by another relay or not."""
        return bool(self._session.scalar(select(exists().where(_is_for(destination)))))

    def forget(self, ids: Collection[UUID]) -> None:
        """Delete what was published."""
        if ids:
            self._session.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(ids)))

    def postpone(self, row: Row[Any]) -> None:
        """Put a row off, for longer each time."""
        pause = timedelta(seconds=pause_seconds(row.tries + 1))
        self._session.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id == row.id)
            .values(tries=OUTBOX.c.tries + 1, not_before=self._now + pause)
        )

    def bring_forward(self, destination: Destination) -> None:
        """Let all that was put off for a destination go now, each at the place it had.

        What another relay has in hand is left alone: two that waited for each other's rows would
        end in a deadlock.
        """
        put_off = (
            select(OUTBOX.c.id)
            .where(_is_for(destination), OUTBOX.c.tries > 0, OUTBOX.c.not_before > self._now)
            .with_for_update(skip_locked=True)
        )
        self._session.execute(
            update(OUTBOX).where(OUTBOX.c.id.in_(put_off)).values(not_before=OUTBOX.c.created_at)
        )

    def backlog(self) -> Backlog:
        """Return what waits."""
        waiting, postponed, oldest = self._session.execute(
            select(
                func.count(),
                func.count().filter(OUTBOX.c.tries > 0),
                func.min(OUTBOX.c.created_at),
            ).select_from(OUTBOX)
        ).one()
        return Backlog(
            waiting=waiting, postponed=postponed, oldest_seconds=self._seconds_since(oldest)
        )

    def stuck(self) -> list[StuckDestination]:
        """Return where messages were tried in vain, the longest waiting first."""
        rows = self._session.execute(
            select(
                OUTBOX.c.exchange,
                OUTBOX.c.routing_key,
                func.count().label("rows"),
                func.max(OUTBOX.c.tries).label("tries"),
                func.min(OUTBOX.c.created_at).label("oldest"),
            )
            .where(OUTBOX.c.tries > 0)
            .group_by(OUTBOX.c.exchange, OUTBOX.c.routing_key)
            .order_by(func.min(OUTBOX.c.created_at))
        )
        return [
            StuckDestination(
                destination=Destination(row.exchange, row.routing_key),
                rows=row.rows,
                tries=row.tries,
                oldest_seconds=self._seconds_since(row.oldest),
            )
            for row in rows
        ]

    def _seconds_since(self, instant: datetime | None) -> float:
        return (self._now - instant).total_seconds() if instant is not None else 0


def _destinations() -> CTE:
    """Return where something waits to go, from one to the next along the index."""
    first, following = OUTBOX.alias("first"), OUTBOX.alias("following")
    found = (
        select(first.c.exchange, first.c.routing_key)
        .order_by(first.c.exchange, first.c.routing_key)
        .limit(1)
        .cte("destination", recursive=True)
    )
    key = (following.c.exchange, following.c.routing_key)
    next_one = (
        select(*key)
        .where(tuple_(*key) > tuple_(found.c.exchange, found.c.routing_key))
        .order_by(*key)
        .limit(1)
        .lateral("next_one")
    )
    return found.union_all(select(next_one).select_from(found.join(next_one, true())))


def _is_for(destination: Destination) -> Any:
    return and_(
        OUTBOX.c.exchange == destination.exchange,
        OUTBOX.c.routing_key == destination.routing_key,
    )
