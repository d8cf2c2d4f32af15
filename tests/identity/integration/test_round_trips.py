"""How often a sign-in goes to the database."""

from __future__ import annotations

from contracts.identity import SignIn
from tests.identity.integration.factors import CONTACT, enrolled_admin
from tests.identity.integration.world import GOOD_PASSWORD, World
from tests.round_trips import noted_messages

OFFICE = "198.51.100.7"
# Counted before the hash; beside it what is asked; after it what is written.
SIGN_IN = ["WITH", "COMMIT", "SELECT", "SELECT"]


def said(messages: list[str]) -> list[str]:
    """Return how each message goes on after what opens rows."""
    parts = [each.removeprefix("BEGIN; ").split("; ") for each in messages]
    return [next(p for p in each if not p.startswith("SET LOCAL")).split()[0] for each in parts]


def sign_in(world: World, client: str) -> list[str]:
    with noted_messages(world.database) as sent:
        world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD, client=client))
    return sent


def test_a_sign_in_goes_to_the_database_once_before_its_hash_and_once_after(world: World) -> None:
    world.admin()

    without_client, _, known_client = (sign_in(world, each) for each in ("", OFFICE, OFFICE))

    assert said(without_client) == said(known_client) == SIGN_IN
    locked, opened = without_client[-1].split("; ")[-2:]
    assert locked.endswith("FOR UPDATE")
    assert "INSERT INTO session" in opened


def test_a_sign_in_that_awaits_a_factor_takes_no_more(world: World) -> None:
    enrolled_admin(world)

    messages = sign_in(world, "")

    assert said(messages) == SIGN_IN
    assert "INSERT INTO pending_sign_in" in messages[-1]
