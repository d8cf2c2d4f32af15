"""One service in several processes, each doing some kinds of its work."""

from __future__ import annotations

from tests.chassis.stage import Stage
from tests.waiting import until

INBOUND = "in-note.issued.v1--sample.receive"
READY = f'kontor_queue_ready{{queue="{INBOUND}",service="sample"}} 3.0'


def does(metrics: str, kind: str) -> bool:
    return f'kontor_work{{kind="{kind}",service="sample"}} 1.0' in metrics


def test_each_process_does_its_kinds_and_what_nobody_does_waits_and_is_seen(stage: Stage) -> None:
    rpc = stage.run(KONTOR_WORK="rpc")
    relay = stage.run(KONTOR_WORK="relay")
    bus, erp = stage.bus(), stage.bus("erp-demo")
    kept = bus.listen("kontor.out", "note.kept.v1")
    written = bus.listen("sample.events", "note_written")

    for number in range(3):
        erp.tell(f"flood {number}")
    bus.call("sample", "write", stage.signed(), note={"words": "by call"})

    # What a call has written leaves through another process; what nobody takes in is still there.
    assert b"by call" in bus.next_message(written).body
    until(lambda: READY in relay.metrics())
    assert stage.notes("flood 0") == []
    assert stage.attempts("tick 1") == []
    assert [does(rpc.metrics(), kind) for kind in ("rpc", "ingest", "relay")] == [
        True,
        False,
        False,
    ]
    assert "kontor_queue_ready{" not in rpc.metrics()  # the relay measures for all

    stage.run(KONTOR_WORK="ingest, ticks")
    for number in range(3):
        stage.wait_kept(f"flood {number}")
        assert b"flood" in bus.next_message(kept).body
    until(lambda: stage.attempts("tick 1"))


def test_a_process_without_any_work_says_what_there_would_be_and_ends(stage: Stage) -> None:
    process = stage.new_process(KONTOR_WORK="scrub")

    process.start()

    assert process.wait_exit() == 2
    assert "sample has no scrub; it has rpc, ingest, events, ticks, relay" in process.log()
