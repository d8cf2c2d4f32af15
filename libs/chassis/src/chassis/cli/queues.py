"""The queues of a service, asked at the broker."""

from dataclasses import dataclass

from kombu import Connection

from chassis.cli.services import KnownService
from chassis.service import Service
from chassis.settings import ServiceSettings, load

BROKER = "KONTOR_AMQP_URL"
# Settings every service needs, and the names of its queues do not.
_UNUSED = {"KONTOR_DATABASE_URL": "-", "KONTOR_PRINCIPAL_KEYS": "-"}


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueState:
    """One queue with its pauses and its dead letters; `ready` is None where there is none."""

    name: str
    ready: int | None
    paused: int
    dead: int | None
    consumers: int | None


def service_settings(service: KnownService) -> tuple[type[Service], ServiceSettings]:
    """Return the class of a service, and what of its settings its queues depend on.

    Raises:
        ModuleNotFoundError: its package is not installed here.
    """
    # Late: this loads the service's own code, which few commands need.
    from chassis.serve import service_class

    return service_class(service.name), load(ServiceSettings, {**_UNUSED, **service.settings})


def queues_of(connection: Connection, service: KnownService) -> list[QueueState]:
    """Return the state of each queue of a service, that of its calls first.

    Raises:
        ModuleNotFoundError: its package is not installed here.
    """
    from chassis.containers import lanes_of

    kind, settings = service_settings(service)
    lines: list[tuple[str, list[str], str | None]] = [(f"rpc-{kind.name}", [], None)]
    lines += [
        (lane.queue.name, [pause.name for pause in lane.pauses], lane.dead.name)
        for lane in lanes_of(kind, settings)
    ]
    states = []
    for name, pauses, dead in lines:
        ready, consumers = _length(connection, name)
        states.append(
            QueueState(
                name=name,
                ready=ready,
                paused=sum(_length(connection, pause)[0] or 0 for pause in pauses),
                dead=_length(connection, dead)[0] if dead else 0,
                consumers=consumers,
            )
        )
    return states


def _length(connection: Connection, queue: str) -> tuple[int | None, int | None]:
    """Return how many messages are ready and how many consume; None where there is no queue."""
    channel = connection.channel()
    try:
        found = channel.queue_declare(queue, passive=True)
    except connection.channel_errors:
        return None, None
    channel.close()
    return found.message_count, found.consumer_count
