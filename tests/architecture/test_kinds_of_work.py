"""Whatever way processes are cut, each way into a service is run by one kind of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from chassis.containers import WorkContainer
from chassis.entrypoints import every, rpc
from chassis.entrypoints.messages import MessageEntrypoint
from chassis.kinds_of_work import KINDS, Kind
from chassis.serve import service_class
from chassis.service import Service
from tests.architecture.sources import ROOT, SERVICES, text_of

PACKAGES = [name.replace("-", "_") for name in SERVICES]


def ways_in(container: WorkContainer) -> set[tuple[str, str]]:
    """Return what a process does: each entrypoint, and the relay."""
    entrypoints = {(type(each).__name__, each.method_name) for each in container.entrypoints}
    relays = {
        (type(each).__name__, each.attr_name)
        for each in container.dependencies
        if getattr(each, "kind", None)
    }
    return entrypoints | relays


def process_of(service: type, *kinds: Kind) -> WorkContainer:
    return WorkContainer(service, {"AMQP_URI": "amqp://nobody@localhost"}, kinds or KINDS)


def documented_processes(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the service and the kinds of each process in the table of docs/operations.md."""
    rows = re.findall(r"^\| `[a-z-]+` \| (\w+) \| `([a-z,]+)` \|", text, re.MULTILINE)
    for package, kinds in rows:
        yield package, tuple(kinds.split(","))


@pytest.mark.parametrize("package", PACKAGES)
def test_processes_of_each_kind_do_together_what_one_process_does_and_nothing_twice(
    package: str,
) -> None:
    service = service_class(package)
    everything = ways_in(process_of(service))

    done = [way for kind in KINDS for way in ways_in(process_of(service, kind))]

    assert len(everything) > 10
    assert sorted(done) == sorted(everything)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_documented_processes_do_each_kind_of_work_once(package: str) -> None:
    kinds = process_of(service_class(package)).kinds
    table = documented_processes(text_of(ROOT / "docs/operations.md"))

    done = [kind for of, kinds_done in table if of == package for kind in kinds_done]

    assert sorted(done) == sorted(kinds)


def test_what_hears_no_calls_opens_no_queue_for_them() -> None:
    container = process_of(service_class("tickets"), "relay")

    assert not container.entrypoints
    assert not [each for each in container.subextensions if type(each).__name__ == "CallIntake"]


def test_a_way_in_without_a_kind_starts_nowhere() -> None:
    class Odd(Service):
        name = "odd"

        @rpc
        def ask(self) -> None: ...

        @every(seconds=1)
        def look(self) -> None: ...

    class Unkind(MessageEntrypoint):
        def make_lane(self, pauses: tuple[float, ...]) -> Any: ...

    assert ways_in(process_of(Odd, "ticks")) == {("Tick", "look")}
    Unkind.decorator()(Odd.look)
    with pytest.raises(LookupError, match="is of no kind of work"):
        process_of(Odd)
