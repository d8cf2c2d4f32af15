"""Whatever is explained is what the services really answer, and what decided is what changes it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.explain import SELF_SERVICES, ExplainQuery, Explanation
from contracts.identity import SetAreas
from contracts.members import ChangeRole
from contracts.partners import SetCertification
from contracts.principal import AREAS, BOOKED_AREAS, OrganisationKind, Role
from identity.domain.area_rules import KNOWN_AREAS
from identity.domain.presets import fits_role
from tests.examples import TIMES
from tests.identity.integration.bookings import booked, told
from tests.identity.integration.explained import services_let_in
from tests.identity.integration.seats import (
    Seat,
    a_seat,
    an_organisation,
    membership,
    sign_in_again,
)
from tests.identity.integration.world import World

# In which order the rules are looked at; an earlier one never waits for a later one.
ORDER = (
    "membership",
    "contract_running",
    "second_factor",
    "booked",
    "partner",
    "certified_partner",
    "role",
    "area_switched_on",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Life:
    """Everything that has a say in whether one person enters one area."""

    kind: OrganisationKind
    role: Role
    areas: tuple[str, ...]
    contract_ended_days_ago: int | None
    entitlements: tuple[str, ...]
    is_certified: bool
    asks_for_factor: bool
    gives_factor: bool
    is_member: bool
    asked: str


@st.composite
def lives(draw: st.DrawFn) -> Life:
    role: Role = draw(st.sampled_from(["admin", "member", "documents"]))
    possible = [area for area in AREAS if fits_role(role, area)]
    kind: OrganisationKind = draw(st.sampled_from(["customer", "partner", "vendor"]))
    return Life(
        kind=kind,
        role=role,
        areas=tuple(draw(st.lists(st.sampled_from(possible), unique=True))),
        contract_ended_days_ago=draw(st.sampled_from([None, -30, 0, 20, 42, 43, 400])),
        entitlements=tuple(draw(st.lists(st.sampled_from(["base", *BOOKED_AREAS]), unique=True))),
        is_certified=kind == "partner" and draw(st.booleans()),
        asks_for_factor=draw(st.booleans()),
        gives_factor=draw(st.booleans()),
        is_member=draw(st.integers(0, 9)) > 0,
        asked=draw(st.sampled_from(KNOWN_AREAS)),
    )


@dataclass(kw_only=True, slots=True)
class Place:
    """The life as it is stored, and what may be changed about it."""

    world: World
    life: Life
    organisation_id: UUID
    chief: Seat
    person: Seat

    def explained(self) -> Explanation:
        return self.world.service.explain(
            self.person.principal(self.world), ExplainQuery(area=self.life.asked)
        )

    def is_let_in(self) -> bool:
        return services_let_in(self.person.principal(self.world), self.life.asked)

    def mend(self, rule: str) -> None:
        """Change what the rule is about, as those who can change it do."""
        world, chief = self.world, self.chief.principal(self.world)
        own = membership(world, self.organisation_id, self.person)
        match rule:
            case "contract_running":
                world.service.note_coverage(told(self.organisation_id, version=9))
            case "second_factor":
                with world.room.of(self.organisation_id) as records:
                    records.second_factor_rules.set(self.organisation_id, required=False)
            case "booked":
                world.service.note_entitlements(
                    booked(self.organisation_id, self.life.asked, version=9)
                )
            case "certified_partner":
                world.service.set_certification(world.staff(), certification(self.organisation_id))
            case "role":
                role: Role = "admin" if self.life.asked == SELF_SERVICES else "member"
                world.service.change_role(
                    chief, ChangeRole(person_id=self.person.person_id, role=role)
                )
                # Changing a role ends the sessions.
                self.person = sign_in_again(
                    world,
                    self.person,
                    self.organisation_id,
                    gives_factor=self.life.gives_factor,
                )
            case "area_switched_on":
                assert own is not None
                areas = tuple(sorted(set(own.areas) ^ {self.life.asked}))
                world.service.set_areas(
                    chief, SetAreas(person_id=self.person.person_id, areas=areas)
                )
            case _:
                raise AssertionError(rule)


def certification(organisation_id: UUID) -> SetCertification:
    return SetCertification(organisation_id=organisation_id, is_certified=True, reason="Prüfung")


def settle(world: World, life: Life) -> Place:
    """Store the life."""
    organisation_id = an_organisation(world, life.kind).id
    person = a_seat(
        world,
        organisation_id if life.is_member else None,
        life.role,
        areas=life.areas,
        gives_factor=life.gives_factor,
    )
    chief = a_seat(world, organisation_id, "admin", gives_factor=True)
    if life.contract_ended_days_ago is not None:
        ends_on = world.clock.today() - timedelta(days=life.contract_ended_days_ago)
        world.service.note_coverage(told(organisation_id, ends_on=ends_on))
    world.service.note_entitlements(booked(organisation_id, *life.entitlements))
    if life.is_certified:
        world.service.set_certification(world.staff(), certification(organisation_id))
    with world.room.of(organisation_id) as records:
        records.second_factor_rules.set(organisation_id, required=life.asks_for_factor)
    return Place(
        world=world, life=life, organisation_id=organisation_id, chief=chief, person=person
    )


ON_ONE_WORLD = settings(
    max_examples=30 * TIMES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


pytestmark = pytest.mark.timeout(300 * TIMES)


@pytest.mark.req("DW-34")
@ON_ONE_WORLD
@given(life=lives())
def test_an_explanation_is_what_the_services_answer(world: World, life: Life) -> None:
    place = settle(world, life)

    told_to_him = place.explained()

    assert told_to_him.is_allowed is place.is_let_in()
    refusing = [verdict.rule for verdict in told_to_him.rules if not verdict.passes]
    expected = refusing[0] if refusing else told_to_him.rules[-1].rule
    assert told_to_him.decided_by == expected
    assert told_to_him.is_allowed is not bool(refusing)


@ON_ONE_WORLD
@given(life=lives())
def test_who_looks_after_him_is_told_the_same_as_he_himself(world: World, life: Life) -> None:
    place = settle(world, life)
    if not life.is_member:
        return
    query = ExplainQuery(
        area=life.asked,
        person_id=place.person.person_id,
        organisation_id=place.organisation_id,
        reason="Anruf 4711",
    )

    own = place.explained()
    staff = world.service.explain(world.staff(), query)

    # A session with a factor says more than an account without one: who looks from outside asks
    # whether the person could give one.
    if not (life.asks_for_factor and life.role == "admin" and life.gives_factor):
        assert (staff.is_allowed, staff.decided_by, staff.rules) == (
            own.is_allowed,
            own.decided_by,
            own.rules,
        )


@ON_ONE_WORLD
@given(life=lives())
def test_mending_what_decided_changes_the_answer(world: World, life: Life) -> None:
    place = settle(world, life)
    before = place.explained()
    if before.decided_by in {"membership", "vendor_staff", "partner"} or before.is_allowed:
        return
    others = [v.rule for v in before.rules if not v.passes and v.rule != before.decided_by]

    assert before.decided_by is not None
    place.mend(before.decided_by)

    after = place.explained()
    assert after.is_allowed is place.is_let_in()
    assert after.decided_by != before.decided_by or after.is_allowed
    if not after.is_allowed and before.decided_by != "role":
        assert ORDER.index(after.decided_by) > ORDER.index(before.decided_by)
    # A new role brings its preset of areas with it, so that one may open or close as well.
    if not others and before.decided_by != "role":
        assert after.is_allowed


@ON_ONE_WORLD
@given(life=lives())
def test_a_switch_that_lets_in_keeps_out_when_it_is_turned(world: World, life: Life) -> None:
    place = settle(world, life)
    before = place.explained()
    if before.decided_by != "area_switched_on" or not before.is_allowed:
        return

    place.mend("area_switched_on")

    after = place.explained()
    assert (after.is_allowed, after.decided_by) == (False, "area_switched_on")
    assert not place.is_let_in()
