"""One service calls another: with a deadline, in its caller's name, never waiting for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.testing import RunningService, a_principal
from tests.chassis.bus import Bus
from tests.chassis.stage import Stage, proxy_to, through
from tests.publisher.tcp_proxy import TcpProxy
from tests.waiting import until


@pytest.fixture(scope="module")
def broker_proxy(shared_stage: Stage) -> Iterator[TcpProxy]:
    """Return what stands between the asker and the broker."""
    with proxy_to(shared_stage.namespace.amqp_url("operator")) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def asker(sample: RunningService, shared_stage: Stage, broker_proxy: TcpProxy) -> RunningService:
    del sample
    url = through(broker_proxy, shared_stage.namespace.amqp_url("operator"))
    return shared_stage.run("asker", KONTOR_AMQP_URL=url)


@pytest.fixture
def bus(asker: RunningService, shared_stage: Stage) -> Bus:
    del asker
    return shared_stage.bus()


def error_of(answer: dict[str, Any]) -> tuple[str, list[str]]:
    return answer["error"]["exc_type"], answer["error"]["exc_args"]


def test_the_answer_is_decoded_as_the_type_that_is_asked_for(bus: Bus) -> None:
    assert bus.call("asker", "ask_echo", words="Grüße")["result"] == "Grüße"
    assert bus.call("asker", "ask_sum", cents=[1, 2, 3])["result"] == 6


def test_the_other_service_knows_who_called_the_first(bus: Bus, shared_stage: Stage) -> None:
    subject = new_id()

    answer = bus.call("asker", "ask_who_asks", shared_stage.signed(a_principal(subject=subject)))

    assert [UUID(each) for each in answer["result"]] == [subject, subject]


def test_nobody_is_handed_on_where_nobody_called(bus: Bus) -> None:
    answer = bus.call("asker", "ask_without_saying_who")

    assert error_of(answer) == ("NotSignedIn", [])


def test_the_correlation_id_is_handed_on(bus: Bus) -> None:
    answer = bus.call("asker", "tell_correlation_id", {"nameko.correlation_id": "page-12"})

    assert answer["result"] == ["page-12", "page-12"]


@pytest.mark.parametrize(
    ("how", "error"),
    [("wire", ("NotFound", ["note"])), ("down", ("ServiceUnavailable", ["moon"]))],
)
def test_an_error_of_the_contract_is_raised_as_itself(
    bus: Bus, how: str, error: tuple[str, list[str]]
) -> None:
    assert error_of(bus.call("asker", "ask_and_fail", how=how)) == error


def test_a_bug_over_there_is_one_here_and_keeps_the_correlation_id(bus: Bus) -> None:
    headers = {"nameko.correlation_id": "one-bug"}

    answer = bus.call("asker", "ask_and_fail", headers, how="bug")

    assert error_of(answer) == ("InternalError", ["one-bug"])


def test_an_invalid_value_is_named_through_both(bus: Bus) -> None:
    answer = bus.call("asker", "ask_sum", cents=[1, "two"])

    assert error_of(answer)[0] == "InvalidInput"
    assert error_of(answer)[1][0] == "request.lines[1].cents"


@pytest.mark.parametrize(
    ("method", "said"), [("echo", "answered otherwise"), ("no_such_method", "MethodNotFound")]
)
def test_an_answer_outside_the_contract_is_a_bug(bus: Bus, method: str, said: str) -> None:
    assert said in bus.call("asker", "ask_wrongly", what=method)["result"]


def test_a_service_that_does_not_run_is_unavailable_at_once(bus: Bus) -> None:
    answer = bus.call("asker", "ask_nobody")

    # Once its deadline had passed, this would be said instead.
    assert error_of(answer) == ("ServiceUnavailable", ["nobody"])


def test_a_call_that_takes_too_long_is_given_up(bus: Bus) -> None:
    answer = bus.call("asker", "ask_slowly", words="too slow", seconds=30, timeout=0.5)

    assert error_of(answer) == ("DeadlinePassed", ["sample.wait"])


def test_what_nobody_waits_for_any_more_is_not_begun(
    bus: Bus, sample: RunningService, shared_stage: Stage
) -> None:
    sample.stop()

    answer = bus.call("asker", "ask_slowly", words="a ghost", seconds=0, timeout=0.5)
    sample.start()
    sample.wait_ready()

    assert error_of(answer) == ("DeadlinePassed", ["sample.wait"])
    assert bus.call("asker", "ask_echo", words="back")["result"] == "back"
    assert shared_stage.attempts("a ghost") == []


def test_what_is_left_of_the_callers_budget_is_handed_down(bus: Bus) -> None:
    answer = bus.call("asker", "ask_what_is_left", {"nameko.budget_ms": 3000})

    assert 0 < answer["result"] <= 3000


def test_a_used_up_budget_reaches_nobody_else(bus: Bus, shared_stage: Stage) -> None:
    headers = {"nameko.budget_ms": 300}

    answer = bus.call("asker", "ask_after", headers, pause=5, words="after the end")

    assert error_of(answer)[0] == "DeadlinePassed"
    assert shared_stage.attempts("after the end") == []


def test_many_calls_are_in_flight_at_once_and_each_gets_its_own_answer(bus: Bus) -> None:
    words = [f"mine {n}" for n in range(8)]
    queues = [
        bus.send_call(b'{"args": ["%s", 2, 60], "kwargs": {}}' % each.encode(), "asker.ask_slowly")
        for each in words
    ]
    began = time.monotonic()

    answers = [bus.next_message(queue).body for queue in queues]

    assert answers == [b'{"result":"%s","error":null}' % each.encode() for each in words]
    assert time.monotonic() - began < 15  # one after the other they would take sixteen


def test_calls_in_flight_fail_when_the_connection_is_lost_and_the_next_succeed(
    bus: Bus, asker: RunningService, shared_stage: Stage, broker_proxy: TcpProxy
) -> None:
    pid = asker.pid
    bus.send_call(b'{"args": ["cut off", 3, 60], "kwargs": {}}', "asker.ask_slowly")
    until(lambda: shared_stage.attempts("cut off"))

    broker_proxy.cut()

    failed = 'entrypoint="ask_slowly",outcome="service_unavailable"'
    until(lambda: failed in asker.metrics())  # long before its deadline
    answer = bus.call("asker", "ask_echo", words="reconnected")
    assert answer["result"] == "reconnected"
    assert asker.pid == pid


def test_a_call_in_flight_is_finished_before_the_process_stops(stage: Stage) -> None:
    stage.run()
    asker = stage.run("asker")
    bus = stage.bus()
    queue = bus.send_call(b'{"args": ["while stopping", 2, 20], "kwargs": {}}', "asker.ask_slowly")
    until(lambda: stage.attempts("while stopping"))

    asker.stop()

    assert bus.next_message(queue).body == b'{"result":"while stopping","error":null}'
    assert asker.exit_code == 0
