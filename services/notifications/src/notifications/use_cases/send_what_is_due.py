"""Send from all desks of a lane when anything of it waits."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from chassis.clock import Clock
from chassis.database import Database
from notifications.adapters.sending_desk import Desk
from notifications.store.queue_statements import has_due
from notifications.use_cases.send_at_all_desks import at_all_desks

D = TypeVar("D", bound=Desk)


def send_what_is_due(
    desks: Sequence[D], work: Callable[[D], int], database: Database, clock: Clock
) -> int:
    """Return how many were sent; `desks` are those of one lane.

    Mostly nothing waits: then one question is asked for all desks instead of several by each.
    """
    if not desks:
        return 0
    if all(desk.outcome is None for desk in desks):
        with database.reading(every_organisation=True) as asked:
            if not has_due(asked, clock.now(), desks[0].lane):
                return 0
    return at_all_desks(desks, work)
