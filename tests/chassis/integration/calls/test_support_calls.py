"""Calls in a support session are on record before anybody sees their answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from kombu import Queue

from chassis.entrypoints.watching import MOST_SHOWN
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.principal import Principal
from tests.chassis.bus import Bus
from tests.chassis.stage import Stage
from tests.waiting import until


def looking(**changes: Any) -> Principal:
    return a_principal(support_session_id=new_id(), **changes)


@pytest.fixture
def records(bus: Bus, shared_stage: Stage) -> Queue:
    """Return a queue that hears what the sample service puts on record from now on."""
    # What an earlier test has left to be told is none of it.
    until(lambda: not shared_stage.outbox())
    return bus.listen("sample.events", "support_call_made")


def told(bus: Bus, records: Queue) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(bus.next_message(records).body)
    return body


def find(
    bus: Bus, stage: Stage, caller: Principal, *ids: object, words: str = "quite private"
) -> dict[str, Any]:
    wanted = {"line_ids": [str(each) for each in ids], "words": "private, too"}
    answer: dict[str, Any] = bus.call(
        "sample", "find_lines", stage.signed(caller), wanted=wanted, words=words
    )
    return answer


@pytest.mark.req("MB-13")
def test_a_look_is_on_record_with_the_ids_it_asked_for_and_was_shown(
    bus: Bus, shared_stage: Stage, records: Queue
) -> None:
    caller, first, second = looking(), new_id(), new_id()

    answer = find(bus, shared_stage, caller, first, second)

    record = told(bus, records)
    assert [each["id"] for each in answer["result"]] == [str(first), str(second)]
    assert record.pop("at")
    assert record == {
        "support_session_id": str(caller.support_session_id),
        "organisation_id": str(caller.organisation_id),
        "person_id": str(caller.subject),
        "service": "sample",
        "method": "find_lines",
        "arguments": {"wanted.line_ids.0": str(first), "wanted.line_ids.1": str(second)},
        "outcome": "ok",
        "shown": [str(first), str(second)],
        "is_cut": False,
    }


@pytest.mark.req("MB-13")
@pytest.mark.parametrize(
    ("words", "error", "outcome"),
    [("missing", "NotFound", "not_found"), ("buggy", "InternalError", "internal")],
)
def test_a_look_that_finds_nothing_is_on_record_too(
    bus: Bus, shared_stage: Stage, records: Queue, words: str, error: str, outcome: str
) -> None:
    wanted = new_id()

    answer = find(bus, shared_stage, looking(), wanted, words=words)

    record = told(bus, records)
    assert answer["error"]["exc_type"] == error
    assert (record["outcome"], record["shown"]) == (outcome, [])
    assert list(record["arguments"].values()) == [str(wanted)]


@pytest.mark.req("MB-13")
def test_what_cannot_be_put_on_record_is_not_shown(bus: Bus, shared_stage: Stage) -> None:
    with shared_stage.without_right("INSERT", "outbox"):
        hidden = find(bus, shared_stage, looking(), new_id())
        usual = find(bus, shared_stage, a_principal(), new_id())
    shown = find(bus, shared_stage, looking(), new_id())

    assert (hidden["result"], hidden["error"]["exc_type"]) == (None, "InternalError")
    assert usual["error"] is None
    assert shown["error"] is None


def test_nobody_elses_calls_are_on_record(bus: Bus, shared_stage: Stage, records: Queue) -> None:
    seen = new_id()
    find(bus, shared_stage, a_principal(), new_id())
    refused = bus.call("sample", "be_called", shared_stage.signed(looking()))

    find(bus, shared_stage, looking(), seen)

    assert refused["error"]["exc_type"] == "CustomerMustAgree"
    assert told(bus, records)["shown"] == [str(seen)]


def test_what_ends_the_looking_is_on_record_as_well(
    bus: Bus, shared_stage: Stage, records: Queue
) -> None:
    bus.call("sample", "stop_looking", shared_stage.signed(looking()))

    assert told(bus, records)["method"] == "stop_looking"


def test_more_ids_than_a_record_holds_are_cut_and_that_is_said(
    bus: Bus, shared_stage: Stage, records: Queue
) -> None:
    many = [new_id() for _ in range(MOST_SHOWN + 1)]

    find(bus, shared_stage, looking(), *many)

    record = told(bus, records)
    assert record["shown"] == [str(each) for each in many[:MOST_SHOWN]]
    assert record["is_cut"]
