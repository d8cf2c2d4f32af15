"""Messages that are taken: handled at least once, kept once, tried again, held, never dropped."""

from __future__ import annotations

import json
import random
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.testing import RunningService
from tests.chassis.bus import Bus
from tests.chassis.stage import Stage
from tests.waiting import until

INBOUND = "in-note.issued.v1--sample.receive"
EVENTS = "evt-other-note_spoken--sample.hear"


def test_what_comes_of_a_message_is_published(bus: Bus, erp: Bus, shared_stage: Stage) -> None:
    kept = bus.listen("kontor.out", "note.kept.v1")

    event_id = erp.tell("a first note")

    said = json.loads(bus.next_message(kept).body)
    assert (said["subject"], said["data"]) == (event_id, {"words": "a first note"})
    assert shared_stage.notes("a first note") == ["a first note"]


def test_a_handled_message_is_acknowledged(stage: Stage) -> None:
    sample = stage.run()
    stage.bus("erp-demo").tell("done with")
    stage.bus().announce("done with, too")
    stage.wait_kept("done with")
    stage.wait_kept("done with, too")

    sample.stop()  # what it had not acknowledged would come back

    assert stage.bus().messages_in(INBOUND) == 0
    assert stage.bus().messages_in(EVENTS) == 0


def test_an_event_of_another_service_is_handled(bus: Bus, shared_stage: Stage) -> None:
    bus.announce("from the other service")

    shared_stage.wait_kept("from the other service")


def test_a_message_delivered_three_times_is_kept_once(
    bus: Bus, erp: Bus, shared_stage: Stage
) -> None:
    event_id, message_id = str(uuid.uuid4()), str(uuid.uuid4())

    for _ in range(3):
        erp.tell("thrice from outside", id=event_id)
        bus.announce("thrice from inside", message_id=message_id)

    until(lambda: len(shared_stage.attempts("thrice from outside")) == 3)
    until(lambda: len(shared_stage.attempts("thrice from inside")) == 3)
    until(lambda: bus.messages_in(INBOUND) == bus.messages_in(EVENTS) == 0)
    assert shared_stage.notes("thrice from outside") == ["thrice from outside"]
    assert shared_stage.notes("thrice from inside") == ["thrice from inside"]
    assert shared_stage.parked(event_id=event_id) == []


