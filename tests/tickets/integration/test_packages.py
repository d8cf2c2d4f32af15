"""A wish for a package is a request that somebody answers in time."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.departments import DepartmentMember, PutDepartment
from contracts.packages import Asker, PackageRequested, PackageRequestSettled
from contracts.principal import Principal
from contracts.request_types import Label
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import course
from tests.tickets.integration.test_people_news import told
from tests.tickets.integration.world import World, name_of, staff
from tickets.use_cases.packages.close_for_package import NotOpenedYetError


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
