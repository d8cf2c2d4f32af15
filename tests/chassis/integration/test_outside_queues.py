"""How we leave the broker whose queues others read."""

from __future__ import annotations

from urllib.parse import urlsplit

from chassis.broker.outside_queues import OutsideQueues
from kontor_local.namespace import Namespace
from tests.publisher.tcp_proxy import TcpProxy

# The beginning of a method that ends a connection: class 10, method 50 (AMQP 0-9-1).
GOODBYE = b"\x00\x0a\x00\x32"


def test_the_broker_hears_a_farewell_and_nobody_waits_long_for_its_answer(
    module_namespace: Namespace,
) -> None:
    url = urlsplit(module_namespace.amqp_url("notifications"))

    with TcpProxy(str(url.hostname), url.port or 5672) as line:
        line.mute_after(GOODBYE)
        netloc = url.netloc.replace(f":{url.port}", f":{line.port}")
        found = OutsideQueues(url._replace(netloc=netloc).geturl()).counts(())
        weather = line.weather

    assert found == {}
    assert weather == "mute"
