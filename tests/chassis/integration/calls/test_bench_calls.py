"""The benchmark of calls keeps working: its service answers its clients."""

from __future__ import annotations

import asyncio

from bench.clients import gateway_calls, plain_calls
from tests.chassis.stage import Stage
from tests.waiting import until

SECONDS = 0.1
BODY_OF_PAGE = b'{"args": [], "kwargs": {}}'


def test_the_service_that_is_measured_answers_both_clients(stage: Stage) -> None:
    service = stage.new_process("bench.answering", KONTOR_WORK="rpc")
    service.start()
    until(lambda: '"serving"' in service.log(), seconds=60)
    url, headers = stage.namespace.amqp_url("operator"), stage.signed()

    by_gateway = asyncio.run(
        gateway_calls.ask(url, headers["nameko.principal"], at_once=4, seconds=SECONDS)
    )
    plainly = asyncio.run(
        plain_calls.ask(
            url, "nameko-rpc", "answering.page", BODY_OF_PAGE, headers, at_once=4, seconds=SECONDS
        )
    )

    assert by_gateway["count"] >= 4
    assert plainly["count"] >= 4
