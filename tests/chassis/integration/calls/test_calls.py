"""Calls over the real broker: answered or refused with a reason, and never fatal."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from chassis.testing import RunningService
from tests.chassis.bus import FAR_AWAY, Bus
from tests.service_plugin import log_records
from tests.waiting import until


def test_a_call_is_answered(bus: Bus) -> None:
    answer = bus.call("sample", "echo", words="Grüße")

    assert answer == {"result": "Grüße", "error": None}


def test_arguments_may_come_by_position(bus: Bus) -> None:
    answer = bus.send_call(b'{"args": ["by place"], "kwargs": {}}', "sample.echo")

    assert json.loads(bus.next_message(answer).body)["result"] == "by place"


def test_an_unknown_method_is_named(bus: Bus) -> None:
    answer = bus.call("sample", "no_such_method")

    assert answer["error"]["exc_type"] == "MethodNotFound"
    assert answer["error"]["exc_args"] == ["no_such_method"]


@pytest.mark.parametrize("arguments", [{}, {"words": "a", "more": 1}, {"word": "a"}])
def test_wrong_arguments_are_refused(bus: Bus, arguments: dict[str, Any]) -> None:
    answer = bus.call("sample", "echo", **arguments)

    assert answer["error"]["exc_type"] == "IncorrectSignature"


def test_an_invalid_value_is_named_by_its_path(bus: Bus) -> None:
    answer = bus.call("sample", "add_up", request={"lines": [{"cents": 1}, {"cents": "two"}]})

    assert answer["error"]["exc_type"] == "InvalidInput"
    assert answer["error"]["exc_args"][0] == "request.lines[1].cents"


def test_an_error_of_the_contract_arrives_by_its_class_name(bus: Bus) -> None:
    answer = bus.call("sample", "fail", how="wire")

    assert answer["error"]["exc_type"] == "NotFound"
    assert answer["error"]["exc_args"] == ["note"]


def test_a_dependency_that_is_down_is_named(bus: Bus) -> None:
    answer = bus.call("sample", "fail", how="down")

    assert answer["error"]["exc_type"] == "ServiceUnavailable"
    assert answer["error"]["exc_args"] == ["moon"]


def test_a_bug_is_answered_with_the_correlation_id_and_without_its_text(
    bus: Bus, sample: RunningService
) -> None:
    headers = {"nameko.correlation_id": "customer-saw-this"}

    answer = bus.call("sample", "fail", headers=headers, how="bug")

    assert answer["error"]["exc_type"] == "InternalError"
    assert answer["error"]["exc_args"] == ["customer-saw-this"]
    assert "secret words" not in json.dumps(answer)
    logged = [r for r in log_records(sample) if r.get("correlation_id") == "customer-saw-this"]
    assert any("secret words" in str(record.get("exception")) for record in logged)


def test_a_result_that_is_no_json_is_a_bug_of_ours(bus: Bus) -> None:
    headers = {"nameko.correlation_id": "odd-answer"}

    answer = bus.call("sample", "answer_oddly", headers=headers)

    assert answer["error"]["exc_type"] == "InternalError"
    assert answer["error"]["exc_args"] == ["odd-answer"]


@pytest.mark.parametrize("budget", [0, -5])
def test_a_passed_budget_is_answered_without_doing_the_work(bus: Bus, budget: int) -> None:
    headers = {"nameko.budget_ms": budget}

    answer = bus.call("sample", "jot_down", headers, words=f"too late {budget}")

    assert answer["error"]["exc_type"] == "DeadlinePassed"
    assert f"too late {budget}" not in bus.call("sample", "jot_down", words="in time")["result"]


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("wait", {"words": "over budget", "seconds": 30}),
        ("ask_the_database_slowly", {"seconds": 30}),
    ],
)
def test_work_stops_when_the_budget_is_used_up(
    bus: Bus, method: str, arguments: dict[str, Any]
) -> None:
    answer = bus.call("sample", method, headers={"nameko.budget_ms": 400}, **arguments)

    assert answer["error"]["exc_type"] == "DeadlinePassed"


def test_the_database_connection_of_a_stopped_query_is_not_used_again(bus: Bus) -> None:
    for _ in range(3):
        bus.call("sample", "ask_the_database_slowly", headers={"nameko.budget_ms": 200}, seconds=30)

    answer = bus.call("sample", "ask_the_database_slowly", seconds=0)

    assert answer == {"result": None, "error": None}


MALFORMED: dict[str, tuple[bytes, dict[str, Any]]] = {
    "no JSON": (b'{"args": [', {}),
    "no object": (b"[1, 2]", {}),
    "without args": (b'{"kwargs": {}}', {}),
    "args of another type": (b'{"args": 1, "kwargs": {}}', {}),
    "bytes that are no UTF-8": (b'{"args": [], "kwargs": {"words": "\xff"}}', {}),
    "nested without end": (b'{"args": [' + b"[" * 100_000, {}),
    "another charset": ('{"args": ["ü"], "kwargs": {}}'.encode("utf-16"), {}),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_request_is_answered_as_one(bus: Bus, kind: str) -> None:
    body, options = MALFORMED[kind]

    answer = bus.send_call(body, "sample.echo", **options)

    error = json.loads(bus.next_message(answer).body)["error"]
    assert error["exc_type"] == "MalformedRequest"


UNANSWERABLE: dict[str, dict[str, Any]] = {
    "without an address for the answer": {"reply_to": None},
    "without a content type": {"content_type": None},
    "without anything": {"reply_to": None, "content_type": None, "content_encoding": None},
    "of another content type": {"content_type": "application/x-python-serialize"},
    "with an unknown charset": {"content_encoding": "no-such-charset"},
    "with properties that are no UTF-8": {"content_type": b"\xff\xfe"},
    "with a date beyond the calendar": {"headers": {"when": FAR_AWAY}},
    "answered to another method": {"reply_to": "sample.tell_pid"},
    "answered to nobody": {"reply_to": str(uuid.uuid4())},
}


@pytest.mark.parametrize("kind", UNANSWERABLE)
def test_no_request_ends_the_process(bus: Bus, sample: RunningService, kind: str) -> None:
    request = b'{"args": ["x"], "kwargs": {}}'

    bus.send_call(request, "sample.echo", **UNANSWERABLE[kind])

    assert bus.call("sample", "tell_pid")["result"] == sample.pid
    until(lambda: bus.messages_in("rpc-sample") == 0)


def test_calls_are_worked_on_side_by_side(bus: Bus) -> None:
    request = b'{"args": ["side by side", 1.0], "kwargs": {}}'
    answers = [bus.send_call(request, "sample.wait") for _ in range(5)]

    quick = bus.call("sample", "echo", words="overtaking")

    assert quick["result"] == "overtaking"
    assert all(bus.next_message(answer).body for answer in answers)
