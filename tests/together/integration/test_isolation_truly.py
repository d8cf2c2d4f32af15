"""Whatever three organisations' people do in whatever order, nobody reads what is another's: S1.

One machine over the five services. Its oracle is who made what. It walks with both walls, with
the queries alone (no row-level security), and with the database alone (queries that forget).
`make test-long` walks 10,000 steps with each; a failing journey prints its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import TestKeys
from contracts.errors import NotFound, WireError
from contracts.principal import Principal
from kontor_local.namespace import Namespace
from tests import examples
from tests.service_plugin import MakeDatabase
from tests.tickets.integration.world import StubSettings
from tests.together.five import Five, open_five
from tests.together.records import KINDS, Act, Tenant, a_tenant, invitations_of
from tests.together.walls import queries_that_forget, take_down_row_security

_log = logging.getLogger(__name__)
WALLS = ("both walls", "queries alone", "database alone")
IS_LONG = examples.TIMES > 1
# The first journey does nothing but the same thing again and again. Moving in costs as much as some
# fifty steps: those that walk far do it seldom, and meet more that was made before them.
JOURNEYS, STEPS = (55, 200) if IS_LONG else (6, 50)
TENANTS = 3
PEOPLE = ("admin", "colleague", "newcomer")
MOST_LISTED = 100
kinds = st.sampled_from(sorted(KINDS))
tenants = st.integers(0, TENANTS - 1)
people = st.sampled_from(PEOPLE)
choices = st.integers(0, 10_000)


@pytest.fixture(params=WALLS)
def walled(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    clock: FixedClock,
    keys: TestKeys,
    module_namespace: Namespace,
    stored: StubSettings,
) -> Iterator[Five]:
    """Return the five services behind both walls, or behind one of them alone."""
    opened: list[Database] = []

    def database_of(package: str) -> Database:
        urls = make_database(package)
        if request.param == "queries alone":
            take_down_row_security(urls.owner_url)
        opened.append(Database(urls.application_url))
        return opened[-1]

    forgetting = queries_that_forget() if request.param == "database alone" else nullcontext()
    with open_five(database_of, clock, keys, module_namespace, stored) as five, forgetting:
        yield five
    for database in opened:
        database.dispose()


def told(act: Act, five: Five, who: Principal, which: UUID) -> tuple[object, ...]:
    """Return all that a caller is told, with his own id of what he asked for left out."""
    try:
        answer = act(five, who, which)
    except WireError as error:
        said = [str(each).replace(str(which), "the id") for each in error.arguments]
        return type(error).__name__, *said
    return "an answer", str(answer).replace(str(which), "the id")


class Neighbours(RuleBasedStateMachine):
    """Three organisations, and who made what."""

    five: ClassVar[Five]
    steps: ClassVar[int] = 0
    foreign: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[str, dict[UUID, int]] = {kind: {} for kind in KINDS}
        self.gone: set[UUID] = set()

    @initialize()
    def move_in(self) -> None:
        """Let three organisations come."""
        self.tenants: list[Tenant] = [a_tenant(self.five) for _ in range(TENANTS)]
        for number, tenant in enumerate(self.tenants):
            assert tenant.device is not None
            self.made["device"][tenant.device] = number
            self._note_invitations(number)
            for person in tenant.people.values():
                self.made["member"][person.subject] = number

    @rule(kind=kinds, tenant=tenants)
    def make(self, kind: str, tenant: int) -> None:
        """Let an organisation have one more record."""
        self._count()
        self.made[kind][KINDS[kind].make(self.five, self.tenants[tenant])] = tenant
        if kind == "member":
            self._note_invitations(tenant)

    @rule(kind=kinds, tenant=tenants, person=people, choice=choices, way=choices)
    def look(self, kind: str, tenant: int, person: str, choice: int, way: int) -> None:
        """Let somebody open a record of anybody's."""
        self._try(KINDS[kind].reads, kind, (tenant, person), choice, way)

    @rule(kind=kinds, tenant=tenants, person=people, choice=choices, way=choices)
    def change(self, kind: str, tenant: int, person: str, choice: int, way: int) -> None:
        """Let somebody change, share or delete a record of anybody's."""
        self._try(KINDS[kind].changes, kind, (tenant, person), choice, way)

    @rule(kind=kinds, tenant=tenants, person=people, way=choices)
    def list_and_search(self, kind: str, tenant: int, person: str, way: int) -> None:
        """Let somebody list or search what he sees."""
        self._count()
        ways = KINDS[kind].lists
        name = sorted(ways)[way % len(ways)]
        shown = self._shown(ways[name], tenant, person)
        if shown is None:
            return
        made = self.made[kind]
        strange = {each for each in shown if made.get(each) != tenant}
        assert strange == set(), (kind, name, person)
        if person == "admin" and name == "list":
            own = {each for each, owner in made.items() if owner == tenant} - self.gone
            assert own <= shown or len(shown) >= MOST_LISTED, (kind, own - shown)

    def _shown(
        self, way: Callable[[Five, Principal], set[UUID]], tenant: int, person: str
    ) -> set[UUID] | None:
        """Return what somebody is shown, None where it is not for him; administrators see all."""
        caller = self.tenants[tenant].people[person]
        if person == "admin":
            return way(self.five, caller)
        try:
            return way(self.five, caller)
        except WireError:
            return None

    def _try(self, acts: Any, kind: str, who: tuple[int, str], choice: int, way: int) -> None:
        self._count()
        if not acts or not self.made[kind]:
            return
        tenant, person = who
        which = sorted(self.made[kind])[choice % len(self.made[kind])]
        name = sorted(acts)[way % len(acts)]
        caller = self.tenants[tenant].people[person]
        if self.made[kind][which] == tenant:
            if person == "admin" and which == caller.subject:
                return  # who takes himself away is no part of this
            self._use_own(acts[name], kind, name, person, caller, which)
            return
        Neighbours.foreign += 1
        hidden = told(acts[name], self.five, caller, which)
        unknown = told(acts[name], self.five, caller, new_id())
        assert hidden == unknown, (kind, name, person)

    def _use_own(
        self, act: Act, kind: str, name: str, person: str, caller: Principal, which: UUID
    ) -> None:
        try:
            act(self.five, caller, which)
        except NotFound:
            # Of an organisation's records its administrator finds each that is still there.
            assert person != "admin" or which in self.gone, (kind, name)
        except WireError:
            return
        else:
            if name in KINDS[kind].is_gone_after or name == "delete":
                self.gone.add(which)

    def _note_invitations(self, tenant: int) -> None:
        """Remember those by which people came in: they are accepted, and listed all the same."""
        own = invitations_of(self.five, self.tenants[tenant])
        self.made["invitation"].update(dict.fromkeys(own, tenant))

    def _count(self) -> None:
        Neighbours.steps += 1


@pytest.mark.req("S1", "P6")
@pytest.mark.timeout(7200 if IS_LONG else 600)
def test_nobody_reads_what_is_anothers_whatever_anybody_does(
    walled: Five, request: pytest.FixtureRequest
) -> None:
    Neighbours.five, Neighbours.steps, Neighbours.foreign = walled, 0, 0

    run_state_machine_as_test(
        Neighbours,
        settings=settings(
            max_examples=JOURNEYS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    _log.info(
        "%s: %d steps, %d of them at what is another's",
        request.node.name,
        Neighbours.steps,
        Neighbours.foreign,
    )
    assert Neighbours.foreign > 0
