"""How each queue of a service is, with its pauses and its dead letters."""

from collections.abc import Callable, Iterable, Mapping

from chassis.broker.lengths import QueueCount, QueueState
from chassis.containers import lanes_of
from chassis.settings import ServiceSettings

Count = Callable[[Iterable[str]], Mapping[str, QueueCount | None]]


def queue_states(service: type, settings: ServiceSettings, count: Count) -> list[QueueState]:
    """Return the state of each queue of a service, that of its calls first."""
    calls = f"rpc-{service.name}"  # type: ignore[attr-defined]  # each service class has its name
    lanes = lanes_of(service, settings)
    parts = ((lane.queue, lane.dead, *lane.pauses) for lane in lanes)
    found = count([calls, *(part.name for lane in parts for part in lane)])

    def ready(name: str) -> int | None:
        there = found[name]
        return there.ready if there else None

    def consumers(name: str) -> int | None:
        there = found[name]
        return there.consumers if there else None

    return [
        QueueState(name=calls, ready=ready(calls), paused=0, dead=0, consumers=consumers(calls)),
        *(
            QueueState(
                name=lane.queue.name,
                ready=ready(lane.queue.name),
                paused=sum(ready(pause.name) or 0 for pause in lane.pauses),
                dead=ready(lane.dead.name),
                consumers=consumers(lane.queue.name),
            )
            for lane in lanes
        ),
    ]
