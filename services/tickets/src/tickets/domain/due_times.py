"""When a request is to be answered; time stands still while it waits for the customer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.request_types import Priority
from contracts.tickets import RequestState
from tickets.domain.working_hours import WorkingHours, work_to_answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Until when, or how much work is left once the customer has answered; neither when closed."""

    at: datetime | None = None
    work_left: timedelta | None = None


def due_when_opened(priority: Priority, hours: WorkingHours, now: datetime) -> Due:
    """Return until when a request that is opened now is to be answered."""
    return Due(at=hours.after(now, work_to_answer(priority)))


def due_in_state(
    due: Due, state: RequestState, priority: Priority, hours: WorkingHours, now: datetime
) -> Due:
    """Return what is due once the request is in `state` from `now` on."""
    if state == "closed":
        return Due()
    if state == "waiting_for_customer":
        if due.at is None:
            return due
        return Due(work_left=hours.between(now, due.at))
    if due.at is not None:
        return due
    left = due.work_left
    return Due(at=hours.after(now, work_to_answer(priority) if left is None else left))


def due_with_priority(
    due: Due, before: Priority, after: Priority, hours: WorkingHours, now: datetime
) -> Due:
    """Return what is due once the priority is another one; what has passed has passed."""
    difference = work_to_answer(after) - work_to_answer(before)
    if due.work_left is not None:
        return Due(work_left=max(due.work_left + difference, timedelta()))
    if due.at is None:
        return due
    return Due(at=hours.after(now, max(hours.between(now, due.at) + difference, timedelta())))
