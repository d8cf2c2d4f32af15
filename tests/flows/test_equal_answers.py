"""Nobody finds out over the network who has an account, who is invited, or who is a customer."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import httpx
import pytest

from identity.adapters.password_hasher import Argon2Hasher
from tests.flows.conftest import MakeWorld
from tests.flows.test_own_account import register, told_of
from tests.flows.world import World
from tools.security import FIGURE

SEED = 20261125
SAMPLES = 500
# Within it a guess from the time of one answer is hardly better than a coin.
BOUNDS = (0.45, 0.55)
FORGET_COUNTS = (
    "DELETE FROM flood_count",
    "DELETE FROM sign_in_attempt",
    "DELETE FROM wrong_code_count",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One question of the API, asked about what there is and what there is not."""

    name: str
    path: str
    there: Mapping[str, str]
    not_there: Mapping[str, str]
    session: str | None = None

    def ask(self, world: World, body: Mapping[str, str]) -> httpx.Response:
        headers = {"X-Forwarded-For": "203.0.113.7"}
        if self.session:
            headers.update(world.portal.as_(self.session))
        return world.portal.http.post(self.path, json=dict(body), headers=headers)


@pytest.fixture(scope="module")
def world(make_world: MakeWorld) -> Iterator[World]:
    """Return a product behind a proxy that names the client: nobody signs in from there."""
    limits = {"KONTOR_TRUSTED_PROXIES": "1", "KONTOR_SIGN_IN_LIMIT": "1000000/minute"}
    with make_world(extra_env=limits) as world:
        yield world


@pytest.fixture(scope="module")
def ways(world: World) -> list[Way]:
    """Return each way with an admin of a customer, a customer who is invited, and nobody."""
    customer, invited = world.new_customer(), world.new_customer()
    world.portal.settle_in(customer.admin)
    world.portal.invitation_token(invited.admin.email)
    here, nobody = {"email": customer.admin.email}, {"email": f"niemand@{customer.domain}"}
    wrong = {"password": "falsch geraten und daneben"}
    return [
        Way(name="first step", path="/v1/sessions/begin", there=here, not_there=nobody),
        Way(name="sign-in", path="/v1/sessions", there=here | wrong, not_there=nobody | wrong),
        Way(name="new password", path="/v1/password-resets", there=here, not_there=nobody),
        Way(name="registration", path="/v1/registrations", there=here, not_there=nobody),
        Way(
            name="invitation code",
            path="/v1/invitations/by-code/preview",
            there={"email": invited.admin.email, "code": "ABCD-EFGH-JKMN"},
            not_there=nobody | {"code": "ABCD-EFGH-JKMN"},
        ),
        Way(
            name="access request",
            path="/v1/access-requests",
            there={"customer_number": customer.number},
            not_there={"customer_number": "99999"},
            session=register(world, f"neu@{customer.domain}"),
        ),
    ]


@pytest.mark.req("S5", "A11", "FD-04", "FD-19", "FD-20", "SE-32")
def test_who_is_there_and_who_is_not_get_the_same_bytes(world: World, ways: list[Way]) -> None:
    for way in ways:
        there, not_there = way.ask(world, way.there), way.ask(world, way.not_there)

        assert shown_by(there) == shown_by(not_there), way.name
        assert there.status_code in (200, 202, 401, 404), way.name


@pytest.mark.long
@pytest.mark.req("S5")
@pytest.mark.timeout(3600)
def test_the_time_of_five_hundred_answers_each_does_not_tell_who_is_there(
    world: World, ways: list[Way], record_property: Callable[[str, object], None]
) -> None:
    hash_seconds = seconds_of_a_hash()
    areas: dict[str, float] = {}
    apart: dict[str, float] = {}

    for way in ways:
        there, not_there = timed(world, way)
        areas[way.name] = area_under_curve(there, not_there)
        apart[way.name] = abs(statistics.median(there) - statistics.median(not_there))

    told = ", ".join(f"{name} {areas[name]:.3f} ({apart[name] * 1000:.2f} ms)" for name in areas)
    figure = f"AUC (medians apart) of {SAMPLES} answers each: {told}"
    record_property(FIGURE, f"{figure}; a hash {hash_seconds * 1000:.0f} ms, seed {SEED}")
    assert {name: area for name, area in areas.items() if not BOUNDS[0] <= area <= BOUNDS[1]} == {}


def seconds_of_a_hash() -> float:
    """Return how long it takes to try one password, as a rule."""
    hasher, seconds = Argon2Hasher(), []
    for _ in range(20):
        began = time.perf_counter()
        hasher.fits("falsch geraten und daneben", None)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def test_the_measure_itself_sees_a_difference() -> None:
    same = [float(n) for n in range(100)]

    assert area_under_curve(same, same) == 0.5
    assert area_under_curve([n + 50 for n in same], same) > 0.8
    assert area_under_curve(same, [n + 200 for n in same]) == 0


def shown_by(answer: httpx.Response) -> tuple[object, ...]:
    """Return all that an answer shows, but for the moment and the request's own id."""
    status, content, headers = told_of(answer)
    own_id = answer.headers["x-request-id"].encode()
    return status, content.replace(own_id, b"its own id"), headers


def timed(world: World, way: Way) -> tuple[list[float], list[float]]:
    """Return the seconds of each answer, asked in a random order that can be repeated."""
    samples: dict[bool, list[float]] = {True: [], False: []}
    order = [True, False] * SAMPLES
    random.Random(SEED).shuffle(order)  # noqa: S311 - an order, no secret
    for is_there in [True, False, *order]:
        world.run_sql("identity", *FORGET_COUNTS)
        body = way.there if is_there else way.not_there
        began = time.perf_counter()
        answer = way.ask(world, body)
        samples[is_there].append(time.perf_counter() - began)
        assert answer.status_code in (200, 202, 401, 404), answer.text
    return samples[True][1:], samples[False][1:]


def area_under_curve(ones: Sequence[float], others: Sequence[float]) -> float:
    """Return how often one of the first is larger than one of the others; a tie counts half."""
    ranked = sorted([(each, True) for each in ones] + [(each, False) for each in others])
    below, wins = 0.0, 0.0
    for _, group in groupby(ranked, key=lambda pair: pair[0]):
        tied = [is_one for _, is_one in group]
        mine, theirs = tied.count(True), tied.count(False)
        wins += mine * (below + theirs / 2)
        below += theirs
    return wins / (len(ones) * len(others))
