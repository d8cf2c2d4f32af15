"""How a service is just now: what waits in its queues, in its outbox, and for a person."""

import msgspec


class QueueState(msgspec.Struct, frozen=True, kw_only=True):
    """One queue: what is ready in it, what waits out a pause, what was given up, who takes from it.

    A queue that is missing at the broker has `consumers=0` and nothing in it.
    """

    name: str
    ready: int
    paused: int
    dead: int
    consumers: int


class ServiceState(msgspec.Struct, frozen=True, kw_only=True):
    """What `kontor status` says of one service."""

    queues: tuple[QueueState, ...]
    """All of them, that of the calls first."""
    outbox_waiting: int
    outbox_postponed: int
    """Of those that wait: tried in vain at least once."""
    outbox_oldest_seconds: int
    parked: int
    look_at: dict[str, int]
    """What a person is to look at, by a stable name such as `mails_in_doubt`; never zero."""
