"""Guessing passwords through two gateway processes: the limits are one, and the owner gets in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from kontor_demo.portal import Account
from tests.flows.conftest import MakeWorld
from tests.flows.world import World

ATTACKER, OFFICE, SPRAYER = "203.0.113.66", "198.51.100.7", "203.0.113.99"
# What identity lets through to the hash for one source in an hour.
THROUGH = 60


@pytest.fixture(scope="module")
def world(make_world: MakeWorld) -> Iterator[World]:
    """Return a product with two gateway processes behind a proxy that names the client."""
    with make_world(counts={"gateway": 2}, extra_env={"KONTOR_TRUSTED_PROXIES": "1"}) as world:
        yield world


@pytest.fixture(scope="module")
def victim(world: World) -> Account:
    """Return somebody who has signed in from his office before."""
    customer = world.new_customer()
    world.portal.settle_in(customer.admin)
    assert sign_in(world, customer.admin.email, customer.admin.password, OFFICE) == 201
    return customer.admin


def sign_in(world: World, email: str, password: str, client: str) -> int:
    return world.portal.http.post(
        "/v1/sessions",
        json={"email": email, "password": password},
        headers={"X-Forwarded-For": client},
        timeout=60,
    ).status_code


def all_of(attempts: list[Callable[[], int]]) -> Counter[int]:
    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(lambda attempt: attempt(), attempts))


def guess(world: World, victim: Account, times: int) -> Counter[int]:
    """Guess from one source, every second time for the victim; 401 is what reached a hash."""
    emails = [victim.email if n % 2 else f"a{n}@muster.example" for n in range(times)]
    return all_of([partial(sign_in, world, email, "geraten", ATTACKER) for email in emails])


def spray(world: World, victim: Account, times: int) -> Counter[int]:
    """Try one password for many accounts, the victim's among them."""
    emails = [f"konto{n}@muster.example" for n in range(times - 1)] + [victim.email]
    return all_of([partial(sign_in, world, email, "Sommer2026!", SPRAYER) for email in emails])


@pytest.mark.req("S6")
def test_one_source_reaches_the_hasher_sixty_times_an_hour_over_both_processes(
    world: World, victim: Account
) -> None:
    answers = guess(world, victim, 300)

    assert answers[401] <= THROUGH
    assert answers[429] == 300 - answers[401]
    assert sign_in(world, victim.email, victim.password, OFFICE) == 201


@pytest.mark.req("S6")
def test_one_password_for_many_accounts_is_throttled(world: World, victim: Account) -> None:
    answers = spray(world, victim, 200)

    assert answers[401] <= THROUGH
    assert answers[429] == 200 - answers[401]
    assert sign_in(world, victim.email, victim.password, OFFICE) == 201


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_ten_thousand_guesses_of_one_source_reach_the_hasher_a_hundred_times_at_most(
    world: World, victim: Account
) -> None:
    answers = guess(world, victim, 10_000)

    assert answers[401] <= 100
    assert answers[401] + answers[429] == 10_000
    assert sign_in(world, victim.email, victim.password, OFFICE) == 201


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_one_password_for_a_thousand_accounts_is_throttled(world: World, victim: Account) -> None:
    answers = spray(world, victim, 1_000)

    assert answers[401] <= THROUGH
    assert answers[401] + answers[429] == 1_000
    assert sign_in(world, victim.email, victim.password, OFFICE) == 201
