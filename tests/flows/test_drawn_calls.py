"""The API answers calls drawn by lot as it is described, whoever calls; a small part every day.

KONTOR_TEST_CALLS says how many calls the long proof draws for each operation and caller.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from kontor_demo.company import PASSWORD
from kontor_demo.portal import Account
from tests.flows.conftest import MakeWorld
from tests.flows.drawn_calls import SEED, Drawing, Drawn, draw_calls, draw_sequences, read_report
from tests.flows.world import World
from tools.security import FIGURE

LONG = int(os.environ.get("KONTOR_TEST_CALLS", "12"))
# One of each kind: a list with a query, a record, a body with rules, one that needs no session.
EVERY_DAY = ("list_documents", "get_document", "open_request", "update_profile", "begin_sign_in")
# A list, and what leads from it to one of its records.
GOING_ON = ("list_documents", "get_document", "get_preview", "list_readers", "delete_document")
# They end the session that calls, or shut its person out.
ENDING = (
    "close_current_session",
    "end_session",
    "end_other_sessions",
    "switch_organisation",
    "set_second_factor_rule",
)


def admin(world: World) -> str:
    customer = world.new_customer()
    session = world.portal.settle_in(customer.admin)
    world.issue(customer, f"RE-{customer.number}")
    return session


def member(world: World) -> str:
    customer = world.new_customer()
    inviting = world.portal.as_(world.portal.settle_in(customer.admin))
    email = f"kollege@{customer.domain}"
    world.portal.http.post(
        "/v1/invitations", headers=inviting, json={"email": email, "areas": ["post"]}
    ).raise_for_status()
    return world.settle_reader(email)


def partner(world: World) -> str:
    account = Account(
        email=f"leitung@{uuid4().hex}.example", name="Paula Muster", password=PASSWORD
    )
    world.portal.http.post(
        "/v1/organisations",
        headers=world.portal.as_(world.staff()),
        json={
            "kind": "partner",
            "name": "Partner (Demo)",
            "customer_number": "59998",
            "contact_email": account.email,
        },
    ).raise_for_status()
    return world.portal.settle_in(account)


def staff(world: World) -> str:
    return world.staff()


def nobody(world: World) -> None:
    del world


CALLERS = (admin, member, partner, staff, nobody)


def in_words(drawn: Drawn, calls: str) -> str:
    """Return what came of so many calls."""
    return (
        f"{drawn.statuses.total()} {calls}, {sum(drawn.server_errors.values())} server errors,"
        f" {len(drawn.faults)} other faults"
    )


@pytest.fixture(scope="module")
def fuzzed(make_world: MakeWorld) -> Iterator[tuple[World, dict[str, str | None]]]:
    """Return a product of the file's own, for what is drawn changes whatever it may, and sessions.

    All come in before the first call: drawn guesses of passwords shut the door behind them.
    """
    with make_world() as world:
        yield world, {caller.__name__: caller(world) for caller in CALLERS}


@pytest.mark.req("S3")
def test_a_few_calls_drawn_by_lot_are_answered_as_described(world: World, tmp_path: Path) -> None:
    drawing = Drawing(examples=4, phases="fuzzing", only=EVERY_DAY)

    drawn = draw_calls(world.product.gateway_url, admin(world), drawing, tmp_path)

    assert len(drawn.operations) == len(EVERY_DAY)
    assert drawn.server_errors == {}
    assert drawn.faults == {}


@pytest.mark.req("S3")
def test_a_few_calls_go_on_from_earlier_answers(world: World, tmp_path: Path) -> None:
    session = admin(world)
    world.wait_settled()
    drawing = Drawing(examples=10, phases="stateful", only=GOING_ON)

    drawn = draw_calls(world.product.gateway_url, session, drawing, tmp_path)

    assert len(drawn.followed) > 3
    assert drawn.server_errors == {}
    assert drawn.faults == {}


@pytest.mark.req("S3")
@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("caller", [each.__name__ for each in CALLERS])
def test_calls_drawn_by_lot_are_answered_as_described(
    fuzzed: tuple[World, dict[str, str | None]],
    caller: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    world, sessions = fuzzed
    session = sessions[caller]
    # One of its own for each, for with the same each would send the same.
    drawing = Drawing(examples=LONG, without=ENDING, seed=SEED + list(sessions).index(caller))

    drawn = draw_calls(world.product.gateway_url, session, drawing, tmp_path)

    calls = f"calls, {len(drawn.operations)} methods and paths"
    record_property(FIGURE, f"{caller}: {in_words(drawn, calls)}, seed {drawing.seed}")
    assert drawn.server_errors == {}
    assert drawn.faults == {}
    # Otherwise most of it was refused at the door, and nothing has been shown.
    assert session is None or world.get("/v1/me", session).status_code == 200


@pytest.mark.req("S3")
@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("caller", [admin.__name__, staff.__name__])
def test_calls_that_go_on_from_earlier_answers_are_answered_as_described(
    fuzzed: tuple[World, dict[str, str | None]],
    caller: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    world, sessions = fuzzed
    session = sessions[caller]
    assert session is not None
    drawing = Drawing(examples=LONG, without=ENDING, seed=SEED + 10 + list(sessions).index(caller))

    drawn = draw_sequences(world.product.gateway_url, session, drawing, tmp_path)

    followed = f"{drawn.followed.total()} with earlier answers, of {len(drawn.followed)} operations"
    calls = f"calls in sequences ({followed})"
    record_property(FIGURE, f"{caller}: {in_words(drawn, calls)}, seed {drawing.seed}")
    assert drawn.server_errors == {}
    assert drawn.faults == {}
    assert len(drawn.followed) > 20
    assert world.get("/v1/me", session).status_code == 200


def test_the_reading_of_a_report_sees_a_fault() -> None:
    told = {
        "recorder": {
            "cases": {"a": {"value": {"method": "GET", "path": "/v1/me"}}},
            "checks": {"a": [{"name": "not_a_server_error", "status": "failure"}]},
            "interactions": {"a": {"request": {"uri": "/v1/me"}, "response": {"status_code": 500}}},
        }
    }

    drawn = read_report([json.dumps({"ScenarioFinished": told})])

    assert drawn.server_errors == {500: 1}
    assert drawn.faults == {"GET /v1/me: not_a_server_error 500  (/v1/me)": 1}
