"""Work at all desks at once, and wait until everybody has looked up."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from chassis.blocking import meanwhile

D = TypeVar("D")


def at_all_desks(desks: Sequence[D], work: Callable[[D], int]) -> int:
    """Return the sum of what was done at each desk.

    Every desk is waited for, also when the work fails at one: the next round must find it free.
    The first failure rises afterwards.
    """
    done, fault = 0, None
    for wait in [meanwhile(work, desk) for desk in desks]:
        try:
            done += wait()
        except Exception as error:  # noqa: BLE001 - whatever it was, it rises below
            fault = fault or error
    if fault is not None:
        raise fault
    return done
