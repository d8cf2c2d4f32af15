"""Broker or database goes in the middle of everything and comes back: nothing lost or doubled."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from chassis.errors import DependencyDown
from kontor_local.namespace import create_namespace
from kontor_local.servers import RunningServers, start_servers
from kontor_publisher import Publisher
from tests.flows.conftest import MakeWorld
from tests.flows.test_connected_systems import connect, events, give_queue, is_there, taken_from
from tests.flows.world import Customer, Published, World, an_invoice_pdf
from tests.waiting import until

# A quorum queue of RabbitMQ 3.10.8 does not come up again (541, timeout) if the node is killed as
# it is made (docs/runbook.md#a-service-is-not-ready); this is about queues that are in use.
SETTLED_SECONDS = 6
PARTS = ("identity", "billing-docs", "tickets", "catalog", "notifications")


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServers]:
    """Return servers of our own: a broker that others use must not be stopped."""
    running = start_servers(tmp_path_factory.mktemp("servers"), environment={}, throwaway=True)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def world(own_servers: RunningServers, make_world: MakeWorld) -> Iterator[World]:
    """Return a product on them."""
    with make_world(namespace=create_namespace(own_servers.servers, "away")) as world:
        yield world


@dataclass(frozen=True, kw_only=True)
class Midway:
    """What was published while the broker was killed, and who read it from a queue of his own."""

    customer: Customer
    published: list[Published]
    processes: dict[str, list[int]]
    token: str
    address: str
    queue: str


@pytest.fixture(scope="module")
def midway(
    world: World, own_servers: RunningServers, tmp_path_factory: pytest.TempPathFactory
) -> Midway:
    """Return what was done around one death of the broker, of which each test looks at a part."""
    customer, spool = world.new_customer(), tmp_path_factory.mktemp("spool")
    made = connect(world, world.portal.settle_in(customer.admin), "documents")
    world.portal.settle_in(customer.accountant)
    until(lambda: world.count("notifications", "machine_account"), every=0.2)
    address, queue = give_queue(world, made["account"]["id"])
    until(lambda: is_there(address, queue), every=0.2)
    world.wait_settled()
    time.sleep(SETTLED_SECONDS)
    before = {name: world.product.pids(name) for name in PARTS}
    numbers = [f"RE-1{n:02}" for n in range(20)]
    published: list[Published] = []

    def publish() -> None:
        published.extend(world.issue_spooled(customer, number, spool) for number in numbers)

    erp = threading.Thread(target=publish)
    erp.start()
    until(lambda: len(published) >= 5)
    own_servers.kill("rabbitmq")
    own_servers.wait_ready("rabbitmq")
    erp.join()
    until(lambda: world.flush(spool) == 0, seconds=60, every=0.5)
    return Midway(
        customer=customer,
        published=published,
        processes=before,
        token=made["token"],
        address=address,
        queue=queue,
    )


@pytest.mark.req("BR-05", "R3", "P1", "P2", "P7")
def test_a_broker_restarted_midway_loses_and_doubles_nothing(world: World, midway: Midway) -> None:
    world.assert_once(midway.customer, midway.published)
    # Nobody had to start anything again.
    assert {name: world.product.pids(name) for name in PARTS} == midway.processes


def test_a_customers_queue_keeps_its_events_and_their_order_when_the_broker_is_killed(
    world: World, midway: Midway
) -> None:
    def of_feed() -> list[str] | None:
        ids = [event["id"] for event in events(world, midway.token)]
        return ids if len(ids) >= len(midway.published) else None

    expected = until(of_feed, seconds=60, every=0.2)
    taken: list[str] = []

    def all_taken() -> bool:
        while (event := taken_from(midway.address, midway.queue)) is not None:
            taken.append(event["id"])
        return set(taken) >= set(expected)

    until(all_taken, seconds=60, every=0.5)
    # At least once, as its readers know: what came twice counts where it came first.
    assert list(dict.fromkeys(taken)) == expected


@pytest.mark.req("P1", "P2", "P7")
def test_a_database_killed_midway_loses_and_doubles_nothing(
    world: World, own_servers: RunningServers
) -> None:
    customer = world.new_customer()
    world.portal.settle_in(customer.accountant)
    world.wait_settled()
    before = {name: world.product.pids(name) for name in PARTS}
    victim = own_servers.pid("postgres")

    documents = world.count("billing_docs", "document")

    published = world.issue_all(customer, [f"RE-2{n:02}" for n in range(6)], times=2)
    own_servers.kill("postgres")
    until(lambda: own_servers.pid("postgres") not in {None, victim})
    own_servers.wait_ready("postgres")
    published += world.issue_all(customer, [f"RE-2{n:02}" for n in range(6, 12)], times=2)

    until(lambda: count_again(world) == documents + len(published), seconds=60, every=0.2)
    world.product.wait_ready()
    world.assert_once(customer, published)
    # Nobody had to start anything again; tests/faults does it twenty times, under requests too.
    assert {name: world.product.pids(name) for name in PARTS} == before


def count_again(world: World) -> int | None:
    """Count the documents; None as long as the database does not answer yet."""
    with suppress(DependencyDown):
        return world.count("billing_docs", "document")
    return None


@dataclass(frozen=True, kw_only=True)
class Outage:
    """What was tried before an outage of the broker and during it; the broker is back now."""

    customer: Customer
    colleague: str
    accepted: httpx.Response
    untold: int
    refused: httpx.Response
    mailed: int
    published: Published
    receipt_state: str
    spool: Path


@pytest.fixture(scope="module")
def outage(
    world: World, own_servers: RunningServers, tmp_path_factory: pytest.TempPathFactory
) -> Outage:
    """Return what was done around one outage, of which each test looks at a part."""
    customer, spool = world.new_customer(), tmp_path_factory.mktemp("spool")
    admin = world.portal.settle_in(customer.admin)
    world.portal.settle_in(customer.accountant)
    colleague, accepted = invite_untold(world, customer, admin)
    own_servers.shut_down("rabbitmq")
    untold = world.count("identity", "outbox")
    refused = invite(world, admin, f"zweiter@{customer.domain}")
    mailed = len(world.portal.mails_to(colleague))
    content = an_invoice_pdf(customer, "RE-900")
    with Publisher(
        world.erp_address, world.erp.source, spool=spool, deadline_seconds=1
    ) as publisher:
        receipt = publisher.publish_document(
            content.content,
            customer_number=customer.number,
            number=content.number,
            issued_on=content.issued_on,
            file_name="RE-900.pdf",
            media_type="application/pdf",
        )
    own_servers.bring_back("rabbitmq")
    return Outage(
        customer=customer,
        colleague=colleague,
        accepted=accepted,
        untold=untold,
        refused=refused,
        mailed=mailed,
        published=Published(number="RE-900", content=content.content, event_id=receipt.event_id),
        receipt_state=receipt.state,
        spool=spool,
    )


def invite_untold(world: World, customer: Customer, admin: str) -> tuple[str, httpx.Response]:
    """Return a colleague whose invitation is accepted and not told yet, and the answer to it.

    What was not told stays in identity's outbox, for its relay dies first. Now and then the answer
    dies with it: then its successor is asked again and tells, and another colleague is invited.
    """
    for n in range(1, 10):
        colleague = f"kollege{n}@{customer.domain}"
        world.wait_settled()
        world.die_at("relay.claimed")
        asked = world.product.pids("identity")
        answer = invite(world, admin, colleague)
        answered_by = world.product.pids("identity")
        until(lambda: world.died_at("relay.claimed"))
        if answered_by == asked:
            break
    return colleague, answer


def invite(world: World, admin: str, email: str) -> httpx.Response:
    """Invite a colleague as the customer's admin does."""
    return world.portal.http.post(
        "/v1/invitations",
        headers=world.portal.as_(admin),
        json={"email": email, "role": "member"},
    )


@pytest.mark.req("BR-07", "H6")
def test_a_write_that_was_accepted_survives_the_broker(world: World, outage: Outage) -> None:
    assert outage.accepted.status_code == 201
    assert outage.untold >= 1
    assert outage.refused.status_code == 503
    assert int(outage.refused.headers["retry-after"]) >= 1
    assert outage.mailed == 0
    until(lambda: world.portal.mails_to(outage.colleague), seconds=60)
    world.wait_settled()
    assert len(world.portal.mails_to(outage.colleague)) == 1


def test_an_event_published_while_the_broker_is_away_arrives_later(
    world: World, outage: Outage
) -> None:
    assert outage.receipt_state == "spooled"
    until(lambda: world.flush(outage.spool) == 0, seconds=60, every=0.5)
    world.assert_once(outage.customer, [outage.published])
