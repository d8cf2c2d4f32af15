"""Bells: whoever waits for work is woken by the commit that made it, where both are in one process.

Nothing may depend on it: what another process has written rings nowhere, and is found by looking
now and then.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

_TO_RING = "kontor.bells"


class Bells:
    """The bells of one process, by name; one that nobody hears may be rung all the same."""

    def __init__(self) -> None:
        self._heard_by: dict[str, Callable[[], None]] = {}

    def listen(self, name: str, wake: Callable[[], None]) -> None:
        """Have `wake` called at each ring from now on; the last who listens hears it."""
        self._heard_by[name] = wake

    def ring(self, name: str) -> None:
        """Wake whoever waits for this."""
        wake = self._heard_by.get(name)
        if wake is not None:
            wake()

    def ring_for(self, session: Session) -> None:
        """Ring what was to be rung after the commit of a session, which has just been."""
        for name in session.info.get(_TO_RING, ()):
            self.ring(name)


def ring_after_commit(session: Session, name: str) -> None:
    """Have a bell rung once, when the session has committed."""
    session.info.setdefault(_TO_RING, set()).add(name)
