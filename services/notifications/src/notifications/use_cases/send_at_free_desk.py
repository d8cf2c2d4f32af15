"""Send from a desk at which nobody works; and hang up where a connection is left over."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from chassis.clock import Clock
from chassis.database import Database
from notifications.adapters.sending_desk import SendingDesk
from notifications.use_cases.send_due_messages import send_due_messages


def send_at_free_desk(desks: Sequence[SendingDesk], database: Database, clock: Clock) -> int:
    """Return how many were sent; nothing, where somebody works at every desk.

    Another desk is held up by none of them, however long a mail server thinks. The one that still
    has a connection comes first.
    """
    free = sorted(
        (desk for desk in desks if not desk.is_taken),
        key=lambda desk: desk.outcome is None and not desk.server.is_connected,
    )
    sent = 0
    if free:
        with _taken(free[0]) as desk:
            sent = send_due_messages(desk, database, clock)
    _hang_up(desks)
    return sent


def _hang_up(desks: Sequence[SendingDesk]) -> None:
    for desk in desks:
        if not desk.is_taken and desk.server.is_left_over:
            with _taken(desk):
                desk.server.disconnect()


@contextmanager
def _taken(desk: SendingDesk) -> Iterator[SendingDesk]:
    desk.is_taken = True
    try:
        yield desk
    finally:
        desk.is_taken = False
