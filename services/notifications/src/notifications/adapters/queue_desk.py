"""What a process holds to put events on customers' queues."""

from collections.abc import Callable
from dataclasses import dataclass

from chassis.broker.outside_queues import OutsideQueues
from chassis.broker.publishing import ConfirmedPublisher


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueDesk:
    """One sender's place, with a connection of its own.

    One desk serves the queues in trouble and another the rest, so that nobody waits for a queue
    that gives no answer. `luck` gives numbers from 0 to 1.
    """

    publisher: ConfirmedPublisher
    queues: OutsideQueues
    luck: Callable[[], float]
    serves_failing: bool


def open_queue_desks(amqp_url: str, luck: Callable[[], float]) -> tuple[QueueDesk, ...]:
    """Return the two desks of a process; nobody is called yet."""
    return tuple(
        QueueDesk(
            publisher=ConfirmedPublisher(amqp_url),
            queues=OutsideQueues(amqp_url),
            luck=luck,
            serves_failing=serves_failing,
        )
        for serves_failing in (False, True)
    )
