"""A month of a customer's with one process of each service and with three: nothing differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from contracts.inbound import InvoiceRunAnnounced
from kontor_publisher import Publisher
from tests.flows.test_delivery import attached, confirm, post, with_attachment
from tests.flows.world import Customer, World
from tests.product_plugin import MakeWorld
from tests.waiting import until

SERVICES = ("identity", "billing_docs", "tickets", "catalog", "notifications")
THREE_OF_EACH = {name.replace("_", "-"): 3 for name in SERVICES}
NUMBERS = [f"RE-6{n:02}" for n in range(6)]
Tally = Mapping[str, int]


def two_customers(world: World) -> tuple[Customer, Customer]:
    """Return a customer who reads in the portal, and one who wants paper."""
    reader, paper = world.new_customer(), world.new_customer()
    admin = world.portal.settle_in(paper.admin)
    chosen = world.portal.http.put(
        "/v1/delivery-mode", headers=world.portal.as_(admin), json={"mode": "postal"}
    )
    chosen.raise_for_status()
    return reader, paper


def ready_items(world: World, path: str, token: str, **filters: str) -> list[dict[str, Any]]:
    """Return what a list of the API holds with these filters."""
    items: list[dict[str, Any]] = world.get(path, token, params=filters).json().get("items", [])
    return items


def live_through_a_month(world: World) -> None:
    """Announce a run, publish it three times over, forward, export, print, ask: once each."""
    reader, paper = two_customers(world)
    admin = world.portal.settle_in(reader.admin)
    standing = f"buchhaltung@{reader.domain}"
    post(
        world, "/v1/delivery-rules/recipients", admin, json={"email": standing, "turn": "first"}
    ).raise_for_status()
    confirm(world, standing)
    run = InvoiceRunAnnounced(run_id="M", document_count=len(NUMBERS), numbers=tuple(NUMBERS))
    with Publisher(world.erp_address, world.erp.source) as erp:
        for _ in range(3):
            erp.publish_event("invoice_run.announced.v1", run, event_id="run/M")

    published = world.issue_all(reader, NUMBERS, times=3)
    world.issue_all(paper, ["RE-691", "RE-692"], times=3)
    for number in (1, 2):
        for _ in range(2):
            post(
                world,
                "/v1/requests",
                admin,
                headers={"Idempotency-Key": f"month-{number}"},
                json={
                    "kind": "technical_problem",
                    "title": "Drucker im Lager zieht kein Papier ein",
                    "description": "Seit heute Morgen, bei jedem Format.",
                },
            ).raise_for_status()

    world.assert_once(reader, published)
    until(lambda: len(with_attachment(world, standing)) >= len(NUMBERS), seconds=60)
    files = [file for mail in with_attachment(world, standing) for file in attached(world, mail)]
    assert sorted(files) == sorted(each.content for each in published)
    accountant = world.portal.settle_in(reader.accountant)
    asked = post(world, "/v1/exports", accountant, json={})
    export = f"/v1/exports/{asked.raise_for_status().json()['id']}"
    until(lambda: world.get(export, accountant).json()["state"] == "ready", seconds=90, every=0.5)

    world.product.move_clock(timedelta(days=1))
    staff = world.staff()
    until(lambda: ready_items(world, "/v1/print-batches", staff, state="ready"), seconds=90)
    (batch,) = ready_items(world, "/v1/print-batches", staff)
    assert batch["documents"] == 2
    world.wait_settled()


def tally(world: World) -> dict[str, Tally]:
    """Return how often each thing was put on record, in every service: what was done, and to whom.

    Signing in is left out: the story does it as often as it has to wait.
    """
    actions = (
        "SELECT action AS name, count(*) FROM audit_entry"
        " WHERE action NOT LIKE 'session.%' AND action NOT LIKE 'sign_in%' GROUP BY 1"
    )
    messages = "SELECT kind || ' ' || state AS name, count(*) FROM message GROUP BY 1"
    tables = {service: world.tally(service, actions) for service in SERVICES}
    return {**tables, "messages": world.tally("notifications", messages)}


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.req("BR-02", "H3")
def test_three_processes_of_each_service_do_what_one_does_and_nothing_twice(
    make_world: MakeWorld,
) -> None:
    with make_world() as alone:
        live_through_a_month(alone)
        by_one = tally(alone)

    with make_world(counts=THREE_OF_EACH) as several:
        live_through_a_month(several)
        by_three = tally(several)
        assert all(len(several.product.pids(name)) == 3 for name in THREE_OF_EACH)

    assert by_one["billing_docs"]
    assert by_one["messages"]
    assert by_three == by_one
