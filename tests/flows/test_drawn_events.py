"""Whatever a publisher sends is handled or set aside with its bytes, and no handler breaks at it.

A few hundred events in `make test`; KONTOR_TEST_EVENTS says how many the long proof draws.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from kontor_demo.portal import SOURCE
from kontor_local.namespace import DEMO_PUBLISHER, SERVICES
from tests.chassis.bus import Bus
from tests.flows.drawn_events import DATA, Sent, drawn_events
from tests.flows.world import World
from tests.waiting import until
from tools.security import FIGURE

SEED = 20261126
LONG = int(os.environ.get("KONTOR_TEST_EVENTS", "10000"))
MANY = [
    pytest.param(300, id="300"),
    pytest.param(LONG, marks=[pytest.mark.long, pytest.mark.timeout(10_800)], id="long"),
]
# One that no other test has, and a few that nobody has.
STRANGERS = ("00001", "00002")


@pytest.fixture
def erp(world: World) -> Iterator[Bus]:
    """Return the broker as the demo ERP's user reaches it."""
    bus = Bus(world.product.namespace.amqp_url(DEMO_PUBLISHER.user))
    yield bus
    bus.close()


@pytest.mark.req("S3")
@pytest.mark.parametrize("count", MANY)
def test_every_drawn_event_is_handled_or_set_aside_and_no_handler_breaks(
    world: World, erp: Bus, count: int, record_property: Callable[[str, object], None]
) -> None:
    processes = {part: world.product.pids(part) for part in ("billing-docs", "identity", "catalog")}
    sent: list[Sent] = []
    draw = drawn_events(SOURCE, (world.new_customer().number, *STRANGERS))

    # Drawn by hypothesis, which shrinks nothing here: what became of them is seen much later.
    @seed(SEED)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def send(data: st.DataObject) -> None:
        one = data.draw(draw)
        erp.publish(
            one.body,
            exchange="kontor.in",
            routing_key=one.routing_key,
            user_id=DEMO_PUBLISHER.user,
            content_type=one.content_type,
            headers=one.headers,
        )
        sent.append(one)

    send()

    assert len(sent) >= count * 0.9
    until(lambda: not unaccounted(world, sent), seconds=120 + count / 5, every=1)
    assert broken(world) == {}
    assert {one.routing_key for one in sent} >= set(DATA)
    # Drawing must not have become so wild that nothing good is among it, or so tame.
    known = handled(world)
    kept = [one for one in sent if ids_of(one) & known]
    assert count / 50 <= len(kept) <= count * 0.9
    record_property(
        FIGURE, f"{len(sent)} events drawn, {len(kept)} handled, the others set aside, seed {SEED}"
    )
    assert {part: world.product.pids(part) for part in processes} == processes


def ids_of(one: Sent) -> set[str]:
    """Return by what the product may know the event that a message says it is."""
    try:
        event = json.loads(one.body)
    except ValueError:
        event = None
    told = [event if isinstance(event, dict) else {}]
    told.append({name.removeprefix("ce-"): value for name, value in one.headers.items()})
    found = {f"{each.get('source')} {each.get('id')}" for each in told}
    runs = (each.get("data", event) for each in told)
    return found | {f"run {run.get('run_id')}" for run in runs if isinstance(run, dict)}


def handled(world: World) -> set[str]:
    """Return the events that a service has taken in, and the announced runs."""
    events = "SELECT source || ' ' || event_id, count(*) FROM inbox GROUP BY 1"
    runs = "SELECT 'run ' || run_id, count(*) FROM invoice_run WHERE announced_at IS NOT NULL"
    found = {name for service in SERVICES for name in world.tally(service, events)}
    return found | set(world.tally("billing_docs", f"{runs} GROUP BY 1"))


def set_aside(world: World) -> set[str]:
    """Return the digests of the bodies that a service has parked."""
    bodies = "SELECT encode(sha256(body), 'hex'), count(*) FROM parked_message GROUP BY 1"
    return {digest for service in SERVICES for digest in world.tally(service, bodies)}


def unaccounted(world: World, sent: list[Sent]) -> list[Sent]:
    """Return the messages of which no service knows anything."""
    parked, known = set_aside(world), handled(world)
    return [
        one
        for one in sent
        if hashlib.sha256(one.body).hexdigest() not in parked and not ids_of(one) & known
    ]


def broken(world: World) -> dict[str, int]:
    """Return at what handlers failed: a queue and what was raised, with how often."""
    failures = """
        SELECT queue || ': ' || explanation || ' ' || encode(substr(body, 1, 1500), 'escape'),
               count(*)
        FROM parked_message
        WHERE code IN ('handler_failed', 'delivery_limit', 'unreadable')
        GROUP BY 1
    """
    return {
        failure: count
        for service in SERVICES
        for failure, count in world.tally(service, failures).items()
    }
