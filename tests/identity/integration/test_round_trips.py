"""How often a sign-in, and telling whose token it is, go to the database."""

from __future__ import annotations

from datetime import timedelta

from contracts.identity import CreateApiKey, SignIn
from contracts.machine_accounts import CreateMachineAccount
from identity.domain.lifetimes import SESSION_USE_NOTED_EVERY
from tests.identity.integration.factors import CONTACT, enrolled_admin
from tests.identity.integration.world import GOOD_PASSWORD, World
from tests.round_trips import noted_messages

OFFICE = "198.51.100.7"
# Counted before the hash; beside it what is asked; after it what is written.
SIGN_IN = ["WITH", "SELECT", "SELECT"]


def said(messages: list[str]) -> list[str]:
    """Return how each message goes on after what opens rows."""
    parts = [each.removeprefix("BEGIN; ").split("; ") for each in messages]
    return [next(p for p in each if not p.startswith("SET LOCAL")).split()[0] for each in parts]


def sign_in(world: World, client: str) -> list[str]:
    with noted_messages(world.database) as sent:
        world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD, client=client))
    return sent


def authenticate(world: World, token: str) -> list[str]:
    with noted_messages(world.database) as sent:
        world.service.authenticate(token)
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


def test_telling_whose_token_it_is_asks_once_unless_its_use_is_to_be_noted(world: World) -> None:
    admin = world.admin()
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))
    key = world.service.create_api_key(
        admin, CreateApiKey(name="DATEV-Export", scopes=("documents.read",))
    )
    machine = world.service.create_machine_account(
        admin, CreateMachineAccount(name="DMS", areas=("documents",))
    )
    tokens = (session.token, key.key, machine.token)

    first = [authenticate(world, token) for token in tokens]
    then = [authenticate(world, token) for token in tokens]
    world.clock.move(SESSION_USE_NOTED_EVERY + timedelta(seconds=1))
    later = authenticate(world, session.token)

    assert [said(each) for each in then] == [["SELECT"]] * 3
    assert all("transaction_read_only = on" in each[0] for each in [*first, *then])
    assert said(first[2]) == said(later) == ["SELECT", "UPDATE", "COMMIT"]
