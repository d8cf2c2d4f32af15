"""A wish for a package is a request that somebody answers in time."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.departments import DepartmentMember, PutDepartment
from contracts.packages import Asker, PackageOffered, PackageRequested, PackageRequestSettled
from contracts.principal import Principal
from contracts.request_desk import AssignRequest, ChangeState
from contracts.request_types import Label
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import course, say
from tests.tickets.integration.test_people_news import told
from tests.tickets.integration.world import World, name_of, staff
from tickets.use_cases.packages.lock_opened import NotOpenedYetError


@pytest.fixture
def customer() -> Principal:
    return a_principal(role="admin")


def a_wish(world: World, customer: Principal, **changes: Any) -> PackageRequested:
    values: dict[str, Any] = {
        "request_id": new_id(),
        "organisation_id": customer.organisation_id,
        "person_id": customer.subject,
        "package_key": "academy",
        "package_name": Label(de="Akademie", en="Academy"),
        "intent": "trial",
        "due_at": world.clock.now() + timedelta(days=2),
        "person": Asker(name="Anna Admin", email="anna@muster.example", language="de"),
    }
    return PackageRequested(**{**values, **changes})


@pytest.mark.req("SE-20")
def test_a_wish_becomes_one_request_of_a_responsible_person_with_its_due_time(
    world: World, customer: Principal
) -> None:
    agent = staff()
    world.identity.colleagues = [agent]
    sales = PutDepartment(
        key="sales",
        base_version=1,
        label=Label(de="Vertrieb", en="Sales"),
        members=(DepartmentMember(person_id=agent.subject, is_responsible=True, is_told=True),),
    )
    world.by(agent).put_department(agent, sales)
    wish = a_wish(world, customer)

    at_once(*[lambda: world.service.open_for_package(told("package_requested", wish))] * 3)

    (request,) = world.page(customer).items
    assert (request.kind, request.state) == ("package_request", "waiting_for_vendor")
    assert (request.title, request.due_at) == ("Paket anfragen: Akademie", wish.due_at)
    assert request.fields == {"package": "Akademie", "intent": "trial"}
    assert request.assignee is not None
    assert request.assignee.name == name_of(agent)
    assert request.requester is not None
    assert request.requester.name == "Anna Admin"
    assert [notice.kind for notice in world.notices()] == ["request_arrived"]


@pytest.mark.req("SE-20")
def test_a_settled_wish_closes_its_request_once_and_says_what_came_of_it(
    world: World, customer: Principal
) -> None:
    wish = a_wish(world, customer)
    settled = PackageRequestSettled(
        request_id=wish.request_id,
        organisation_id=wish.organisation_id,
        person_id=wish.person_id,
        state="refused",
        at=world.clock.now(),
    )

    with pytest.raises(NotOpenedYetError):
        world.service.close_for_package(told("package_request_settled", settled))
    world.service.open_for_package(told("package_requested", wish))
    for _ in range(2):
        world.service.close_for_package(told("package_request_settled", settled))

    (request,) = world.page(customer).items
    last = course(world, customer, request)[-1]
    assert request.state == "closed"
    assert last.details == {"from": "waiting_for_vendor", "to": "closed", "outcome": "refused"}
    assert [entry.change for entry in course(world, customer, request)].count("state_changed") == 1
    assert world.page(customer, open=True).items == ()


def an_offer(world: World, wish: PackageRequested) -> PackageOffered:
    return PackageOffered(
        request_id=wish.request_id,
        organisation_id=wish.organisation_id,
        person_id=wish.person_id,
        valid_through=date(2026, 3, 31),
        at=world.clock.now(),
    )


@pytest.mark.req("SE-20")
def test_catalog_hears_who_takes_care_of_a_wish_and_how_it_stands(
    world: World, customer: Principal
) -> None:
    agent = staff()
    wish = a_wish(world, customer)
    world.service.open_for_package(told("package_requested", wish))
    (request,) = world.page(customer).items
    world.open(customer)

    world.by(agent).assign_request(
        agent, AssignRequest(request_id=request.id, person_id=agent.subject)
    )
    for before, after in (("waiting_for_vendor", "in_progress"), ("in_progress", "closed")):
        world.service.change_state(
            agent,
            ChangeState(request_id=request.id, from_state=before, to_state=after),  # type: ignore[arg-type]  # states
        )

    heard = world.told("package_request_worked_on")
    assert [(each["state"], each["assignee"]) for each in heard] == [
        ("waiting_for_vendor", None),
        ("waiting_for_vendor", name_of(agent)),
        ("in_progress", name_of(agent)),
        ("closed", name_of(agent)),
    ]
    assert {each["package_request_id"] for each in heard} == {str(wish.request_id)}
    assert {each["number"] for each in heard} == {request.number}
    versions = [each["version"] for each in heard]
    assert versions == sorted(set(versions))


def test_an_offer_lets_its_request_wait_for_the_customer_until_he_answers(
    world: World, customer: Principal
) -> None:
    wish = a_wish(world, customer)
    offered = told("package_offered", an_offer(world, wish))
    with pytest.raises(NotOpenedYetError):
        world.service.wait_for_decision(offered)
    world.service.open_for_package(told("package_requested", wish))

    at_once(*[partial(world.service.wait_for_decision, offered)] * 3)

    (waiting,) = world.page(customer).items
    steps = [each for each in course(world, customer, waiting) if each.change == "state_changed"]
    assert (waiting.state, waiting.due_at) == ("waiting_for_customer", None)
    assert [each.details["outcome"] for each in steps] == ["offered"]
    say(world, customer, waiting, "Gilt das auch für zwei Standorte?")
    world.service.wait_for_decision(offered)
    assert world.detail(customer, waiting).state == "waiting_for_vendor"


def test_a_wish_is_not_lost_to_a_customer_who_uses_its_key_himself(
    world: World, customer: Principal
) -> None:
    wish = a_wish(world, customer)
    world.open(customer, idempotency_key=f"package-request-{wish.request_id}")

    for _ in range(2):
        world.service.open_for_package(told("package_requested", wish))

    kinds = [request.kind for request in world.page(customer).items]
    assert kinds == ["package_request", "technical_problem"]
