"""The service as a process, called over the bus with a signed principal."""

import asyncio
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest

from chassis.testing import TestKeys, a_principal
from contracts.principal import Principal
from kontor_local.namespace import Namespace
from tests.chassis.bus import Bus
from tests.gateway.wire_service import WireService
from tests.service_plugin import RunService
from tests.tickets.integration.world import a_profile

# No test here has to do with files, so nothing is ever asked there.
STORE = {
    "KONTOR_S3_URL": "http://127.0.0.1:1",
    "KONTOR_S3_ACCESS_KEY": "nobody",
    "KONTOR_S3_SECRET_KEY": "nothing",
    "KONTOR_ATTACHMENTS_BUCKET": "attachments",
}


@pytest.fixture
def bus(namespace: Namespace) -> Iterator[Bus]:
    bus = Bus(namespace.amqp_url("operator"))
    yield bus
    bus.close()


@pytest.fixture
def erika(namespace: Namespace) -> Iterator[Principal]:
    """Return Erika; identity says of everybody that it is she."""
    is_ready, is_over = Event(), Event()
    erika = a_principal()

    async def answer() -> None:
        service = WireService(
            name="identity",
            url=namespace.amqp_url("identity"),
            methods={"get_profile": lambda: a_profile(erika)},
        )
        async with service:
            is_ready.set()
            await asyncio.to_thread(is_over.wait)

    thread = Thread(target=asyncio.run, args=(answer(),))
    thread.start()
    assert is_ready.wait(60)
    yield erika
    is_over.set()
    thread.join(60)


@pytest.mark.req("FD-12")
def test_a_customer_opens_and_lists_a_request_over_the_bus(
    run_service: RunService, bus: Bus, keys: TestKeys, erika: Principal
) -> None:
    run_service("tickets", **STORE)
    headers = {"nameko.principal": keys.token_for(erika)}
    request = {
        "kind": "technical_problem",
        "title": "Drucker im Lager zieht kein Papier ein",
        "description": "Seit heute Morgen, bei jedem Format.",
        "idempotency_key": "form-1",
    }

    opened = bus.call("tickets", "open_request", headers, request=request)
    listed = bus.call("tickets", "list_requests", headers, query={"limit": 10})
    refused = bus.call("tickets", "list_requests", query={"limit": 10})

    assert opened["error"] is None
    assert listed["result"]["items"] == [opened["result"]]
    assert refused["error"]["exc_type"] == "NotSignedIn"


@pytest.mark.req("MB-16")
def test_the_vendors_people_find_a_customers_request_by_its_id_and_nobody_else_does(
    run_service: RunService, bus: Bus, keys: TestKeys, erika: Principal
) -> None:
    run_service("tickets", **STORE)
    customer, other = erika, a_principal()
    staff = {"nameko.principal": keys.token_for(a_principal(organisation_kind="vendor"))}
    request = {
        "kind": "technical_problem",
        "title": "Drucker im Lager zieht kein Papier ein",
        "description": "Seit heute Morgen, bei jedem Format.",
        "idempotency_key": "form-1",
    }
    headers = {"nameko.principal": keys.token_for(customer)}
    opened = bus.call("tickets", "open_request", headers, request=request)["result"]

    def find(by: dict[str, str], whose: Principal) -> dict[str, Any]:
        named = {"organisation_id": str(whose.organisation_id), "request_id": opened["id"]}
        return bus.call("tickets", "find_request", by, **named)

    found, elsewhere, by_customer = (
        find(staff, customer),
        find(staff, other),
        find(headers, customer),
    )

    assert found["result"] == {
        "id": opened["id"],
        "organisation_id": str(customer.organisation_id),
        "state": "waiting_for_vendor",
    }
    assert elsewhere["error"]["exc_type"] == "NotFound"
    assert by_customer["error"]["exc_type"] == "NotPermitted"
