"""What operators see of the product: one id through everything, and who is behind by how much."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import httpx
import pytest

from tests.flows.world import Customer, World
from tests.waiting import until

SERVICES = ("identity", "billing-docs", "tickets", "catalog", "notifications")


def lines_about(world: World, part: str, correlation_id: str) -> list[str]:
    """Return what a part has logged about one request."""
    log = world.product.home / "logs" / f"{part}.log"
    return [line for line in log.read_text().splitlines() if correlation_id in line]


def figures_of(world: World, part: str) -> str:
    """Return what a service tells Prometheus."""
    ready = world.product.ready_url(part)
    assert httpx.get(ready, timeout=60).status_code == 200
    return httpx.get(ready.replace("/ready", "/metrics"), timeout=60).text


def measured_figures_of(world: World, part: str) -> str | None:
    """Return the same once the queues were looked at, which is every few seconds."""
    figures = figures_of(world, part)
    return figures if "kontor_queue_ready{" in figures else None


@pytest.mark.req("H9")
def test_one_id_finds_a_request_everywhere_and_each_service_says_how_far_it_is_behind(
    world: World, customer: Customer
) -> None:
    admin = world.portal.settle_in(customer.admin)
    wanted = f"h9-{uuid4()}"

    opened = world.portal.http.post(
        "/v1/requests",
        headers={**world.portal.as_(admin), "X-Request-Id": wanted, "Idempotency-Key": wanted},
        json={
            "kind": "technical_problem",
            "title": "Drucker im Lager zieht kein Papier ein",
            "description": "Seit heute Morgen, bei jedem Format.",
        },
    )

    assert opened.status_code == 201
    assert opened.headers["x-request-id"] == wanted
    # From the gateway through the call, and with the event to the mail it brings about.
    for part in ("gateway", "tickets", "notifications"):
        until(partial(lines_about, world, part, wanted), seconds=60, every=0.2)
    for part in SERVICES:
        package = part.replace("-", "_")
        figures = until(partial(measured_figures_of, world, part), seconds=60)
        assert f'kontor_queue_ready{{queue="rpc-{package}",service="{package}"}}' in figures
        assert f'kontor_outbox_oldest_seconds{{service="{package}"}}' in figures
