"""Who names an address inside learns neither by words nor by time what listens there (S9)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import requests

from chassis.outside_addresses import is_outside
from chassis.testing import free_port
from identity.adapters.bounded_http import bound
from notifications.adapters.account_servers import AccountServers
from notifications.adapters.connections import connecting_outside
from notifications.adapters.webhook_endpoints import WebhookEndpoints
from tests.flows.test_equal_answers import BOUNDS, area_under_curve
from tests.notifications.integration.test_checked_mail_servers import Ear, a_server
from tools.security import FIGURE

HOST = "localhost"
SEED = 20261126
FEW, MANY = 5, 2000
COUNTS = [
    pytest.param(FEW, id="few"),
    # So many that no difference at all is outside the bounds once in a million runs.
    pytest.param(MANY, id="many", marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
]

Ask = Callable[[int], object]


def _mail_out(port: int) -> object:
    return _IN_PRODUCTION.try_outgoing(a_server(HOST, port), "x", "a@b.example")


def _mail_in(port: int) -> object:
    return _IN_PRODUCTION.try_incoming(a_server(HOST, port), "x")


def _webhook(port: int) -> object:
    answer = _ENDPOINTS.post(f"https://{HOST}:{port}/", b"{}", {})
    return answer.fault, answer.status


def _identity_provider(port: int) -> object:
    with requests.Session() as session:
        bound(session, is_outside)
        with pytest.raises(requests.RequestException) as refused:
            session.get(f"https://{HOST}:{port}/.well-known/openid-configuration")
    return type(refused.value)


_IN_PRODUCTION = AccountServers(connect=connecting_outside(is_outside), hello_as="kontor.example")
_ENDPOINTS = WebhookEndpoints(connecting_outside(is_outside), connect_seconds=0.5)
WAYS: dict[str, Ask] = {
    "mail out": _mail_out,
    "mail in": _mail_in,
    "webhook": _webhook,
    "identity provider": _identity_provider,
}


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.close()


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was said of a port, and how long it took each time."""

    words: set[object]
    seconds: list[float]


def asked(ask: Ask, ports: dict[str, int], times: int) -> dict[str, Answers]:
    """Ask about each port so many times, in a random order that can be repeated."""
    found = {name: Answers(words=set(), seconds=[]) for name in ports}
    order = [name for name in ports for _ in range(times)]
    random.Random(SEED).shuffle(order)  # noqa: S311 - an order, no secret
    for port in ports.values():
        ask(port)  # what is made once is made now
    for name in order:
        began = time.perf_counter()
        said = ask(ports[name])
        found[name].seconds.append(time.perf_counter() - began)
        found[name].words.add(said)
    return found


@pytest.mark.req("S9")
@pytest.mark.parametrize("times", COUNTS)
def test_an_open_port_inside_is_answered_as_a_closed_one(
    ear: Ear, times: int, record_property: Callable[[str, object], None]
) -> None:
    ports = {"open": ear.port, "closed": free_port()}

    found = {way: asked(ask, ports, times) for way, ask in WAYS.items()}

    assert ear.came == 0
    assert all(len(each["open"].words | each["closed"].words) == 1 for each in found.values())
    areas = {
        way: area_under_curve(each["open"].seconds, each["closed"].seconds)
        for way, each in found.items()
    }
    told = ", ".join(f"{way} {area:.3f}" for way, area in areas.items())
    record_property(FIGURE, f"AUC of {times} answers each: {told}, seed {SEED}")
    if times == MANY:
        assert {way: area for way, area in areas.items() if not _is_a_coin(area)} == {}


def _is_a_coin(area: float) -> bool:
    return BOUNDS[0] <= area <= BOUNDS[1]
