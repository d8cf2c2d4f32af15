"""Departments are made and changed by the vendor's people, and what comes to one finds somebody."""

from functools import partial
from typing import Any

import pytest

from chassis.testing import a_principal
from contracts.departments import Department, DepartmentMember, PutDepartment
from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted, WireError
from contracts.people_news import PersonChanged
from contracts.principal import Principal
from contracts.request_types import Label
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import course
from tests.tickets.integration.desk import move
from tests.tickets.integration.test_people_news import gone, told
from tests.tickets.integration.world import World, a_colleague, address_of, name_of, staff

FLEET = {"key": "fleet", "label": Label(de="Fuhrpark", en="Fleet")}


@pytest.fixture
def agent(world: World) -> Principal:
    agent = staff()
    world.identity.colleagues = [agent]
    return agent


def put(world: World, agent: Principal, **changes: Any) -> Department:
    wanted = PutDepartment(**{**FLEET, "base_version": 0, **changes})
    return world.by(agent).put_department(agent, wanted)


def every(world: World, agent: Principal) -> dict[str, Department]:
    return {each.key: each for each in world.service.list_departments(agent).items}


def member(person: Principal, **changes: Any) -> DepartmentMember:
    return DepartmentMember(person_id=person.subject, **changes)


def code_of(call: Any) -> str:
    try:
        call()
    except WireError as error:
        return error.code
    return "done"


def test_a_department_is_made_and_renamed_in_both_languages(world: World, agent: Principal) -> None:
    made = put(world, agent, members=(member(agent, is_told=True),))
    renamed = put(world, agent, base_version=1, label=Label(de="Wagenpark", en="Cars"))
    again = put(world, agent, base_version=1, label=Label(de="Wagenpark", en="Cars"))
    with pytest.raises(ChangedMeanwhile) as refused:
        put(world, agent, base_version=1, label=Label(de="Autos", en="Autos"))

    assert (made.version, made.members[0].name) == (1, name_of(agent))
    assert renamed == again == every(world, agent)["fleet"]
    assert (renamed.version, renamed.label.de, renamed.members) == (2, "Wagenpark", ())
    assert refused.value.arguments == ("version", "2")


@pytest.mark.req("KM-10")
def test_a_topic_nobody_thought_of_goes_to_the_department_that_is_the_default_now(
    world: World, agent: Principal
) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(world, agent, key="service_desk", base_version=1, is_default=False)
    put(world, agent, is_default=True)
    request = world.open(a_principal(), kind="contact_form", fields={"topic": "was ganz anderes"})

    defaults = [key for key, each in every(world, agent).items() if each.is_default]
    assert refused.value.arguments == ("is_default", "another_one_first")
    assert defaults == ["fleet"]
    assert request.department == "fleet"


@pytest.mark.req("SE-20")
def test_what_comes_in_has_a_responsible_person_and_tells_who_wants_to_know(
    world: World, agent: Principal
) -> None:
    colleague, customer = a_colleague(agent), a_principal()
    world.identity.colleagues.append(colleague)
    put(
        world,
        agent,
        key="technical_support",
        base_version=1,
        members=(member(agent, is_responsible=True), member(colleague, is_told=True)),
    )

    request = world.open(customer)
    world.open(customer)

    assert request.assignee is not None
    assert (request.assignee.name, request.state) == (name_of(agent), "waiting_for_vendor")
    assert request.due_at is not None
    (mail,) = [notice for notice in world.notices() if notice.kind == "request_arrived"]
    assert mail.recipient == address_of(colleague)
    assert [entry.change for entry in course(world, customer, request)] == ["opened", "assigned"]


def test_a_request_that_is_moved_arrives_as_a_new_one_does(world: World, agent: Principal) -> None:
    put(world, agent, members=(member(agent, is_responsible=True, is_told=True),))
    request = world.open(a_principal())

    moved = move(world, agent, request, "fleet")
    move(world, agent, request, "fleet")

    assert moved.assignee is not None
    assert moved.assignee.person_id == agent.subject
    assert [notice.kind for notice in world.notices()].count("request_arrived") == 1


def test_members_are_the_vendors_people_once_each_and_one_is_responsible(
    world: World, agent: Principal
) -> None:
    stranger = a_principal()

    with pytest.raises(InvalidInput) as refused:
        put(
            world,
            agent,
            members=(
                member(stranger),
                member(agent, is_responsible=True),
                member(agent, is_responsible=True),
            ),
        )
    with pytest.raises(NotPermitted):
        put(world, stranger)

    assert refused.value.arguments == (
        "members[0].person_id",
        "not_of_the_vendor",
        "members[2].person_id",
        "named_twice",
        "members",
        "one_is_responsible",
    )


def test_of_two_who_make_their_department_the_default_both_do_and_one_is(
    world: World, agent: Principal
) -> None:
    labels = [Label(de=name, en=name) for name in ("Eins", "Zwei", "Drei")]
    calls = [
        partial(code_of, partial(put, world, agent, label=label, is_default=True))
        for label in labels
    ]

    outcomes = at_once(*calls)

    assert sorted(outcomes) == ["changed_meanwhile", "changed_meanwhile", "done"]
    assert [key for key, each in every(world, agent).items() if each.is_default] == ["fleet"]


def test_members_are_told_where_they_are_now_and_leave_with_their_place(
    world: World, agent: Principal
) -> None:
    put(
        world,
        agent,
        key="technical_support",
        base_version=1,
        members=(member(agent, is_told=True),),
    )
    news = PersonChanged(
        person_id=agent.subject,
        name="Kim Neu",
        email="kim@vendor.example",
        language="en",
        at=world.clock.now(),
    )

    world.service.follow_person(told("person_changed", news))
    world.open(a_principal())
    world.service.let_go_of_member(gone(agent, world.clock.now()))

    (mail,) = [notice for notice in world.notices() if notice.kind == "request_arrived"]
    assert (mail.recipient, mail.language) == ("kim@vendor.example", "en")
    assert every(world, agent)["technical_support"].members == ()
