"""Requests as the vendor's people work on them, in the caller's transaction; never commits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update

from chassis.database import Askable
from contracts.request_types import Priority
from contracts.tickets import RequestState
from tickets.domain.due_times import Due
from tickets.domain.requests import CustomerRequest
from tickets.store.requests import request_of, requests_with_names
from tickets.store.tables import REQUEST, TO_ESCALATE


class DeskStore:
    """Requests of every organisation, or of the one that the transaction has named."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def set_state(self, request: CustomerRequest, state: RequestState, due: Due) -> None:
        """Store the state and what is due in it; the caller has locked the request."""
        values: dict[str, Any] = {"state": state, **_due(due)}
        values["closed_at"] = self._now if state == "closed" else None
        if due.at != request.due.at:
            values["escalated_at"] = None
        self._change(request, values)

    def assign(self, request: CustomerRequest, person_id: UUID | None) -> None:
        """Store who takes care of the request."""
        self._change(request, {"assignee_id": person_id})

    def move(self, request: CustomerRequest, department: str) -> None:
        """Store which department takes up the request; nobody there takes care of it yet."""
        self._change(request, {"department": department, "assignee_id": None})

    def set_priority(self, request: CustomerRequest, priority: Priority, due: Due) -> None:
        """Store how soon the request is to be answered."""
        self._change(request, {"priority": priority, "escalated_at": None, **_due(due)})

    def merge(self, request: CustomerRequest, into: CustomerRequest) -> None:
        """Store which request says the same."""
        self._change(request, {"merged_into": into.id})

    def rate(self, request: CustomerRequest, stars: int, opinion: str) -> None:
        """Store what the requester thinks of it."""
        self._change(request, {"stars": stars, "opinion": opinion})

    def hold(self, request: CustomerRequest, reason: str, *, by: UUID) -> None:
        """Store why the request is not erased."""
        self._change(request, {"hold_reason": reason, "held_by": by, "held_at": self._now})

    def release(self, request: CustomerRequest) -> None:
        """Let the request be erased when its time is over."""
        self._change(request, {"hold_reason": None, "held_by": None, "held_at": None})

    def assigned_to(self, person_id: UUID) -> list[tuple[UUID, UUID]]:
        """Return the open requests that somebody takes care of: whose, and which."""
        rows = self._session.execute(
            select(REQUEST.c.organisation_id, REQUEST.c.id)
            .where(REQUEST.c.assignee_id == person_id, REQUEST.c.state != "closed")
            .order_by(REQUEST.c.id)
        )
        return [(row.organisation_id, row.id) for row in rows]

    def count_open_of(self, person_id: UUID) -> tuple[int, int]:
        """Return how many open requests somebody takes care of, and of these wait for him."""
        rows = self._session.execute(
            select(REQUEST.c.state, func.count().label("many"))
            .where(REQUEST.c.assignee_id == person_id, REQUEST.c.state != "closed")
            .group_by(REQUEST.c.state)
        )
        counts = {row.state: row.many for row in rows}
        return sum(counts.values()), counts.get("waiting_for_vendor", 0)

    def claim_overdue(self, limit: int) -> list[CustomerRequest]:
        """Return requests that are overdue and marked as told from now on, each to one caller."""
        claimed = (
            update(REQUEST)
            .where(
                REQUEST.c.id.in_(
                    select(REQUEST.c.id)
                    .where(REQUEST.c.due_at < self._now, text(TO_ESCALATE))
                    .order_by(REQUEST.c.due_at)
                    .limit(limit)
                    .with_for_update(skip_locked=True)
                )
            )
            .values(escalated_at=self._now)
            .returning(REQUEST.c.id)
        )
        ids = self._session.scalars(claimed).all()
        rows = self._session.execute(requests_with_names().where(REQUEST.c.id.in_(ids)))
        return [request_of(row) for row in rows]

    def _change(self, request: CustomerRequest, values: Mapping[str, Any]) -> None:
        self._session.execute(
            update(REQUEST)
            .where(
                REQUEST.c.organisation_id == request.requester.organisation_id,
                REQUEST.c.id == request.id,
            )
            .values(**values)
        )


def _due(due: Due) -> dict[str, Any]:
    left = due.work_left
    return {
        "due_at": due.at,
        "work_left_seconds": None if left is None else int(left.total_seconds()),
    }
