"""Each queue is consumed for itself: what keeps one from it keeps no other."""

from __future__ import annotations

import zlib

from kombu import Queue

from chassis.testing import RunningService
from tests.chassis.bus import STRUCTURED, Bus
from tests.chassis.stage import Stage
from tests.waiting import until

INBOUND = "in-note.issued.v1--sample.receive"
HEARD = "evt-other-note_spoken--sample.hear"


def consumed(process: RunningService, queue: str) -> float:
    return process.metric(f'kontor_queue_consumed{{queue="{queue}",service="sample"}}')


def test_a_queue_of_the_wrong_kind_holds_up_no_other_and_heals_by_itself(stage: Stage) -> None:
    process = stage.new_process()
    bus = stage.bus()
    bus.channel.queue_delete(INBOUND)
    # As a queue from other times would be: ours is refused beside it.
    Queue(INBOUND, durable=True)(bus.channel).declare()

    process.start()

    process.wait_ready()
    bus.announce("heard beside it")
    stage.wait_kept("heard beside it")
    assert bus.call("sample", "echo", words="hello")["result"] == "hello"
    assert f"queue {INBOUND} is not consumed: PRECONDITION_FAILED" in process.troubles()
    assert consumed(process, INBOUND) == 0
    assert consumed(process, HEARD) == 1
    bus.channel.queue_delete(INBOUND)
    until(lambda: consumed(process, INBOUND) == 1, seconds=60)
    stage.bus("erp-demo").tell("told to the healed queue")
    stage.wait_kept("told to the healed queue")
    until(lambda: process.troubles() == "")


def test_a_queue_that_is_deleted_is_made_anew_while_the_others_work_on(
    bus: Bus, erp: Bus, sample: RunningService, shared_stage: Stage
) -> None:
    bus.announce("slow beside the deleted queue")
    until(lambda: shared_stage.attempts("slow beside the deleted queue"))

    bus.channel.queue_delete(INBOUND)

    until(lambda: "the queue was deleted or moved" in sample.log())
    until(lambda: consumed(sample, INBOUND) == 1)
    erp.tell("told to the new queue")
    shared_stage.wait_kept("told to the new queue")
    shared_stage.wait_kept("slow beside the deleted queue")
    assert len(shared_stage.attempts("slow beside the deleted queue")) == 1


def test_each_queue_takes_as_many_messages_at_once_as_it_may(
    bus: Bus, erp: Bus, sample: RunningService, shared_stage: Stage
) -> None:
    del sample
    at_once = 4

    def begun(way: str) -> int:
        return sum(bool(shared_stage.attempts(f"down {way} {n}")) for n in range(at_once + 2))

    for number in range(at_once + 2):
        erp.tell(f"down told {number}")
        bus.announce(f"down heard {number}")

    # What is held stays unacknowledged; the rest waits in its queue.
    until(lambda: begun("told") == begun("heard") == at_once)
    until(lambda: bus.messages_in(INBOUND) == bus.messages_in(HEARD) == 2)
    with shared_stage.switched_on("up"):
        for number in range(at_once + 2):
            shared_stage.wait_kept(f"down told {number}")
            shared_stage.wait_kept(f"down heard {number}")


def test_what_a_header_calls_compressed_is_neither_unpacked_nor_lost(
    erp: Bus, shared_stage: Stage
) -> None:
    bomb = zlib.compress(b"0" * 20_000_000)

    for body in (b"no archive at all", bomb):
        erp.tell_raw(body, content_type=STRUCTURED, headers={"compression": "zlib"})

    until(lambda: len(shared_stage.parked(code="malformed_json")) == 2)
    parked = shared_stage.parked(code="malformed_json")
    assert {bytes(row.body) for row in parked} == {b"no archive at all", bomb}
