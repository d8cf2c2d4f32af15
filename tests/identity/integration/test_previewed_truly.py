"""What a dry run tells is what really happens, and it leaves no trace."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from contracts.errors import WireError
from contracts.identity import SetAreas
from contracts.members import ChangeRole, RemoveMember, SetDataScope, SetGrants, SetTeam
from contracts.partners import SetCertification
from contracts.previews import ChangePreview, MemberEffect, PreviewedChange
from contracts.principal import AREAS, GRANTS, Principal
from contracts.risks import RiskQuery
from tests.examples import TIMES
from tests.identity.integration.company import (
    PEOPLE,
    SCOPES,
    TEAMS,
    Company,
    Got,
    Sketch,
    build,
    sketches,
)
from tests.identity.integration.world import World

T = TypeVar("T")
STAFF = PEOPLE  # the index of one of the vendor's people
METHODS = {
    "areas": "set_areas",
    "role": "change_role",
    "team": "set_team",
    "data_scope": "set_data_scope",
    "grants": "set_grants",
    "removal": "remove_member",
    "certification": "set_certification",
}
# Beside each change: how it names the person.
Change = tuple[str, dict[str, Any]]
changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(
        lambda areas: ("areas", {"areas": tuple(sorted(areas))}),
        st.sets(st.sampled_from([*AREAS, "treasury"])),
    ),
    st.builds(
        lambda role: ("role", {"role": role}), st.sampled_from(["admin", "member", "documents"])
    ),
    st.builds(lambda team: ("team", {"team": team}), st.sampled_from(TEAMS)),
    st.builds(lambda scope: ("data_scope", {"data_scope": scope}), st.sampled_from(SCOPES)),
    st.builds(
        lambda grants: ("grants", {"grants": tuple(sorted(grants))}),
        st.sets(st.sampled_from(GRANTS)),
    ),
    st.just(("removal", {})),
    st.builds(lambda yes: ("certification", {"is_certified": yes}), st.booleans()),
)
STRUCTS: dict[str, Any] = {
    "areas": SetAreas,
    "role": ChangeRole,
    "team": SetTeam,
    "data_scope": SetDataScope,
    "grants": SetGrants,
    "removal": RemoveMember,
    "certification": SetCertification,
}


def request_of(company: Company, change: Change, about: int, *, by_staff: bool) -> Any:
    kind, values = change
    named: dict[str, Any] = {}
    if kind == "certification":
        named = {"organisation_id": company.organisation_id, "reason": "Anruf 4711"}
    else:
        named = {"person_id": company.seats[about].person_id}
        if by_staff and kind != "areas":
            named |= {"organisation_id": company.organisation_id, "reason": "Anruf 4711"}
    return STRUCTS[kind](**named, **values)


def outcome(attempt: Callable[[], T]) -> T | tuple[str, tuple[str, ...]]:
    try:
        return attempt()
    except WireError as error:
        return error.code, error.arguments


def risks(company: Company) -> set[tuple[str, str]]:
    world = company.world
    query = RiskQuery(organisation_id=company.organisation_id, limit=100)
    return {
        (r.code, str(r.subject_id)) for r in world.service.list_risks(world.staff(), query).items
    }


def assert_foretold(
    effect: MemberEffect | None, before: Got, after: Got, seen: frozenset[Any] | None
) -> None:
    if effect is None:
        assert before == after
        return
    assert (effect.role, effect.team, effect.data_scope) == (
        after.role,
        after.team,
        after.data_scope,
    )
    assert set(effect.areas_gained) == after.areas - before.areas
    assert set(effect.areas_lost) == before.areas - after.areas
    assert set(effect.grants_gained) == after.grants - before.grants
    assert set(effect.grants_lost) == before.grants - after.grants
    assert effect.sessions_ending == len(before.sessions - after.sessions)
    for told, really in (
        (effect.customers_gained, after.customers - before.customers),
        (effect.customers_lost, before.customers - after.customers),
    ):
        expected = really if seen is None else really & seen
        assert {customer.id for customer in told} == expected


@pytest.mark.timeout(300 * TIMES)
@settings(
    max_examples=25 * TIMES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    sketch=sketches(),
    change=changes,
    by=st.sampled_from([0, 0, 0, 0, 1, 2, STAFF, STAFF, STAFF]),
    about=st.integers(0, PEOPLE - 1),
)
def test_a_dry_run_tells_what_really_happens_and_leaves_no_trace(
    world: World, sketch: Sketch, change: Change, by: int, about: int
) -> None:
    company = build(world, sketch)
    caller: Principal = world.staff() if by == STAFF else company.principal(by)
    request = request_of(company, change, about, by_staff=by == STAFF)
    before, risks_before = [company.got(i) for i in range(PEOPLE)], risks(company)
    untouched = world.fingerprint()

    told = outcome(
        lambda: world.service.preview_change(caller, ChangePreview(**{change[0]: request}))
    )

    assert world.fingerprint() == untouched
    really = outcome(lambda: getattr(world.service, METHODS[change[0]])(caller, request))
    after = [company.got(i) for i in range(PEOPLE)]
    event(f"{change[0]}: {really[0] if isinstance(really, tuple) else 'made'}")
    if isinstance(really, tuple):
        refused = told.refused_by if isinstance(told, PreviewedChange) else told
        assert refused in {really, really[0]}
        return
    assert isinstance(told, PreviewedChange)
    assert told.refused_by is None
    effects = {effect.person_id: effect for effect in told.members}
    seen = None if by == STAFF else before[by].customers
    for index, seat in enumerate(company.seats):
        assert_foretold(effects.get(seat.person_id), before[index], after[index], seen)
    assert told.would_change is (world.fingerprint()["audit_entry"] != untouched["audit_entry"])
    new = risks(company) - risks_before
    assert {(r.code, str(r.person_id)) for r in told.new_risks if r.person_id} == {
        each for each in new if each[0] != "contract_contact_never_active"
    }


@pytest.mark.parametrize("given", [{}, {"areas": True, "removal": True}])
def test_exactly_one_change_is_tried(world: World, given: dict[str, bool]) -> None:
    admin = world.admin()
    request: dict[str, Any] = {}
    if "areas" in given:
        request["areas"] = SetAreas(person_id=admin.subject, areas=())
    if "removal" in given:
        request["removal"] = RemoveMember(person_id=admin.subject)

    assert outcome(lambda: world.service.preview_change(admin, ChangePreview(**request))) == (
        "invalid_input",
        ("change", "exactly_one"),
    )
