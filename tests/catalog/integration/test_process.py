"""Catalog as a process on the bus: what it hears, parks, takes up and tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chassis.ids import new_id
from kontor_local.namespace import Namespace
from tests.catalog.integration.desk import an_organisation_changed
from tests.chassis.bus import Bus
from tests.service_plugin import RunService


@pytest.fixture
def erp(namespace: Namespace) -> Iterator[Bus]:
    bus = Bus(namespace.amqp_url("erp-demo"))
    yield bus
    bus.close()


@pytest.fixture
def bus(namespace: Namespace) -> Iterator[Bus]:
    bus = Bus(namespace.amqp_url("operator"))
    yield bus
    bus.close()


def a_contract(**changes: Any) -> dict[str, Any]:
    data = {
        "customer_number": "10001",
        "contract_number": "V-1",
        "version": 1,
        "starts_on": "2024-02-01",
        "ends_on": "2027-01-31",
        **changes,
    }
    return {
        "specversion": "1.0",
        "id": str(new_id()),
        "source": "/erp/demo",
        "type": "contract.upserted.v1",
        "datacontenttype": "application/json",
        "data": data,
    }


def publish(erp: Bus, event: dict[str, Any]) -> None:
    erp.tell_raw(json.dumps(event).encode(), routing_key="contract.upserted.v1")


@pytest.mark.req("BR-06")
def test_a_contract_that_comes_before_its_customer_is_taken_up_when_that_appears(
    run_service: RunService, bus: Bus, erp: Bus
) -> None:
    run_service("catalog")
    refusals = bus.listen("kontor.out", "message.rejected.v1")
    coverages = bus.listen("catalog.events", "contract_coverage_changed")
    entitlements = bus.listen("catalog.events", "entitlements_changed")
    event, customer = a_contract(), an_organisation_changed()

    publish(erp, event)
    refused = json.loads(bus.next_message(refusals).body)["data"]
    bus.publish(
        json.dumps(
            {
                "organisation_id": str(customer.organisation_id),
                "version": 1,
                "kind": "customer",
                "customer_number": "10001",
                "name": customer.name,
                "language": "de",
            }
        ).encode(),
        exchange="identity.events",
        routing_key="organisation_changed",
        message_id=str(new_id()),
    )

    assert (refused["event_id"], refused["code"]) == (event["id"], "unknown_customer")
    told = json.loads(bus.next_message(coverages).body)
    assert (told["organisation_id"], told["ends_on"]) == (
        str(customer.organisation_id),
        "2027-01-31",
    )
    assert told["access_until"] == "2027-03-14T23:00:00Z"
    assert json.loads(bus.next_message(entitlements).body)["entitlements"] == ["base"]


SENSELESS: tuple[dict[str, Any], ...] = (
    {"ends_on": "2023-01-31"},
    {"grace_days": -1},
    {"customer_number": "17"},
    {"version": 2**63},
    {"reactivation_fee": {"minor_units": 2**63, "currency": "EUR"}},
)


def test_a_contract_that_says_nothing_sensible_is_parked_and_its_publisher_told(
    run_service: RunService, bus: Bus, erp: Bus
) -> None:
    run_service("catalog")
    refusals = bus.listen("kontor.out", "message.rejected.v1")
    events = [a_contract(**changes) for changes in SENSELESS]

    for event in events:
        publish(erp, event)

    told = [json.loads(bus.next_message(refusals).body)["data"] for _ in events]
    assert {each["event_id"]: each["code"] for each in told} == {
        event["id"]: "invalid_data" for event in events
    }
