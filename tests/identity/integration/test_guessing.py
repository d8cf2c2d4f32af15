"""One source that guesses for many addresses is stopped before the hash; its victims are not."""

from dataclasses import dataclass
from typing import Any

import pytest

from contracts.errors import SignInRefused, TooManyAttempts
from contracts.identity import SignIn
from identity.adapters.password_hasher import PasswordHasher
from identity.use_cases.access.open_session import open_session
from tests.identity.integration.world import GOOD_PASSWORD, World

ATTACKER = "203.0.113.66"
OFFICE = "198.51.100.7"


@dataclass(kw_only=True)
class CountingHasher:
    """The real hasher, and how often it was asked."""

    inner: PasswordHasher
    asked: int = 0

    def hash(self, password: str) -> str:
        """Return a salted hash of `password`."""
        return self.inner.hash(password)

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Count, and return whether the password fits."""
        self.asked += 1
        return self.inner.fits(password, password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        """Return whether the hash is outdated."""
        return self.inner.is_outdated(password_hash)


def sign_in(world: World, email: str, hasher: Any, *, password: str, client: str) -> str:
    request = SignIn(email=email, password=password, client=client)
    try:
        return open_session(request, world.room, hasher).token[:3]
    except (SignInRefused, TooManyAttempts) as refused:
        return refused.code


@pytest.mark.req("S6")
def test_a_source_that_guesses_for_many_addresses_stops_at_sixty_an_hour(world: World) -> None:
    world.admin()
    hasher = CountingHasher(inner=world.service.resources.hasher)
    first = sign_in(world, "erika@muster.example", hasher, password=GOOD_PASSWORD, client=OFFICE)
    hasher.asked = 0

    answers = [
        sign_in(world, f"a{n}@muster.example", hasher, password="geraten", client=ATTACKER)
        for n in range(200)
    ]
    victim = sign_in(world, "erika@muster.example", hasher, password=GOOD_PASSWORD, client=OFFICE)

    assert answers.count("sign_in_refused") == 60
    assert answers.count("too_many_attempts") == 140
    assert hasher.asked == 61
    assert (first, victim) == ("ks_", "ks_")


def test_good_sign_ins_from_one_source_are_not_counted(world: World) -> None:
    world.admin()
    hasher = world.service.resources.hasher

    for _ in range(3):
        sign_in(world, "erika@muster.example", hasher, password=GOOD_PASSWORD, client=OFFICE)

    assert world.run_sql("SELECT max(count) FROM flood_count") == [(0,)]


def test_each_failed_sign_in_costs_one_hash(world: World) -> None:
    world.admin()
    hasher = CountingHasher(inner=world.service.resources.hasher)

    for email in ("erika@muster.example", "niemand@muster.example", "keine Adresse"):
        before = hasher.asked
        sign_in(world, email, hasher, password="geraten", client=OFFICE)
        assert hasher.asked == before + 1
