"""Database and broker go away, processes die: every message is kept, none twice."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from chassis.clock import SystemClock
from chassis.outbox import Outbox
from chassis.parking import Parking
from chassis.testing import RunningService
from tests.chassis.stage import Stage, proxy_to, through
from tests.publisher.tcp_proxy import TcpProxy
from tests.waiting import until

INBOUND = "in-note.issued.v1--sample.receive"


@pytest.fixture
def database_proxy(stage: Stage) -> Iterator[TcpProxy]:
    """Return what stands between the sample and its database."""
    with proxy_to(stage.urls.application_url) as proxy:
        yield proxy


@pytest.fixture
def broker_proxy(stage: Stage) -> Iterator[TcpProxy]:
    """Return what stands between the sample and the broker."""
    with proxy_to(stage.namespace.amqp_url("operator")) as proxy:
        yield proxy


def keeps_all(stage: Stage, words: list[str], *, seconds: float = 60) -> None:
    """Return once every note is kept; a unique key sees to "once"."""
    until(lambda: set(words) <= set(stage.notes()), seconds=seconds)
    assert [row for row in stage.parked() if row.code == "handler_failed"] == []


def test_nothing_is_lost_while_the_database_is_away(stage: Stage, database_proxy: TcpProxy) -> None:
    sample = stage.run(
        KONTOR_DATABASE_URL=through(database_proxy, stage.urls.application_url),
        KONTOR_HOLD_SECONDS="0.2",
    )
    bus, erp = stage.bus(), stage.bus("erp-demo")
    pid = sample.pid
    words = [f"database outage {n}" for n in range(30)]
    for each in words[:15]:
        erp.tell(each)

    database_proxy.refuse()
    for each in words[15:]:
        erp.tell(each)
    event_id = erp.tell("never while the database is away")
    answer = bus.call("sample", "wait", words="no database", seconds=0)
    until(lambda: "holding" in sample.log())
    database_proxy.listen()

    assert answer["error"]["exc_type"] == "ServiceUnavailable"
    keeps_all(stage, words)
    assert stage.wait_parked(event_id=event_id).code == "never_wanted"
    assert bus.call("sample", "tell_pid")["result"] == pid
    until(lambda: not stage.outbox())


def test_a_message_that_waits_long_to_be_parked_does_not_end_the_waiting(
    stage: Stage, database_proxy: TcpProxy
) -> None:
    sample = stage.run(
        KONTOR_DATABASE_URL=through(database_proxy, stage.urls.application_url),
        KONTOR_HOLD_SECONDS="0",
    )
    database_proxy.refuse()
    stage.bus("erp-demo").tell_raw(b"unreadable")
    # More tries than Python has room for on its stack.
    until(lambda: sample.log().count("not parked yet") > 1000, seconds=60)

    database_proxy.listen()

    assert stage.wait_parked(body=b"unreadable")


def test_nothing_is_lost_when_the_connection_to_the_broker_is_cut_again_and_again(
    stage: Stage, broker_proxy: TcpProxy
) -> None:
    sample = stage.run(KONTOR_AMQP_URL=through(broker_proxy, stage.namespace.amqp_url("operator")))
    bus, erp = stage.bus(), stage.bus("erp-demo")
    pid = sample.pid
    words = [f"slow {n}" for n in range(4)] + [f"cable pulled {n}" for n in range(60)]
    words += ["flaky cable"]

    for n, each in enumerate(words):
        erp.tell(each)
        if n % 20 == 5:
            until(lambda: bus.messages_in(INBOUND) == 0)
            broker_proxy.cut()

    keeps_all(stage, words)
    until(lambda: bus.call("sample", "tell_pid")["result"] == pid)
    until(lambda: not stage.outbox())


def test_a_call_in_flight_when_the_connection_is_cut_ends_no_process(
    stage: Stage, broker_proxy: TcpProxy
) -> None:
    sample = stage.run(KONTOR_AMQP_URL=through(broker_proxy, stage.namespace.amqp_url("operator")))
    bus = stage.bus()
    pid = sample.pid
    bus.send_call(b'{"args": ["in flight", 1], "kwargs": {}}', "sample.wait")
    until(lambda: stage.attempts("in flight"))

    broker_proxy.cut()

    assert bus.call("sample", "tell_pid")["result"] == pid


def limit_deliveries(stage: Stage, limit: int) -> None:
    """Let the broker give a message up after so many deliveries, as its operator may."""
    servers = stage.namespace.servers
    policy = {
        "pattern": "^(in|evt)-",
        "apply-to": "queues",
        "definition": {"delivery-limit": limit},
    }
    address = f"{servers.management_url}/api/policies/{stage.namespace.vhost}/crashes"
    httpx.put(address, json=policy, timeout=30).raise_for_status()


@pytest.mark.req("BR-06", "H7")
def test_a_message_that_kills_every_process_is_parked_and_its_neighbours_with_it_or_kept(
    stage: Stage,
) -> None:
    sample = stage.new_process()
    limit_deliveries(stage, 2)
    erp = stage.bus("erp-demo")
    event_id = erp.tell("deadly words")
    neighbours = [f"neighbour {n}" for n in range(10)]
    for each in neighbours:
        erp.tell(each)
    deaths = 0

    while not stage.parked(code="delivery_limit", event_id=event_id):
        sample.start()
        until(lambda: sample.exit_code or stage.parked(code="delivery_limit", event_id=event_id))
        deaths += sample.exit_code == 9

    assert deaths == 3
    until(lambda: set(neighbours) <= set(stage.notes()) | parked_words(stage))
    parked = stage.wait_parked(code="delivery_limit", event_id=event_id)
    assert parked.publisher == "erp-demo"
    with stage.switched_on("harmless"):
        now = SystemClock().now()
        with stage.database.transaction() as session:
            assert Parking(session, now).replay(Outbox(session, "sample", now), parked.id, by="me")
        stage.wait_kept("deadly words")


def parked_words(stage: Stage) -> set[str]:
    return {json.loads(row.body)["data"]["words"] for row in stage.parked()}


@pytest.fixture
def killed(stage: Stage) -> Iterator[RunningService]:
    process = stage.run()
    yield process
    process.kill()


def test_a_message_in_work_when_the_process_is_killed_is_handled_by_the_next(
    stage: Stage, killed: RunningService
) -> None:
    stage.bus("erp-demo").tell("stuck in the first process")
    until(lambda: stage.attempts("stuck in the first process"))

    killed.kill()
    with stage.switched_on("loose"):
        stage.run()

        stage.wait_kept("stuck in the first process")
