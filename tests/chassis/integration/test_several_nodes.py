"""A process that knows several nodes of a broker, one of which does not answer."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import httpx

from chassis.testing import free_port
from tests.chassis.stage import Stage


def kind_of(stage: Stage, queue: str) -> str:
    """Return what kind of queue the broker has under a name."""
    url = stage.namespace.servers.management_url.rstrip("/")
    path = f"/api/queues/{quote(stage.namespace.vhost, safe='')}/{quote(queue, safe='')}"
    return str(httpx.get(url + path, timeout=30).raise_for_status().json()["type"])


def test_a_node_that_is_away_is_passed_over_and_calls_may_wait_in_a_quorum_queue(
    stage: Stage,
) -> None:
    url = stage.namespace.amqp_url("operator")
    port = urlsplit(url).port
    away = url.replace(f":{port}/", f":{free_port()}/")

    sample = stage.run(KONTOR_AMQP_URL=f"{away},{url}", KONTOR_CALL_QUEUES="quorum")
    bus, erp = stage.bus(), stage.bus("erp-demo")
    kept = bus.listen("kontor.out", "note.kept.v1")
    erp.tell("to whom it reaches")

    assert bus.call("sample", "tell_pid")["result"] == sample.pid
    assert b"to whom it reaches" in bus.next_message(kept).body  # taken in, and relayed
    assert kind_of(stage, "rpc-sample") == "quorum"
