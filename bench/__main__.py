"""`make bench`: every figure, or those named; 1 when one is not reached.

Writes docs/measured/NAME.json for each, and docs/benchmarks.md from all of these.
"""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from functools import partial

from bench import (
    arrival,
    event_mail,
    events,
    intake,
    mail_memory,
    mails,
    memory,
    portal_download,
    portal_lists,
    rights,
    rpc,
    signing_in,
    start_up,
    ticket_desk,
)
from bench.document import write_document
from bench.figures import NotMeasured, Row, table
from bench.growth import everything
from bench.peers.environments import versions_of
from bench.results import keep_result
from bench.stage import Stage, running_product, running_servers
from kontor_local.servers import Servers

BENCHMARKS: dict[str, Callable[[Stage], Sequence[Row]]] = {
    "arrival": arrival.measure,
    "event-mail": event_mail.measure,
    "events": events.measure,
    "intake": intake.measure,
    "mail-memory": mail_memory.measure,
    "mails": mails.measure,
    "memory": memory.measure,
    "start-up": start_up.measure,
    "sign-in": signing_in.measure,
    "rights": rights.measure,
    "rpc": rpc.measure,
    "list": portal_lists.measure,
    "download": portal_download.measure,
    "tickets": ticket_desk.measure,
}

# What needs servers alone, or starts a product of its own.
ON_SERVERS: dict[str, Callable[[Servers], Sequence[Row]]] = {**everything.measures()}
GROWTH = "growth"  # all that begin with it

# By figure: the environments of the peers that stand beside it.
PEERS = {
    "rpc": ("messages",),
    "events": ("messages",),
    "event-mail": ("messages",),
    "list": ("portals",),
    "download": ("portals",),
    "tickets": ("tickets",),
}

_FAILED = "the benchmark failed"


def main() -> int:
    """Measure on a running product and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    known = [*BENCHMARKS, *ON_SERVERS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*known, GROWTH]))
    asked = parser.parse_args().names or known
    wanted = [*(name for name in asked if name != GROWTH), *(ON_SERVERS if GROWTH in asked else ())]
    unknown = set(wanted) - set(known)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    load = os.getloadavg()[0]  # of others: what we start ourselves is not known to it yet
    on_product = [name for name in wanted if name in BENCHMARKS]
    if on_product:
        with running_product() as stage:
            for name in on_product:
                rows += _kept(name, partial(BENCHMARKS[name], stage), load)
    on_servers = [name for name in wanted if name in ON_SERVERS]
    if on_servers:
        with running_servers() as servers:
            for name in on_servers:
                rows += _kept(name, partial(ON_SERVERS[name], servers), load)
    write_document()
    print(table(rows))
    return 0 if all(_is_well(row) for row in rows) else 1


def _kept(name: str, measure: Callable[[], Sequence[Row]], load: float) -> Sequence[Row]:
    """Return what a benchmark finds, after it was printed and kept."""
    began = time.monotonic()
    found = _measured(name, measure)
    keep_result(
        name,
        found,
        seconds=time.monotonic() - began,
        load=load,
        versions=versions_of(PEERS.get(name, ())),
    )
    print(table(found), flush=True)
    return found


def _measured(name: str, measure: Callable[[], Sequence[Row]]) -> Sequence[Row]:
    """Return what a benchmark finds; one that fails is told, and takes no other with it."""
    try:
        return measure()
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are still measured
        traceback.print_exc()
        why = f"{_FAILED}: {type(error).__name__}"
        return [NotMeasured(name=name, peer="everybody", why=why)]


def _is_well(row: Row) -> bool:
    """Return whether a figure is reached; a peer that is not installed is no failure."""
    return not row.why.startswith(_FAILED) if isinstance(row, NotMeasured) else row.is_reached


if __name__ == "__main__":
    sys.exit(main())
