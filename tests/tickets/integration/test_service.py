"""The service as a process, called over the bus with a signed principal."""

from collections.abc import Iterator

import pytest

from chassis.testing import TestKeys, a_principal
from kontor_local.namespace import Namespace
from tests.chassis.bus import Bus
from tests.service_plugin import RunService


@pytest.fixture
def bus(namespace: Namespace) -> Iterator[Bus]:
    bus = Bus(namespace.amqp_url("operator"))
    yield bus
    bus.close()


@pytest.mark.req("FD-12")
def test_a_customer_opens_and_lists_a_request_over_the_bus(
    run_service: RunService, bus: Bus, keys: TestKeys
) -> None:
    run_service("tickets")
    headers = {"nameko.principal": keys.token_for(a_principal())}
    request = {
        "kind": "technical_problem",
        "title": "Drucker",
        "description": "Zieht kein Papier ein.",
        "idempotency_key": "form-1",
    }

    opened = bus.call("tickets", "open_request", headers, request=request)
    listed = bus.call("tickets", "list_requests", headers, query={"limit": 10})
    refused = bus.call("tickets", "list_requests", query={"limit": 10})

    assert opened["error"] is None
    assert listed["result"]["items"] == [opened["result"]]
    assert refused["error"]["exc_type"] == "NotSignedIn"
