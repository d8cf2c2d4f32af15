"""Whoever hears an event ignores a repeat, two at once, and what is older than he knows: H5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.identity.integration.threads import at_once
from tests.together import (  # noqa: F401 - they enter what each service is told
    heard_by_billing_docs,
    heard_by_catalog,
    heard_by_identity,
    heard_by_notifications,
    heard_by_tickets,
)
from tests.together.consumers import HEARD, Heard, consumers
from tests.together.five import SERVICES, Five

# The handler does nothing: what comes to its queue is parked before it is called.
NEVER_CALLED = {"billing_docs.park_unknown_event"}
# What notes that an event has come, whatever becomes of it.
NOTES = frozenset({"inbox"})
Rows = dict[str, list[str]]


def is_done(handle: Callable[[], object]) -> bool:
    """Return whether it went well; what did not is delivered again, as the chassis does."""
    try:
        handle()
    except Exception:  # noqa: BLE001 - whatever it is, the message comes once more
        return False
    return True


def grown(before: Rows, after: Rows, entry: Heard) -> dict[str, int]:
    """Return by how many rows each table has grown; what may be announced again is left out."""
    rows = {table: len(after[table]) - len(before[table]) for table in after}
    return {
        table: count
        for table, count in rows.items()
        if count and not (entry.says_again and table == "outbox")
    }


def changed(before: Rows, after: Rows, entry: Heard) -> dict[str, Any]:
    """Return the rows that are gone and those that came, but for what may be announced again."""
    found = {}
    for table, rows in after.items():
        gone, new = Counter(before[table]), Counter(rows)
        if gone != new and not (entry.says_again and table == "outbox"):
            found[table] = (list((gone - new).elements()), list((new - gone).elements()))
    return found


def faults_of(five: Five, name: str, entry: Heard) -> list[str]:
    """Say what one consumer does that it must not."""
    package, _, handler = name.partition(".")
    handle = getattr(five.service(package), handler)
    faults: list[str] = []

    told = entry.tell(five)
    untouched = five.rows(package)
    handle(told.event)
    once = five.rows(package)
    if once == untouched:
        faults.append("what it is told changes nothing at all")
    handle(told.event)
    twice = five.rows(package)
    if new := changed(once, twice, entry):
        faults.append(f"a repeat changes {new}")
    if told.older is not None:
        handle(told.older)
        later = five.rows(package)
        kept = {*NOTES, *entry.history}
        if new := {k: v for k, v in changed(twice, later, entry).items() if k not in kept}:
            faults.append(f"an older one changes {new}")

    other = entry.tell(five)
    before = five.rows(package)
    handling = partial(handle, other.event)
    for went_well in at_once(*[partial(is_done, handling)] * 2):
        if not went_well:
            handling()
    by_two = grown(before, five.rows(package), entry)
    if by_two != (by_one := grown(untouched, once, entry)):
        faults.append(f"two at once leave {by_two} instead of {by_one}")
    return faults


@pytest.mark.req("H5")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("package", SERVICES)
def test_repeats_and_older_versions_change_nothing(five: Five, package: str) -> None:
    mine = {name: entry for name, entry in sorted(HEARD.items()) if name.startswith(f"{package}.")}

    faults = {
        name: found for name, entry in mine.items() if (found := faults_of(five, name, entry))
    }

    assert faults == {}


@pytest.mark.req("H5")
def test_every_consumer_has_an_entry() -> None:
    assert set(consumers()) - NEVER_CALLED == set(HEARD)


def test_whoever_is_told_no_older_version_says_why(five: Five) -> None:
    silent = [
        name
        for name, entry in HEARD.items()
        if not entry.stands_alone and entry.tell(five).older is None
    ]

    assert silent == []
