"""Calls over the real broker: the wire form, the deadlines, and what a lost connection does."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pamqp.commands
import pamqp.frame
import pytest

from contracts.errors import InternalError, NotFound, RetentionProtected, ServiceUnavailable
from gateway.clients import broker as broker_module
from gateway.clients.amqp.address import read_address
from gateway.clients.amqp.connection import Connection
from gateway.clients.amqp.failures import ConnectionEnded
from gateway.clients.amqp_rpc import AmqpRpcClient
from gateway.clients.broker import Broker
from gateway.clients.failures import (
    AreaUnavailable,
    CallTimedOut,
    ConnectionLost,
    ServiceFault,
    UnknownService,
)
from gateway.clients.places import MOST_OF_ONE_SERVICE
from gateway.clients.rpc import CallContext
from kontor_local.namespace import Namespace
from tests.broker_tls import amqps, certificate_for_loopback, in_tls
from tests.gateway.flaky_line import FlakyLine, until
from tests.gateway.wire_service import NEVER, WireService

pytestmark = pytest.mark.asyncio

NOBODY = CallContext(correlation_id="test-1")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AmqpRpcClient]:
    rpc = AmqpRpcClient()
    broker = Broker(url, [rpc])
    broker.start()
    try:
        await until(lambda: broker.is_connected)
        yield rpc
    finally:
        await broker.stop()


@pytest.fixture
def url(module_namespace: Namespace) -> str:
    return module_namespace.amqp_url("gateway")


def a_service(module_namespace: Namespace, **methods: Any) -> WireService:
    return WireService(
        name="tickets", url=module_namespace.amqp_url("tickets"), methods=dict(methods)
    )


async def test_of_several_nodes_the_next_one_is_tried_where_one_is_away(
    url: str, module_namespace: Namespace
) -> None:
    async with FlakyLine(url) as line, a_service(module_namespace, add=lambda a, b: a + b):
        both = f"{line.url},{url}"
        await line.close()
        async with connected(both) as rpc:
            answer = await rpc.call("tickets", "add", {"a": 1, "b": 2}, int, caller=NOBODY)

    assert answer == 3


async def test_a_call_is_answered_over_tls_by_a_broker_whose_certificate_is_trusted(
    url: str, module_namespace: Namespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for_loopback(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with in_tls(url, certificate) as proxy:
        async with (
            a_service(module_namespace, add=lambda a, b: a + b),
            connected(amqps(url, proxy.port)) as rpc,
        ):
            answer = await rpc.call("tickets", "add", {"a": 1, "b": 2}, int, caller=NOBODY)
        elsewhere = read_address(amqps(url, proxy.port, "localhost"))
        with pytest.raises(ssl.SSLCertVerificationError):
            await Connection.open(elsewhere, name="test", heartbeat_seconds=5)

    assert answer == 3


async def test_a_call_travels_in_namekos_form_with_its_context_and_budget(
    url: str, module_namespace: Namespace
) -> None:
    caller = CallContext(correlation_id="test-2", principal="signed", traceparent=TRACE)

    async with (
        a_service(module_namespace, add=lambda a, b: a + b) as service,
        connected(url) as rpc,
    ):
        answer = await rpc.call(
            "tickets", "add", {"a": 1, "b": 2}, int, caller=caller, timeout_seconds=30
        )

    assert answer == 3
    [taken] = service.taken
    assert taken.args == []
    assert taken.kwargs == {"a": 1, "b": 2}
    assert taken.headers["nameko.principal"] == "signed"
    assert taken.headers["nameko.correlation_id"] == "test-2"
    assert taken.headers["nameko.traceparent"][:35] == TRACE[:35]  # the same trace
    assert 0 < taken.headers["nameko.budget_ms"] <= 30_000
    assert taken.headers["nameko.call_id_stack"][0].startswith("gateway.add.")
    assert taken.properties.content_type == "application/json"
    assert 0 < int(taken.properties.expiration) <= 30_000


async def test_a_service_without_a_queue_is_known_at_once(url: str) -> None:
    async with connected(url) as rpc:
        started = time.monotonic()
        with pytest.raises(UnknownService) as refused:
            await rpc.call(
                "catalog", "list_packages", {}, object, caller=NOBODY, timeout_seconds=60
            )

    assert time.monotonic() - started < 30
    assert refused.value.area == "packages"


async def test_errors_come_back_as_what_the_service_raised(
    url: str, module_namespace: Namespace
) -> None:
    def fail(kind: str) -> None:
        known = {
            "protected": RetentionProtected("2034-12-31"),
            "gone": NotFound("document"),
            "internal": InternalError("test-1"),
            "down": ServiceUnavailable("database"),
        }
        raise known.get(kind, ValueError("a bug"))

    async with a_service(module_namespace, fail=fail), connected(url) as rpc:

        async def call(kind: str) -> None:
            await rpc.call("tickets", "fail", {"kind": kind}, object, caller=NOBODY)

        with pytest.raises(RetentionProtected) as protected:
            await call("protected")
        with pytest.raises(NotFound):
            await call("gone")
        with pytest.raises(InternalError):
            await call("internal")
        with pytest.raises(AreaUnavailable):
            await call("down")
        with pytest.raises(ServiceFault):
            await call("anything else")

    assert protected.value.arguments == ("2034-12-31",)


async def test_many_calls_share_one_connection_and_get_their_own_answers(
    module_namespace: Namespace, url: str
) -> None:
    async def echo(number: int) -> int:
        await asyncio.sleep((number * 7 % 5) / 100)  # answers overtake each other
        return number

    async with (
        FlakyLine(url) as line,
        a_service(module_namespace, echo=echo),
        connected(line.url) as rpc,
    ):
        answers = await asyncio.gather(
            *(
                rpc.call("tickets", "echo", {"number": number}, int, caller=NOBODY)
                for number in range(MOST_OF_ONE_SERVICE)
            )
        )

    assert answers == list(range(MOST_OF_ONE_SERVICE))
    assert line.connections == 1


async def test_what_nobody_took_before_the_deadline_is_not_done_later(
    url: str, module_namespace: Namespace
) -> None:
    async with a_service(module_namespace, note=lambda: "noted") as service, connected(url) as rpc:
        await service.fall_silent()

        with pytest.raises(UnknownService):
            # The last second of it is for looking who is there.
            await rpc.call("tickets", "note", {}, str, caller=NOBODY, timeout_seconds=2)
        await service.listen()
        await rpc.call("tickets", "note", {}, str, caller=NOBODY)

    assert len(service.taken) == 1


async def test_a_late_answer_and_a_caller_who_went_away_leave_nothing_behind(
    url: str, module_namespace: Namespace
) -> None:
    go_on = asyncio.Event()

    async def slow() -> str:
        await go_on.wait()
        return "late"

    async with (
        a_service(module_namespace, slow=slow, quick=lambda: "quick") as service,
        connected(url) as rpc,
    ):
        gone = asyncio.create_task(rpc.call("tickets", "slow", {}, str, caller=NOBODY))
        await service.has_taken(1)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        with pytest.raises(CallTimedOut):
            await rpc.call("tickets", "slow", {}, str, caller=NOBODY, timeout_seconds=0.2)
        go_on.set()

        assert await rpc.call("tickets", "quick", {}, str, caller=NOBODY) == "quick"
        assert rpc.calls_in_flight == 0


@pytest.mark.req("BR-03")
async def test_a_lost_connection_fails_a_write_at_once_and_never_repeats_it(
    url: str, module_namespace: Namespace
) -> None:
    async with (
        FlakyLine(url) as line,
        a_service(module_namespace, write=lambda: NEVER, read=lambda: "fine") as service,
        connected(line.url) as rpc,
    ):
        waiting = asyncio.create_task(
            rpc.call("tickets", "write", {}, str, caller=NOBODY, timeout_seconds=60)
        )
        await service.has_taken(1)
        started = time.monotonic()
        line.cut()
        with pytest.raises(ConnectionLost):
            await waiting

        assert time.monotonic() - started < 30
        assert await rpc.call("tickets", "read", {}, str, caller=NOBODY) == "fine"

    assert [taken.method for taken in service.taken] == ["write", "read"]


async def test_a_read_survives_one_lost_connection(url: str, module_namespace: Namespace) -> None:
    answers = iter([NEVER, "fine"])

    async with (
        FlakyLine(url) as line,
        a_service(module_namespace, read=lambda: next(answers)) as service,
        connected(line.url) as rpc,
    ):
        waiting = asyncio.create_task(
            rpc.call("tickets", "read", {}, str, caller=NOBODY, repeatable=True)
        )
        await service.has_taken(1)
        line.cut()

        assert await waiting == "fine"

    assert len(service.taken) == 2


async def test_while_the_broker_is_away_calls_fail_soon_and_work_again_when_it_is_back(
    url: str, module_namespace: Namespace
) -> None:
    async with (
        a_service(module_namespace, read=lambda: "fine"),
        FlakyLine(url) as line,
        connected(line.url) as rpc,
    ):
        await line.close()
        with pytest.raises(ConnectionLost):
            await rpc.call(
                "tickets", "read", {}, str, caller=NOBODY, timeout_seconds=20, repeatable=True
            )
        started = time.monotonic()
        with pytest.raises(ConnectionLost):
            await rpc.call("tickets", "read", {}, str, caller=NOBODY, timeout_seconds=20)
        at_once = time.monotonic() - started
        await line.open()
        await until(lambda: rpc.is_ready)

        assert at_once < 0.2
        assert await rpc.call("tickets", "read", {}, str, caller=NOBODY) == "fine"


@pytest.mark.req("BR-03")
async def test_a_stopped_service_is_known_by_its_empty_queue_and_found_again(
    url: str, module_namespace: Namespace
) -> None:
    async with a_service(module_namespace, read=lambda: "fine") as service, connected(url) as rpc:

        async def seconds_to_refuse(timeout_seconds: float, *, repeatable: bool) -> float:
            started = time.monotonic()
            with pytest.raises(UnknownService):
                await rpc.call(
                    "tickets",
                    "read",
                    {},
                    str,
                    caller=NOBODY,
                    timeout_seconds=timeout_seconds,
                    repeatable=repeatable,
                )
            return time.monotonic() - started

        await service.fall_silent()

        first_read = await seconds_to_refuse(10, repeatable=True)
        later_write = await seconds_to_refuse(10, repeatable=False)
        await service.listen()
        answer = await rpc.call("tickets", "read", {}, str, caller=NOBODY)

    assert first_read < 3
    assert later_write < 0.5
    assert answer == "fine"


async def test_a_write_waits_for_a_service_that_is_just_restarting(
    url: str, module_namespace: Namespace
) -> None:
    async with a_service(module_namespace, write=lambda: "done") as service, connected(url) as rpc:
        await service.fall_silent()
        waiting = asyncio.create_task(
            rpc.call("tickets", "write", {}, str, caller=NOBODY, timeout_seconds=10)
        )
        await asyncio.wait({waiting}, timeout=1.5)
        await service.listen()

        assert await waiting == "done"


async def test_a_slow_answer_of_a_running_service_is_waited_for(
    url: str, module_namespace: Namespace
) -> None:
    async def read() -> str:
        await asyncio.sleep(1.5)
        return "slow but sure"

    async with a_service(module_namespace, read=read), connected(url) as rpc:
        answer = await rpc.call("tickets", "read", {}, str, caller=NOBODY, repeatable=True)

    assert answer == "slow but sure"


async def test_a_broker_that_takes_no_messages_is_known_at_once_and_later_used_again(
    url: str, module_namespace: Namespace
) -> None:
    blocked = pamqp.frame.marshal(pamqp.commands.Connection.Blocked("low on memory"), 0)
    unblocked = pamqp.frame.marshal(pamqp.commands.Connection.Unblocked(), 0)
    async with (
        FlakyLine(url) as line,
        a_service(module_namespace, write=lambda: "done") as service,
        connected(line.url) as rpc,
    ):

        async def write() -> str:
            return await rpc.call("tickets", "write", {}, str, caller=NOBODY, timeout_seconds=60)

        async def is_refused() -> bool:
            try:
                await write()
            except ConnectionLost:
                return True
            return False

        line.say(blocked)
        await until(is_refused)
        taken = len(service.taken)
        started = time.monotonic()
        refused = await is_refused()
        seconds = time.monotonic() - started
        line.say(unblocked)

        assert refused
        assert seconds < 30
        assert len(service.taken) == taken
        assert await write() == "done"


async def test_a_broker_that_falls_silent_is_given_up_and_an_idle_one_is_not(
    url: str, module_namespace: Namespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "HEARTBEAT_SECONDS", 1)
    async with (
        FlakyLine(url) as line,
        a_service(module_namespace, write=lambda: NEVER, read=lambda: "fine") as service,
        connected(line.url) as rpc,
    ):
        idle = await Connection.open(read_address(url), name="test", heartbeat_seconds=1)
        waiting = asyncio.create_task(
            rpc.call("tickets", "write", {}, str, caller=NOBODY, timeout_seconds=60)
        )
        await service.has_taken(1)
        line.fall_silent()
        with pytest.raises(ConnectionLost):
            await waiting
        await until(lambda: rpc.is_ready)

        assert await rpc.call("tickets", "read", {}, str, caller=NOBODY) == "fine"
        assert not idle.ended.done()
        await idle.close()


async def test_a_channel_that_the_broker_closes_is_opened_again(
    url: str, module_namespace: Namespace
) -> None:
    closed = pamqp.commands.Channel.Close(406, "PRECONDITION_FAILED", 60, 40)
    async with (
        FlakyLine(url) as line,
        a_service(module_namespace, write=lambda: NEVER, read=lambda: "fine") as service,
        connected(line.url) as rpc,
    ):
        waiting = asyncio.create_task(
            rpc.call("tickets", "write", {}, str, caller=NOBODY, timeout_seconds=30)
        )
        await service.has_taken(1)
        line.say(pamqp.frame.marshal(closed, 1))
        with pytest.raises(ConnectionLost):
            await waiting
        await until(lambda: rpc.is_ready)

        assert await rpc.call("tickets", "read", {}, str, caller=NOBODY) == "fine"


async def test_a_user_whom_the_broker_does_not_know_is_told_so_at_once(url: str) -> None:
    address = replace(read_address(url), password="wrong")

    with pytest.raises(ConnectionEnded):
        await Connection.open(address, name="test", heartbeat_seconds=5)


async def test_a_long_call_and_a_long_answer_come_over_whole(
    url: str, module_namespace: Namespace
) -> None:
    text = "Größe " * 100_000
    async with (
        a_service(module_namespace, echo=lambda text: text),
        connected(url) as rpc,
    ):
        answer = await rpc.call("tickets", "echo", {"text": text}, str, caller=NOBODY)

    assert answer == text
