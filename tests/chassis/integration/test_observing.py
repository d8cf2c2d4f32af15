"""What an operator sees: logs, metrics, health, settings that are wrong; and the movable clock."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from chassis.testing import RunningService
from tests.chassis.bus import Bus, an_event
from tests.chassis.stage import Stage
from tests.service_plugin import log_records
from tests.waiting import until

TRACE = "0af7651916cd43dd8448eb211c80319c"


def records_of(sample: RunningService, correlation_id: str) -> list[dict[str, Any]]:
    return [r for r in log_records(sample) if r.get("correlation_id") == correlation_id]


def test_one_correlation_id_goes_from_the_message_through_the_logs_to_what_comes_of_it(
    bus: Bus, erp: Bus, sample: RunningService
) -> None:
    kept = bus.listen("kontor.out", "note.kept.v1")
    headers = {
        "nameko.correlation_id": "erp-run-17",
        "nameko.traceparent": f"00-{TRACE}-b7ad6b7169203331-01",
    }

    erp.tell_raw(json.dumps(an_event("followed")).encode(), headers=headers)

    told = bus.next_message(kept)
    assert told.headers["nameko.correlation_id"] == "erp-run-17"
    assert told.headers["nameko.traceparent"].split("-")[1] == TRACE
    until(lambda: len(records_of(sample, "erp-run-17")) > 1)
    taken, ended = records_of(sample, "erp-run-17")
    assert (taken["event"], ended["event"]) == ("taking a note", "work ended")
    assert (taken["service"], taken["entrypoint"]) == ("sample", "receive")
    assert ended["outcome"] == "ok"


def test_a_message_without_a_correlation_id_gets_one(
    bus: Bus, erp: Bus, sample: RunningService
) -> None:
    kept = bus.listen("kontor.out", "note.kept.v1")

    erp.tell("not followed")

    correlation_id = bus.next_message(kept).headers["nameko.correlation_id"]
    assert uuid.UUID(correlation_id).version == 7
    assert records_of(sample, correlation_id)


@pytest.mark.parametrize("forged", ["a\nb", "x" * 65, "", '{"event": "forged"}'])
def test_a_correlation_id_that_would_spoil_the_logs_is_replaced(
    bus: Bus, erp: Bus, forged: str
) -> None:
    kept = bus.listen("kontor.out", "note.kept.v1")

    erp.tell_raw(
        json.dumps(an_event(f"spoiling {len(forged)}")).encode(),
        headers={"nameko.correlation_id": forged},
    )

    assert uuid.UUID(bus.next_message(kept).headers["nameko.correlation_id"]).version == 7


def test_a_call_hands_its_correlation_id_on(bus: Bus, shared_stage: Stage) -> None:
    written = bus.listen("sample.events", "note_written")
    headers = shared_stage.signed() | {"nameko.correlation_id": "page-4711"}

    bus.call("sample", "write", headers, note={"words": "written on a page"})

    told = bus.next_message(written)
    assert told.headers["nameko.correlation_id"] == "page-4711"
    assert "nameko.principal" not in told.headers


def test_every_line_is_one_json_object(bus: Bus, sample: RunningService) -> None:
    bus.call("sample", "fail", how="bug")

    lines = sample.log().splitlines()

    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert all("timestamp" in json.loads(line) for line in lines)


COUNTED = [
    'kontor_entrypoint_calls_total{entrypoint="echo",outcome="ok",service="sample"}',
    'kontor_entrypoint_calls_total{entrypoint="fail",outcome="not_found",service="sample"}',
    'kontor_entrypoint_calls_total{entrypoint="fail",outcome="internal",service="sample"}',
    'kontor_entrypoint_calls_total{entrypoint="receive",outcome="ok",service="sample"}',
    'kontor_entrypoint_calls_total{entrypoint="receive",outcome="failed",service="sample"}',
    'kontor_entrypoint_calls_total{entrypoint="receive",outcome="held",service="sample"}',
    'kontor_entrypoint_calls_total{entrypoint="tick",outcome="ok",service="sample"}',
    'kontor_entrypoint_seconds_bucket{entrypoint="echo"',
    'kontor_entrypoint_in_flight{entrypoint="echo",service="sample"}',
    'kontor_messages_parked_total{code="handler_failed"',
    'kontor_messages_retried_total{queue="in-note.issued.v1--sample.receive"',
    'kontor_messages_held{queue="in-note.issued.v1--sample.receive"',
    'kontor_outbox_waiting{service="sample"}',
    'kontor_outbox_oldest_seconds{service="sample"}',
    'kontor_outbox_published_total{outcome="confirmed"',
    'kontor_parked_waiting{service="sample"}',
    'kontor_queue_ready{queue="in-note.issued.v1--sample.receive",service="sample"}',
    'kontor_queue_ready{queue="rpc-sample",service="sample"}',
]


def not_counted(sample: RunningService) -> list[str]:
    metrics = sample.metrics()
    return [name for name in COUNTED if name not in metrics]


def test_calls_and_messages_are_counted_by_how_they_ended(
    bus: Bus, erp: Bus, sample: RunningService, shared_stage: Stage
) -> None:
    bus.call("sample", "echo", words="counted")
    bus.call("sample", "fail", how="wire")
    bus.call("sample", "fail", how="bug")
    erp.tell("counted")
    shared_stage.wait_parked(event_id=erp.tell("bug to be counted"))
    erp.tell("down to be counted")
    until(lambda: shared_stage.attempts("down to be counted"))

    until(lambda: not_counted(sample) == [])
    until(lambda: sample.metric("kontor_parked_waiting") == 1)
    with shared_stage.switched_on("up"):
        shared_stage.wait_kept("down to be counted")
    until(lambda: sample.metric("kontor_messages_held") == 0)
    until(lambda: sample.metric("kontor_outbox_waiting") == 0)


def test_what_waits_in_a_queue_is_measured(
    erp: Bus, sample: RunningService, shared_stage: Stage
) -> None:
    workers, waiting = 4, 3
    words = [f"down until measured {number}" for number in range(workers + waiting)]

    for each in words:
        erp.tell(each)

    queue = 'kontor_queue_ready{queue="in-note.issued.v1--sample.receive",service="sample"}'
    until(lambda: f"{queue} {waiting}.0" in sample.metrics(), seconds=30)
    with shared_stage.switched_on("up"):
        for each in words:
            shared_stage.wait_kept(each)
    until(lambda: f"{queue} 0.0" in sample.metrics(), seconds=30)


@pytest.mark.parametrize(("path", "answer"), [("live", b"live\n"), ("ready", b"ready\n")])
def test_health_is_told_over_http(sample: RunningService, path: str, answer: bytes) -> None:
    with urlopen(f"http://127.0.0.1:{sample.port}/{path}", timeout=60) as told:
        assert told.read() == answer


def test_nothing_else_is_served(sample: RunningService) -> None:
    with pytest.raises(HTTPError, match="404") as refused:
        urlopen(f"http://127.0.0.1:{sample.port}/", timeout=60)
    refused.value.close()


# Settings and the clock ---------------------------------------------------------------------------


def start_wrongly(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chassis", "serve", "sample"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_service_without_settings_says_which_and_ends(shared_stage: Stage) -> None:
    path = {"PYTHONPATH": shared_stage.settings()["PYTHONPATH"]}

    ended = start_wrongly(path)

    assert ended.returncode == 2
    for name in ("KONTOR_AMQP_URL", "KONTOR_DATABASE_URL", "KONTOR_SAMPLE_SWITCHES"):
        assert f"{name} is missing" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.req("BR-12")
def test_a_service_in_production_does_not_start_with_a_movable_clock(shared_stage: Stage) -> None:
    settings = shared_stage.settings(KONTOR_ENV="production", KONTOR_CLOCK_FILE="clock")

    ended = start_wrongly(settings)

    assert ended.returncode == 2
    assert "KONTOR_CLOCK_FILE: refused with KONTOR_ENV=production" in ended.stderr


@pytest.mark.req("BR-12")
def test_the_clock_of_a_running_service_can_be_moved(stage: Stage, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    stage.run(KONTOR_CLOCK_FILE=str(clock))
    bus = stage.bus()

    def offset() -> timedelta:
        told = datetime.fromisoformat(bus.call("sample", "tell_time")["result"])
        return told - datetime.now(UTC)

    assert abs(offset()) < timedelta(minutes=1)
    for days in (400, 30, -3):
        clock.write_text(str(timedelta(days=days).total_seconds()))
        assert abs(offset() - timedelta(days=days)) < timedelta(minutes=1)
    clock.unlink()
    assert abs(offset()) < timedelta(minutes=1)
