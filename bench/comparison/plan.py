"""What is sent and when a worker is killed, drawn by lot from a seed: the same for everybody."""

from dataclasses import dataclass
from random import Random
from typing import Literal

Kind = Literal["good", "refused_once", "truncated", "other_type", "incomplete"]
# Of every hundred events, so many the database refuses at the first try, as in a deadlock, and so
# many nobody can read.
REFUSED_ONCE, MALFORMED = 5, 6
EVENTS_A_KILL = 24
_MALFORMED: tuple[Kind, ...] = ("truncated", "other_type", "incomplete")


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One event to send. `number` names it; those refused once are told by theirs."""

    number: str
    kind: Kind

    @property
    def is_readable(self) -> bool:
        """Whether the event must be kept; of others it is enough that somebody finds them."""
        return self.kind in ("good", "refused_once")


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """Events to send, and when the worker dies over them."""

    letters: tuple[Letter, ...]
    kill_after: int
    """How many documents it may keep before."""
    kill_delay_seconds: float
    """And how long after these it dies, so that it dies at any point of its work."""


def make_plan(seed: int, *, kills: int) -> list[Round]:
    """Return the rounds: one for each kill."""
    lot = Random(seed)  # noqa: S311 - to be drawn again, not to be secret
    return [_round(lot, number) for number in range(kills)]


def _round(lot: Random, number: int) -> Round:
    kinds = [_kind(lot) for _ in range(EVENTS_A_KILL)]
    letters = tuple(
        Letter(number=f"{'fault' if kind == 'refused_once' else 'br'}{number}x{place}", kind=kind)
        for place, kind in enumerate(kinds)
    )
    return Round(
        letters=letters,
        kill_after=lot.randint(1, EVENTS_A_KILL // 2),
        kill_delay_seconds=lot.uniform(0, 0.03),
    )


def _kind(lot: Random) -> Kind:
    drawn = lot.randrange(100)
    if drawn < REFUSED_ONCE:
        return "refused_once"
    return lot.choice(_MALFORMED) if drawn < REFUSED_ONCE + MALFORMED else "good"
