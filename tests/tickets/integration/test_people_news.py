"""People change their addresses and leave; what tickets remembers of them follows."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import NotFound
from contracts.people_news import MEMBER_LEFT, PERSON_CHANGED, MemberLeft, PersonChanged
from contracts.principal import Principal
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import ORGANISATION, course, say, share, with_person
from tests.tickets.integration.desk import assign
from tests.tickets.integration.world import World, a_colleague, staff


def told(kind: str, data: Any) -> Incoming[Any]:
    return Incoming(
        id=str(new_id()),
        source="/kontor/identity",
        type=kind,
        time=None,
        body_sha256="a" * 64,
        data=data,
    )


def moved(person: Principal, email: str, at: datetime) -> Incoming[PersonChanged]:
    data = PersonChanged(
        person_id=person.subject, name="Erika Neu", email=email, language="en", at=at
    )
    return told(PERSON_CHANGED, data)


def gone(person: Principal, at: datetime) -> Incoming[MemberLeft]:
    assert person.organisation_id is not None
    assert person.organisation_kind is not None
    data = MemberLeft(
        organisation_id=person.organisation_id,
        organisation_kind=person.organisation_kind,
        person_id=person.subject,
        at=at,
    )
    return told(MEMBER_LEFT, data)


def test_an_answer_goes_to_the_address_that_its_requester_has_now(world: World) -> None:
    customer, now = a_principal(), world.clock.now()
    request = world.open(customer)

    world.service.follow_person(moved(customer, "erika@neu.example", now))
    world.service.follow_person(moved(customer, "erika@alt.example", now - timedelta(hours=1)))
    say(world, staff(), request, "Kommt morgen.")

    (mail,) = [notice for notice in world.notices() if notice.kind == "request_answered"]
    assert (mail.recipient, mail.language) == ("erika@neu.example", "en")
    requester = world.detail(customer, request).requester
    assert requester is not None
    assert requester.name == "Erika Neu"


@pytest.mark.req("FD-15")
def test_whoever_writes_again_within_the_hour_is_remembered_and_not_asked_about(
    world: World,
) -> None:
    customer = a_principal()
    request = world.open(customer)
    world.service.follow_person(moved(customer, "erika@neu.example", world.clock.now()))
    world.identity.is_away = True

    world.open(customer, idempotency_key="form-2")
    say(world, customer, request, "Es druckt wieder.")

    assert world.identity.asked == ["get_profile"]
    assert [mail.recipient for mail in world.notices()][-1] == "erika@neu.example"


def test_after_an_hour_identity_is_asked_again(world: World) -> None:
    customer = a_principal()
    world.open(customer)
    world.clock.move(timedelta(hours=1))

    world.open(customer, idempotency_key="form-2")

    assert world.identity.asked == ["get_profile", "get_profile"]


def test_who_has_left_sees_nothing_that_was_shared_with_him_and_others_still_do(
    world: World,
) -> None:
    customer, now = a_principal(), world.clock.now()
    leaver, stayer = a_colleague(customer), a_colleague(customer)
    request = world.open(customer)
    share(world, customer, request, with_person(leaver), may_edit=True)
    share(world, customer, request, with_person(stayer))

    at_once(*[lambda: world.service.let_go_of_member(gone(leaver, now))] * 3)

    with pytest.raises(NotFound):
        world.detail(leaver, request)
    assert world.detail(stayer, request).id == request.id
    changes = [entry.change for entry in course(world, customer, request)]
    assert changes.count("unshared") == 1
    assert "unshared" not in [entry.change for entry in course(world, staff(), request)]


def test_what_is_shared_with_somebody_who_has_come_back_stays(world: World) -> None:
    customer, left_at = a_principal(), world.clock.now()
    colleague = a_colleague(customer)
    request, other = world.open(customer), world.open(customer, idempotency_key="form-2")
    world.clock.move(timedelta(hours=1))
    share(world, customer, request, with_person(colleague))
    share(world, customer, other, ORGANISATION)

    world.service.let_go_of_member(gone(colleague, left_at))

    assert world.detail(colleague, request).id == request.id
    assert world.detail(colleague, other).id == other.id


@pytest.mark.req("SE-20")
def test_open_requests_of_an_agent_who_left_wait_for_somebody_else(world: World) -> None:
    customer, agent = a_principal(), staff()
    request = world.open(customer)
    assign(world, agent, request, agent)

    world.service.let_go_of_member(gone(agent, world.clock.now()))
    world.service.let_go_of_member(gone(agent, world.clock.now()))

    seen = world.detail(customer, request)
    last = course(world, customer, request)[-1]
    assert seen.assignee is None
    assert (last.change, last.details, last.side) == ("assigned", {"to": ""}, "system")
    assert [entry.change for entry in course(world, customer, request)].count("assigned") == 2
