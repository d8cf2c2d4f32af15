"""Everybody calls every operation of the API, and gets as far as docs/who-may.toml says: S2.

In `make test`: who stands nearest to those who may and is refused, of each operation; and who may
with least, of each that only reads. `make test-long` lets all of them call all of it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

import httpx
import pytest

from tests.flows.asked import Asked, operations
from tests.flows.conftest import FORGET_GUESSES
from tests.flows.everybody import NOBODY, Cast, a_cast, ask
from tests.flows.who_may import Entry, declared
from tests.flows.world import World

_log = logging.getLogger(__name__)
# Who sees more comes first: of those who are refused the first one is tried, and of those who may
# the last one.
BY_RANK = (
    "vendor's admin",
    "vendor's colleague",
    "partner's admin",
    "admin",
    "key user",
    "colleague",
    "partner's colleague",
    "accountant",
    "key that reads",
    "machine account",
    "key that publishes",
    "newcomer",
    "registered",
    NOBODY,
)
REFUSALS = {
    "not_signed_in",
    "not_permitted",
    "area_not_visible",
    "no_membership",
    "entitlement_missing",
}
# How things stand keeps these from it, and not who asks.
NOT_YET = {"own_second_factor"}
CHANGED = {"GET /v1/audit", "GET /v1/desk/mails"}
# It ends what the next question is asked with.
LAST = "DELETE /v1/sessions/current"


@pytest.fixture(scope="module")
def cast(world: World) -> Cast:
    """Return one of each who may ask."""
    return a_cast(world, "45001")


def is_refused(answer: httpx.Response) -> bool:
    """Return whether an answer says that it is not for the caller."""
    if answer.status_code not in {401, 403}:
        return False
    problem = answer.json()
    return problem["code"] in REFUSALS and problem.get("reason") not in NOT_YET


def call(cast: Cast, operation: Asked, who: str) -> httpx.Response:
    """Let somebody call an operation about his customer, whom the vendor's people name."""
    company = cast.company
    queries = {"organisation_id": company.id} if "organisation_id" in operation.queries else {}
    if who.startswith("vendor's"):
        named = {"customer": company.id, "partner": cast.partner.id}
        queries |= {name: value for name, value in named.items() if name in operation.queries}
    address = operation.address({("organisations", "organisation_id"): company.id}, **queries)
    session = cast.sessions[who]
    if not operation.is_stream:
        sent = (operation.method, address, operation.body)
        return ask(company.world, session, *sent, media_type=operation.media_type)
    headers = company.world.portal.as_(session) if session else {}
    with company.world.portal.http.stream("GET", address, headers=headers, timeout=60) as answer:
        if not answer.is_success:
            answer.read()
        return answer


def other_than_declared(
    cast: Cast, tried: Mapping[str, tuple[str, ...]], entries: Mapping[str, Entry]
) -> list[str]:
    """Say who got further, or less far, than is declared; `tried` names who calls what."""
    found = []
    asked = list(operations({"organisation_id": cast.company.id}))
    asked.sort(key=lambda operation: operation.name == LAST)
    for operation in asked:
        entry = entries[operation.name]
        for who in tried.get(operation.name, ()):
            answer = call(cast, operation, who)
            may = entry.is_public or who in entry.may
            if is_refused(answer) == may or answer.status_code >= 500:
                found.append(f"{who}: {operation.name} → {answer.status_code} {answer.text[:200]}")
    return found


def strongest_refused(entry: Entry) -> str:
    """Return who sees most of those who are refused."""
    return next(who for who in BY_RANK if who not in entry.may)


def weakest_admitted(entry: Entry) -> str | None:
    """Return who sees least of those who may."""
    return next((who for who in reversed(BY_RANK) if who in entry.may), None)


@pytest.mark.req("S2")
@pytest.mark.timeout(600)
def test_who_stands_nearest_is_refused_and_who_has_least_is_let_in(cast: Cast) -> None:
    entries = declared()
    tried: dict[str, tuple[str, ...]] = {}
    for operation in operations():
        entry = entries[operation.name]
        if entry.is_public:
            continue
        weakest = weakest_admitted(entry) if operation.is_read else None
        tried[operation.name] = (strongest_refused(entry), *((weakest,) if weakest else ()))

    assert "\n".join(other_than_declared(cast, tried, entries)) == ""
    assert len(tried) > 300


def test_a_cell_that_is_declared_otherwise_is_found(cast: Cast) -> None:
    entries = declared()
    audit, desk = entries["GET /v1/audit"], entries["GET /v1/desk/mails"]
    entries |= {
        "GET /v1/audit": replace(audit, may=audit.may - {"admin"}),
        "GET /v1/desk/mails": replace(desk, may=desk.may | {"admin"}),
    }

    found = other_than_declared(cast, dict.fromkeys(entries.keys() & CHANGED, ("admin",)), entries)

    assert [each.partition(" →")[0] for each in sorted(found)] == [
        "admin: GET /v1/audit",
        "admin: GET /v1/desk/mails",
    ]


@pytest.fixture(scope="module")
def everywhere(own_world: World) -> Cast:
    """Return everybody in a product of their own, where they may change everything."""
    return a_cast(own_world, "45101")


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_everybody_calls_everything_and_gets_as_far_as_is_declared(everywhere: Cast) -> None:
    entries = declared()
    everybody = tuple(everywhere.sessions)
    tried = {name: (NOBODY,) if entry.is_public else everybody for name, entry in entries.items()}
    everywhere.company.world.run_sql("identity", *FORGET_GUESSES)

    found = other_than_declared(everywhere, tried, entries)

    _log.info("%d cells: %d other than declared", sum(map(len, tried.values())), len(found))
    assert "\n".join(found) == ""
