"""The mail sink of the benchmarks, seen from its folder: what came when, without asking it."""

import email
import email.policy
import re
import time
from pathlib import Path

from bench.stage import Stage

_LOOK_EVERY = 0.05
# A Maildir's names begin with the time of delivery: seconds, then M and microseconds.
_ARRIVAL = re.compile(r"^(\d+)\.M(\d+)")


class Sink:
    """A Maildir that a mail server fills."""

    def __init__(self, folder: Path) -> None:
        self._new = folder / "new"
        self._seen: set[str] = set()

    def wait_for(self, run: str, count: int, *, seconds: float) -> dict[str, float]:
        """Return when each mail whose subject names a number of this run came, as Unix time.

        Raises:
            TimeoutError: not so many different numbers came in time.
        """
        arrived: dict[str, float] = {}
        number = re.compile(rf"{run}-\d+")
        ends_at = time.monotonic() + seconds
        while len(arrived) < count:
            if time.monotonic() > ends_at:
                raise TimeoutError(f"{count - len(arrived)} of {count} mails did not come")
            time.sleep(_LOOK_EVERY)
            # Reading them costs what is measured: only when enough are there.
            fresh = self._fresh()
            if len(fresh) < count - len(arrived):
                continue
            for name in fresh:
                found = number.search(self._subject(name))
                if found is not None:
                    arrived.setdefault(found[0], _arrived_at(name))
            self._seen |= fresh
        return arrived

    def _fresh(self) -> set[str]:
        return {entry.name for entry in self._new.iterdir()} - self._seen

    def _subject(self, name: str) -> str:
        with (self._new / name).open("rb") as file:
            parser = email.parser.BytesParser(policy=email.policy.default)
            return str(parser.parse(file, headersonly=True)["Subject"])


def sink_of(stage: Stage) -> Sink | None:
    """Return the sink that was started for a product, None where it is one of others."""
    if stage.servers is None:
        return None
    command = stage.servers.program("mail").command
    return Sink(Path(command[-3]))


def _arrived_at(name: str) -> float:
    parts = _ARRIVAL.match(name)
    if parts is None:
        raise ValueError(f"{name} is no name of a Maildir")
    return int(parts[1]) + int(parts[2]) / 1_000_000
