"""Whether every service answers just now, how long it takes, and what waits for a person there.

What only operators see, such as outboxes and queues, `kontor status` and the dashboards show.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.responses import Response

from contracts.document_office import ParkedEventQuery
from contracts.errors import WireError
from contracts.mails import IncomingMailQuery
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault
from gateway.pages.office import require_administration
from gateway.pages.page import page

_Question: TypeAlias = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """One service as it answered: in how many milliseconds, and how much waits there."""

    service: str
    answers: bool
    milliseconds: int
    waiting: int | None = None


async def show(call: Call) -> Response:
    """Ask each service something small, all at once, and show what became of it."""
    require_administration(call)
    states = await asyncio.gather(*(_state_of(call, name, ask) for name, ask in _QUESTIONS))
    return page(
        call,
        "system_state.html",
        states=states,
        is_broker_there=call.around.broker.is_connected,
        all_well=all(each.answers for each in states),
    )


async def _state_of(call: Call, service: str, ask: _Question) -> State:
    asked_at = time.monotonic()
    waiting: int | None = None
    try:
        waiting = await ask(call)
        answers = True
    except WireError as error:
        # A refusal is an answer too; that something behind the service is away is none.
        answers = error.code not in {"service_unavailable", "deadline_passed"}
    except (AreaFailure, ServiceFault):
        answers = False
    took = round(1000 * (time.monotonic() - asked_at))
    return State(service=service, answers=answers, milliseconds=took, waiting=waiting)


async def _identity(call: Call) -> None:
    await call.around.identity.list_own_organisations(call.context)


async def _billing_docs(call: Call) -> int:
    query = ParkedEventQuery(limit=1)
    found = await call.around.billing_docs.list_parked_events(call.context, query)
    return sum(each.count for each in found.counts)


async def _tickets(call: Call) -> int:
    found = await call.around.tickets.list_mails(call.context, IncomingMailQuery())
    return len(found.items)


async def _catalog(call: Call) -> None:
    await call.around.catalog.list_plans(call.context)


async def _notifications(call: Call) -> None:
    await call.around.notifications.get_mail_sending(call.context)


_QUESTIONS: tuple[tuple[str, _Question], ...] = (
    ("identity", _identity),
    ("billing_docs", _billing_docs),
    ("tickets", _tickets),
    ("catalog", _catalog),
    ("notifications", _notifications),
)
