"""One process of each service and three of each: what came of the same doings is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from contracts.inbound import InvoiceRunAnnounced
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
    for _ in range(3):
        world.erp.publish_event("invoice_run.announced.v1", run, event_id="run/M")

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


def live_through_a_busy_hour(world: World) -> dict[str, Tally]:
    """Publish, ask, invite and read, much of it twice at once; return what was put on record."""
    world.wait_settled()
    before = tally(world)
    customers = [world.new_customer() for _ in range(2)]
    sessions = [world.portal.settle_in(customer.admin) for customer in customers]

    with ThreadPoolExecutor(8) as people:
        asked = [
            people.submit(open_request, world, session, key)
            for session in sessions
            for key in range(3)
            for _ in range(2)
        ]
        read = [people.submit(world.documents, session) for session in sessions * 5]
        invited = [
            people.submit(invite, world, session, f"kollege@{customer.domain}")
            for session, customer in zip(sessions, customers, strict=True)
        ]
        published = [
            world.issue_all(each, [f"{number}-{each.number}" for number in NUMBERS], times=3)
            for each in customers
        ]
    for made in (asked, read, invited):
        for each in made:
            each.result()

    ids = Counter(each.result() for each in asked)
    assert sorted(ids.values()) == [2] * 6
    for customer, documents in zip(customers, published, strict=True):
        world.assert_once(customer, documents)
    world.wait_settled()
    return since(before, tally(world))


def open_request(world: World, session: str, key: int) -> str:
    """Open a request under a key; return its id, whoever opened it."""
    body = {"kind": "technical_problem", "title": "Kein Papier", "description": f"Gerät {key}."}
    headers = {"Idempotency-Key": f"busy-{key}"}
    answer = post(world, "/v1/requests", session, headers=headers, json=body)
    return str(answer.raise_for_status().json()["id"])


def invite(world: World, session: str, email: str) -> None:
    """Invite a colleague."""
    body = {"email": email, "role": "member"}
    post(world, "/v1/invitations", session, json=body).raise_for_status()


def since(before: Mapping[str, Tally], now: Mapping[str, Tally]) -> dict[str, Tally]:
    """Return by how much each count has grown."""
    return {name: Counter(counts) - Counter(before[name]) for name, counts in now.items()}


@pytest.mark.long
@pytest.mark.timeout(1200)
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
