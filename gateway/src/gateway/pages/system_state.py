"""Whether every service answers just now, how long it takes, and what waits in it.

What is asked is what `kontor status` says; each service says it of itself, for nobody else knows
its queues and its outbox.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from contracts.errors import WireError
from contracts.service_state import QueueState, ServiceState
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault
from gateway.clients.rpc import Service
from gateway.pages.office import require_administration
from gateway.pages.page import page

# Where a person does something about what is to be looked at, if that is in the portal.
PLACES: Final = {
    "mails_in_doubt": "/office/doubts",
    "messages_given_up": "/office/messages",
    "damaged_documents": "/office/damages",
    "deletion_runs_undecided": "/office/deletion-runs",
}
# An outbox that is older than this stands still: it is emptied as soon as it is written.
_OLD_SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One service as it answered, in how many milliseconds; None where it did not."""

    service: str
    milliseconds: int
    state: ServiceState | None

    @property
    def busy_queues(self) -> tuple[QueueState, ...]:
        """Return the queues in which something lies, or from which nobody takes."""
        queues = self.state.queues if self.state else ()
        return tuple(
            each for each in queues if each.ready + each.paused + each.dead or not each.consumers
        )

    def sum_of(self, name: str) -> int:
        """Return how much of a kind (`ready`, `paused`, `dead`) lies in all queues together."""
        return sum(getattr(each, name) for each in self.state.queues) if self.state else 0

    @property
    def is_well(self) -> bool:
        """Whether nothing of it needs anybody."""
        return self.state is not None and not (
            self.state.parked
            or self.state.look_at
            or self.state.outbox_postponed
            or self.state.outbox_oldest_seconds > _OLD_SECONDS
            or any(each.dead or not each.consumers for each in self.state.queues)
        )


async def show(call: Call) -> Response:
    """Ask each service how it is, all at once, and show what became of it."""
    require_administration(call)
    around = call.around
    services: tuple[Service, ...] = (
        around.identity,
        around.billing_docs,
        around.tickets,
        around.catalog,
        around.notifications,
    )
    answers = await asyncio.gather(*(_answer_of(call, each) for each in services))
    return page(
        call,
        "system_state.html",
        answers=answers,
        places=PLACES,
        old_seconds=_OLD_SECONDS,
        is_broker_there=around.broker.is_connected,
        all_there=all(each.state for each in answers),
        all_well=all(each.is_well for each in answers),
    )


async def _answer_of(call: Call, service: Service) -> Answer:
    asked_at = time.monotonic()
    state: ServiceState | None = None
    try:
        state = await service.get_service_state(call.context)
    except (AreaFailure, ServiceFault):
        pass
    except WireError as error:
        # A service whose database or broker is away is no more there than one that is silent.
        if error.code not in {"service_unavailable", "deadline_passed"}:
            raise
    took = round(1000 * (time.monotonic() - asked_at))
    return Answer(service=service.name, milliseconds=took, state=state)
