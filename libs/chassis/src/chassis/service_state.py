"""What waits in a service just now, as `kontor status` says it, told by the service itself."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from chassis.broker.lengths import QueueLengths
from chassis.containers import lanes_of
from chassis.outbox_rows import OutboxRows
from chassis.parking import Parking
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
    settings = runtime.settings
    lanes = lanes_of(service, settings)
    calls = f"rpc-{service.name}"  # type: ignore[attr-defined]  # each service class has its name
    names = [calls]
    for lane in lanes:
        names += [lane.queue.name, lane.dead.name, *(pause.name for pause in lane.pauses)]
    lengths = QueueLengths(settings.amqp_url)
    try:
        found = lengths.states_of(names)
    finally:
        lengths.close()
    return (
        QueueState(
            name=calls,
            ready=found[calls].ready,
            paused=0,
            dead=0,
            consumers=found[calls].consumers,
        ),
        *(
            QueueState(
                name=lane.queue.name,
                ready=found[lane.queue.name].ready,
                paused=sum(found[pause.name].ready for pause in lane.pauses),
                dead=found[lane.dead.name].ready,
                consumers=found[lane.queue.name].consumers,
            )
            for lane in lanes
        ),
    )
