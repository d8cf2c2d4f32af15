"""What a product has to say when a test of it fails, for whoever cannot look into its folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from chassis.errors import DependencyDown
from kontor_local.namespace import SERVICES
from tests.flows.world import World

_LINES = 40
_LAST = 6
_GRAVE = ('"level":"warning"', '"level":"error"', '"level":"critical"', "Traceback")


def last_words(world: World) -> str:
    """Return what lies parked and waits in each service, what its log warned of and ended with."""
    return "\n".join([*_left_lying(world), *_warnings(world)])


def _left_lying(world: World) -> Iterator[str]:
    for service in SERVICES:
        with suppress(DependencyDown):
            waiting = world.count(service, "outbox")
            parked = world.rows(
                service,
                "SELECT queue, code, state, count(*) FROM parked_message GROUP BY 1, 2, 3",
            )
            yield f"{service}: {waiting} in the outbox, parked: {[tuple(row) for row in parked]}"


def _warnings(world: World) -> Iterator[str]:
    for log in sorted((world.product.home / "logs").glob("*.log")):
        lines = log.read_text(errors="replace").splitlines()
        grave = [line for line in lines if any(sign in line for sign in _GRAVE)]
        yield f"--- {log.name}: {len(lines)} lines, {len(grave)} of them grave"
        yield from grave[-_LINES:]
        # When each said its last tells which of them stood still.
        yield from lines[-_LAST:]
