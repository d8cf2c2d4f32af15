"""The processes that open files die under the service's hands; no document is lost or doubled."""

from __future__ import annotations

import psutil
import pytest

from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World
from tests.waiting import until

DOCUMENTS = 24


def kill_children(service_pid: int) -> int:
    """Kill whatever the service opens files in now; return how many that were."""
    children = psutil.Process(service_pid).children()
    for child in children:
        child.kill()
    return len(children)


def listed(world: World, numbers: list[str]) -> int:
    """Return how many of the documents are in the archive."""
    among = ", ".join(f"'{number}'" for number in numbers)
    return world.count("document", f"number IN ({among})")


@pytest.mark.req("S12", "P4")
def test_the_service_outlives_the_processes_it_reads_in(world: World) -> None:
    before = world.service.pid
    numbers = [f"{world.number()}-{place}" for place in range(DOCUMENTS)]

    killed = 0
    for place, number in enumerate(numbers):
        world.publish(plain_pdf(), number)
        if place == 8:
            # Work is under way: the first documents are listed.
            until(lambda: listed(world, numbers) > 0)
            killed += kill_children(before)
        if place == 16:
            # A document that ends its process twice is refused: let none be at work both times.
            until(lambda: listed(world, numbers[:9]) == 9)
            killed += kill_children(before)

    until(lambda: listed(world, numbers) == DOCUMENTS)
    assert killed > 0
    assert world.service.pid == before
    assert world.service.exit_code is None
