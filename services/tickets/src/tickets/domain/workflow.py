"""The states of a request: which follows which, by whose doing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from contracts.tickets import RequestState

REOPENED_WITHIN = timedelta(days=14)

# What the vendor's people may do; customers change a state by answering, and in no other way.
NEXT_STATES: Mapping[RequestState, frozenset[RequestState]] = {
    "waiting_for_vendor": frozenset({"in_progress", "waiting_for_customer", "closed"}),
    "in_progress": frozenset({"waiting_for_vendor", "waiting_for_customer", "closed"}),
    "waiting_for_customer": frozenset({"waiting_for_vendor", "in_progress", "closed"}),
    "closed": frozenset({"waiting_for_vendor"}),
}


def may_follow(state: RequestState, wanted: RequestState) -> bool:
    """Whether the vendor's people may take a request from one state to the other."""
    return wanted in NEXT_STATES[state]


def state_after_answer(
    state: RequestState, *, closed_at: datetime | None, now: datetime
) -> RequestState | None:
    """Return the state after a customer has answered for all to read, None if it is too late.

    An answer ends the waiting for it, and opens a closed request again within 14 days.
    """
    if state == "waiting_for_customer":
        return "waiting_for_vendor"
    if state != "closed":
        return state
    if closed_at is None or now - closed_at > REOPENED_WITHIN:
        return None
    return "waiting_for_vendor"
