"""What becomes of parked messages: replayed as they came, released, discarded."""

from __future__ import annotations

import json
import uuid
from uuid import UUID

import pytest

from chassis.clock import SystemClock
from chassis.outbox import Outbox
from chassis.parking import Parking
from tests.chassis.bus import Bus
from tests.chassis.stage import Stage
from tests.waiting import until


def replay(stage: Stage, parked_id: UUID) -> bool:
    now = SystemClock().now()
    with stage.database.transaction() as session:
        outbox = Outbox(session, "sample", now)
        return Parking(session, now).replay(outbox, parked_id, by="operator:tester")


def release(stage: Stage, waits_for: str) -> int:
    now = SystemClock().now()
    with stage.database.transaction() as session:
        return Parking(session, now).release(Outbox(session, "sample", now), waits_for)


@pytest.mark.req("BR-06")
def test_a_replayed_message_is_handled_as_its_publishers_and_once(
    erp: Bus, shared_stage: Stage
) -> None:
    event_id = erp.tell("bug until mended")
    parked = shared_stage.wait_parked(event_id=event_id)

    with shared_stage.switched_on("mended"):
        assert replay(shared_stage, parked.id)
        shared_stage.wait_kept("bug until mended")
        erp.tell("bug until mended", id=event_id)  # the publisher, too, sends it again
        until(lambda: len(shared_stage.attempts("bug until mended")) == 5)

    (settled,) = shared_stage.parked(event_id=event_id)
    assert (settled.state, settled.settled_by) == ("replayed", "operator:tester")
    assert not replay(shared_stage, parked.id)


def test_a_replayed_event_of_another_service_keeps_its_id(bus: Bus, shared_stage: Stage) -> None:
    message_id = bus.announce("bug with a message id")
    parked = shared_stage.wait_parked(event_id=message_id)

    with shared_stage.switched_on("mended"):
        replay(shared_stage, parked.id)
        shared_stage.wait_kept("bug with a message id")

    assert shared_stage.is_known(message_id)


def test_a_replayed_event_of_stock_nameko_keeps_its_id(bus: Bus, shared_stage: Stage) -> None:
    call_id = f"other.speak.{uuid.uuid4()}"
    bus.publish(
        json.dumps({"words": "early with a call id"}).encode(),
        exchange="other.events",
        routing_key="note_spoken",
        headers={"nameko.call_id_stack": ["gateway.start.1", call_id]},
    )
    parked = shared_stage.wait_parked(event_id=call_id)

    with shared_stage.switched_on("time"):
        replay(shared_stage, parked.id)
        shared_stage.wait_kept("early with a call id")

    assert shared_stage.is_known(call_id)


def test_a_replayed_binary_event_is_the_same_event(erp: Bus, shared_stage: Stage) -> None:
    event_id = str(uuid.uuid4())
    headers = {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": event_id,
        "cloudEvents:source": "/erp/demo",
        "cloudEvents:type": "note.issued.v1",
    }
    erp.publish(b'{"words": "bug in binary"}', **erp.delivery(headers=headers))
    parked = shared_stage.wait_parked(event_id=event_id)

    with shared_stage.switched_on("mended"):
        replay(shared_stage, parked.id)
        shared_stage.wait_kept("bug in binary")

    assert [row.state for row in shared_stage.parked(event_id=event_id)] == ["replayed"]


def test_what_fails_again_is_parked_again_in_its_place(erp: Bus, shared_stage: Stage) -> None:
    event_id = erp.tell("bug still there")
    parked = shared_stage.wait_parked(event_id=event_id)

    replay(shared_stage, parked.id)

    again = shared_stage.wait_parked(event_id=event_id, state="parked")
    assert again.id == parked.id
    assert (again.code, again.attempts, again.settled_by) == ("handler_failed", 2, None)
    assert bytes(again.body) == bytes(parked.body)
    assert again.publisher == "erp-demo"
    assert len(shared_stage.attempts("bug still there")) == 6


def test_what_waits_for_something_is_released_when_it_is_there(
    erp: Bus, shared_stage: Stage
) -> None:
    ids = [erp.tell(f"early bird {n}") for n in range(3)]
    other = erp.tell("never mind the time")
    for event_id in [*ids, other]:
        shared_stage.wait_parked(event_id=event_id)

    with shared_stage.switched_on("time"):
        released = release(shared_stage, "time")
        for n in range(3):
            shared_stage.wait_kept(f"early bird {n}")

    assert released == 3
    assert release(shared_stage, "time") == 0
    assert [row.state for row in shared_stage.parked(event_id=other)] == ["parked"]


def test_a_discarded_message_stays_on_record_and_is_not_replayed(
    erp: Bus, shared_stage: Stage
) -> None:
    event_id = erp.tell("never to be replayed")
    parked = shared_stage.wait_parked(event_id=event_id)

    with shared_stage.database.transaction() as session:
        parking = Parking(session, SystemClock().now())
        assert parking.discard(parked.id, by="operator:tester", reason="sent by mistake")

    assert not replay(shared_stage, parked.id)
    (row,) = shared_stage.parked(event_id=event_id)
    assert (row.state, row.settled_reason) == ("discarded", "sent by mistake")
    assert bytes(row.body) == bytes(parked.body)