@pytest.mark.req("BR-05")
def test_repeated_reordered_and_late_events_are_kept_once_each(
    stage: Stage, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    stage.run(KONTOR_CLOCK_FILE=str(clock))
    erp = stage.bus("erp-demo")
    events = [(f"shuffled {n}", str(uuid.uuid4())) for n in range(20)]
    order = random.Random(7)  # noqa: S311 - the same shuffle in every run

    for words, event_id in order.sample(events * 2, k=40):
        erp.tell(words, id=event_id)
    for words, _ in events:
        stage.wait_kept(words)
    clock.write_text(str(timedelta(days=400).total_seconds()))
    for words, event_id in order.sample(events, k=20):
        erp.tell(words, id=event_id)
    until(lambda: all(len(stage.attempts(words)) == 3 for words, _ in events), seconds=30)

    assert sorted(stage.notes()) == sorted(words for words, _ in events)
    assert stage.parked() == []


def test_another_body_under_a_known_id_is_parked_and_changes_nothing(
    erp: Bus, shared_stage: Stage
) -> None:
    event_id = erp.tell("the first body")
    shared_stage.wait_kept("the first body")

    erp.tell("a second body", id=event_id)

    assert shared_stage.wait_parked(event_id=event_id).code == "conflict"
    assert shared_stage.notes("a second body") == []


def test_the_same_json_in_other_spacing_is_the_same_event(erp: Bus, shared_stage: Stage) -> None:
    event_id = erp.tell("well spaced")
    shared_stage.wait_kept("well spaced")

    erp.tell_raw(
        b'{"data":   {"words" :  "well spaced"}, "id": "%s", "source": "/erp/demo",'
        b' "specversion": "1.0", "type": "note.issued.v1"}' % event_id.encode()
    )

    until(lambda: len(shared_stage.attempts("well spaced")) == 2)
    assert shared_stage.parked(event_id=event_id) == []


def test_a_binary_cloudevent_is_handled(erp: Bus, shared_stage: Stage) -> None:
    for prefix in ("cloudEvents:", "cloudEvents_", "ce-"):
        attributes = {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": "/erp/demo",
            "type": "note.issued.v1",
        }
        headers = {prefix + name: value for name, value in attributes.items()}
        body = json.dumps({"words": f"binary by {prefix}"}).encode()

        erp.publish(body, **erp.delivery(headers=headers))

        shared_stage.wait_kept(f"binary by {prefix}")


@pytest.mark.req("BR-02")
def test_two_processes_share_the_messages_and_keep_each_once(
    bus: Bus, erp: Bus, sample: RunningService, shared_stage: Stage
) -> None:
    second = shared_stage.run()
    events = [(f"shared {n}", str(uuid.uuid4())) for n in range(40)]

    for words, event_id in events * 2:
        erp.tell(words, id=event_id)
    until(lambda: bus.messages_in(INBOUND) == 0, seconds=30)
    for words, _ in events:
        shared_stage.wait_kept(words)

    assert all(len(shared_stage.attempts(words)) == 2 for words, _ in events)
    assert shared_stage.workers_of("shared %") == {sample.pid, second.pid}
    assert not [row for row in shared_stage.parked() if row.code == "handler_failed"]
    second.stop()


@pytest.mark.req("BR-06")
def test_a_handlers_bug_is_tried_again_with_growing_pauses_and_then_parked(
    erp: Bus, shared_stage: Stage
) -> None:
    event_id = erp.tell("bug for ever")

    parked = shared_stage.wait_parked(event_id=event_id)
    tries = shared_stage.attempts("bug for ever")
    assert len(tries) == 3
    assert tries[1] - tries[0] >= timedelta(seconds=0.2)
    assert tries[2] - tries[1] >= timedelta(seconds=0.3)
    assert (parked.code, parked.attempts) == ("handler_failed", 2)
    assert "RuntimeError" in parked.explanation
    assert parked.publisher == "erp-demo"


def test_an_event_of_another_service_is_tried_again_just_so(bus: Bus, shared_stage: Stage) -> None:
    message_id = bus.announce("bug from inside")

    parked = shared_stage.wait_parked(event_id=message_id)
    assert parked.code == "handler_failed"
    assert len(shared_stage.attempts("bug from inside")) == 3


def test_a_bug_that_passes_leaves_nothing_parked(erp: Bus, shared_stage: Stage) -> None:
    event_id = erp.tell("flaky at first")

    shared_stage.wait_kept("flaky at first")

    assert len(shared_stage.attempts("flaky at first")) == 3
    assert shared_stage.parked(event_id=event_id) == []


def test_a_message_waits_uncounted_while_a_dependency_is_down(
    bus: Bus, erp: Bus, shared_stage: Stage
) -> None:
    event_id = erp.tell("down for a while")
    # More tries than a failing handler gets.
    until(lambda: len(shared_stage.attempts("down for a while")) >= 5)
    assert shared_stage.parked(event_id=event_id) == []

    with shared_stage.switched_on("up"):
        shared_stage.wait_kept("down for a while")

    until(lambda: bus.messages_in(INBOUND) == 0)


def test_calls_are_answered_while_every_message_waits(
    bus: Bus, erp: Bus, shared_stage: Stage
) -> None:
    words = [f"down together {n}" for n in range(20)]
    for each in words:
        erp.tell(each)
    until(lambda: shared_stage.attempts("down together 0"))

    assert bus.call("sample", "echo", words="still here")["result"] == "still here"
    with shared_stage.switched_on("up"):
        for each in words:
            shared_stage.wait_kept(each, seconds=30)
