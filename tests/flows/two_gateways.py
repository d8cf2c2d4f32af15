"""A second gateway beside a product's own, and what people and systems ask of both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from chassis.testing import free_port
from kontor_local.parts import GATEWAY
from kontor_local.processes import Child, Program
from tests.flows.load import Ask
from tests.flows.world import Customer, World
from tests.waiting import until

DRAIN = {"KONTOR_GATEWAY_DRAIN_SECONDS": "3"}
# Two hundred in a second take a machine of two cores for itself: KONTOR_TEST_RATE=200.
PER_SECOND = float(os.environ.get("KONTOR_TEST_RATE", "40"))


@dataclass(kw_only=True)
class Gateways:
    """Two gateways of one product, of which one can always be spared."""

    world: World
    second: Child
    url: str
    changes: dict[str, str] = field(default_factory=dict)

    @property
    def urls(self) -> tuple[str, str]:
        """Where each of them listens."""
        return self.world.product.gateway_url, self.url

    def replace(self) -> None:
        """Let each gateway be followed by a new one, one after the other."""
        self.world.product.replace("gateway")
        self.second.stop()
        self.second.program = _program(self.world, self.url, self.changes)
        self.second.start()
        self.second.wait_ready(60)


@contextmanager
def two_gateways(world: World) -> Iterator[Gateways]:
    """Run a second gateway meanwhile."""
    url = f"http://127.0.0.1:{free_port()}"
    second = Child(_program(world, url, {}))
    second.start()
    try:
        second.wait_ready(60)
        yield Gateways(world=world, second=second, url=url)
    finally:
        second.stop()


def _program(world: World, url: str, changes: dict[str, str]) -> Program:
    port = url.rpartition(":")[2]
    return Program(
        name="gateway.2",
        command=GATEWAY.serve,
        environment={
            **world.product.environment_of("gateway"),
            "KONTOR_GATEWAY_PORT": port,
            **DRAIN,
            **changes,
        },
        log=world.product.home / "logs" / "gateway.2.log",
        is_ready=lambda: _is_ready(url),
        stop_seconds=40,
    )


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ready", timeout=2).is_success
    except httpx.HTTPError:
        return False


def everyday_asks(world: World, customer: Customer, *, opened: int = 6) -> list[Ask]:
    """Return what people ask on a day, by its share, of a customer who has a document.

    `opened` of a hundred open a request, at the cost of those who look at documents. Fault tests
    want many writes; people read a hundred times before they write.
    """
    admin = world.portal.settle_in(customer.admin)
    world.issue(customer, f"RE-{customer.number}")
    (document,) = until(lambda: world.documents(admin), seconds=60, every=0.2)
    headers = world.portal.as_(admin)
    problem = {
        "kind": "technical_problem",
        "title": "Drucker im Lager zieht kein Papier ein",
        "description": "Seit heute Morgen, bei jedem Format.",
    }
    sign_in = {"email": customer.admin.email, "password": customer.admin.password}
    page = {"Cookie": f"kontor_session={admin}"}
    return [
        Ask(name="documents", share=44 - opened, path="/v1/documents", headers=headers),
        Ask(name="file", share=15, path=f"/v1/documents/{document['id']}/content", headers=headers),
        Ask(name="requests", share=15, path="/v1/requests", headers=headers),
        Ask(name="packages", share=10, path="/v1/packages", headers=headers),
        Ask(name="page", share=15, path="/post", headers=page),
        Ask(
            name="open a request",
            share=opened,
            method="POST",
            path="/v1/requests",
            headers=headers,
            body=problem,
        ),
        Ask(name="sign in", share=1, method="POST", path="/v1/sessions", headers={}, body=sign_in),
    ]
