"""What waits in a service just now, as `kontor status` says it, told by the service itself."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from chassis.broker.lengths import QueueLengths
from chassis.outbox_rows import OutboxRows
from chassis.parking import Parking
from chassis.queue_states import queue_states
from chassis.runtime import Runtime
from contracts.service_state import QueueState, ServiceState


def describe_state(
    service: type, runtime: Runtime, session: Session, look_at: Mapping[str, int]
) -> ServiceState:
    """Return what waits in the queues, the outbox and the parking of a service.

    Raises:
        DependencyDown: the broker or the database does not answer.
    """
    now = runtime.clock.now()
    backlog = OutboxRows(session, now).backlog()
    return ServiceState(
        queues=_queues_of(service, runtime),
        outbox_waiting=backlog.waiting,
        outbox_postponed=backlog.postponed,
        outbox_oldest_seconds=int(backlog.oldest_seconds),
        parked=Parking(session, now).waiting(),
        look_at={name: count for name, count in look_at.items() if count},
    )


def _queues_of(service: type, runtime: Runtime) -> tuple[QueueState, ...]:
    lengths = QueueLengths(runtime.settings.amqp_url)
    try:
        states = queue_states(service, runtime.settings, lengths.states_of)
    finally:
        lengths.close()
    return tuple(
        QueueState(
            name=state.name,
            ready=state.ready or 0,
            paused=state.paused,
            dead=state.dead or 0,
            consumers=state.consumers or 0,
        )
        for state in states
    )
