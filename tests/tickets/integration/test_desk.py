"""What the vendor's people do with requests, and what their customers see of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound, NotPermitted, WireError
from contracts.principal import Principal
from contracts.request_desk import ChangeState
from contracts.tickets import Request
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import course, say
from tests.tickets.integration.desk import (
    assign,
    close,
    merge,
    move,
    prioritise,
    put,
    queue,
    rate,
)
from tests.tickets.integration.world import World, a_colleague, address_of, name_of, staff

# The clock stands at Monday, 2 March 2026, 13:00 in Berlin.
AFTER_A_DAY_OF_WORK = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def customer() -> Principal:
    return a_principal()


@pytest.fixture
def request_(world: World, customer: Principal) -> Request:
    return world.open(customer)


def test_a_request_has_a_responsible_person_and_a_due_time_and_its_customer_sees_both(
    world: World, customer: Principal, request_: Request
) -> None:
    agent = staff()

    assign(world, agent, request_, agent)

    seen = world.detail(customer, request_)
    assert seen.assignee is not None
    assert (seen.assignee.person_id, seen.assignee.name) == (agent.subject, name_of(agent))
    assert seen.due_at == request_.due_at == AFTER_A_DAY_OF_WORK
    assert (seen.state, seen.priority) == ("waiting_for_vendor", None)
    assert world.detail(agent, request_).priority == "normal"


def test_a_colleague_at_the_vendor_is_assigned_and_a_stranger_is_not(
    world: World, request_: Request
) -> None:
    agent = staff()
    colleague = a_colleague(agent)
    world.identity.colleagues = [agent, colleague]

    assigned = assign(world, agent, request_, colleague)
    with pytest.raises(InvalidInput) as refused:
        assign(world, agent, request_, staff())
    left = assign(world, agent, request_, None)

    assert assigned.assignee is not None
    assert assigned.assignee.name == name_of(colleague)
    assert refused.value.arguments == ("person_id", "not_of_the_vendor")
    assert left.assignee is None


@pytest.mark.req("FD-16")
def test_the_customer_sees_each_state_as_it_comes(
    world: World, customer: Principal, request_: Request
) -> None:
    agent, seen = staff(), []

    put(world, agent, request_, "in_progress", since="waiting_for_vendor")
    seen.append(world.page(customer).items[0].state)
    put(world, agent, request_, "waiting_for_customer", since="in_progress")
    seen.append(world.page(customer).items[0].state)
    say(world, customer, request_, "So ist es.")
    seen.append(world.page(customer).items[0].state)
    close(world, agent, request_)
    seen.append(world.page(customer).items[0].state)

    assert seen == ["in_progress", "waiting_for_customer", "waiting_for_vendor", "closed"]
    changes = [step.details for step in course(world, customer, request_) if step.change]
    assert changes[1:] == [
        {"from": "waiting_for_vendor", "to": "in_progress"},
        {"from": "in_progress", "to": "waiting_for_customer"},
        {"from": "waiting_for_customer", "to": "waiting_for_vendor"},
        {"from": "waiting_for_vendor", "to": "closed"},
    ]


def test_a_note_ends_no_waiting(world: World, customer: Principal, request_: Request) -> None:
    put(world, staff(), request_, "waiting_for_customer", since="waiting_for_vendor")

    say(world, customer, request_, "Unter uns", "customer")
    say(world, staff(), request_, "Noch eine Frage")

    assert world.detail(customer, request_).state == "waiting_for_customer"


def test_a_hundred_who_take_a_request_on_at_once_have_one_winner(
    world: World, customer: Principal, request_: Request
) -> None:
    change = ChangeState(
        request_id=request_.id, from_state="waiting_for_vendor", to_state="in_progress"
    )

    def outcome(agent: Principal) -> tuple[str, bool]:
        try:
            world.service.change_state(agent, change)
        except ChangedMeanwhile as refused:
            return refused.arguments[1], False
        return "in_progress", True

    outcomes = at_once(*[partial(outcome, staff()) for _ in range(100)])

    assert sum(won for _, won in outcomes) == 1
    assert {state for state, _ in outcomes} == {"in_progress"}
    changed = [step for step in course(world, customer, request_) if step.change == "state_changed"]
    assert len(changed) == 1


@pytest.mark.parametrize("to_state", ["waiting_for_customer", "in_progress", "closed"])
def test_a_step_that_leads_nowhere_is_refused(
    world: World, request_: Request, to_state: Any
) -> None:
    agent = staff()
    close(world, agent, request_)

    with pytest.raises(InvalidInput) as refused:
        put(world, agent, request_, to_state, since="closed")

    assert refused.value.arguments == ("to_state", "not_possible")


@pytest.mark.req("FD-18", "C7")
def test_a_customer_never_sets_state_priority_department_or_assignee(
    world: World, customer: Principal, request_: Request
) -> None:
    attempts: list[Callable[[], object]] = [
        partial(put, world, customer, request_, "closed", since="waiting_for_vendor"),
        partial(prioritise, world, customer, request_, "urgent"),
        partial(move, world, customer, request_, "sales"),
        partial(assign, world, customer, request_, customer),
        partial(merge, world, customer, request_, request_),
        partial(queue, world, customer),
    ]

    for attempt in attempts:
        with pytest.raises(NotPermitted) as refused:
            attempt()
        assert refused.value.arguments == ("vendor_staff",)
    assert world.detail(customer, request_) == world.page(customer).items[0]


def test_an_answer_opens_a_closed_request_again_for_two_weeks(
    world: World, customer: Principal, request_: Request
) -> None:
    agent = staff()
    close(world, agent, request_)
    world.clock.move(timedelta(days=14))
    say(world, customer, request_, "Es ist wieder da.")
    again = world.detail(customer, request_)

    close(world, agent, request_)
    world.clock.move(timedelta(days=14, seconds=1))
    with pytest.raises(ChangedMeanwhile) as refused:
        say(world, customer, request_, "Noch einmal.")

    assert again.state == "waiting_for_vendor"
    assert again.due_at is not None
    assert refused.value.arguments == ("state", "closed")
    assert "Noch einmal." not in str(course(world, agent, request_))


def test_a_closed_request_is_told_and_rated_by_whoever_asked(
    world: World, customer: Principal, request_: Request
) -> None:
    agent, colleague = staff(), a_colleague(customer)
    with pytest.raises(ChangedMeanwhile):
        rate(world, customer, request_, 5)

    close(world, agent, request_)
    rated = rate(world, customer, request_, 4, "Schnell.")
    rate(world, customer, request_, 4, "Schnell.")

    assert rated.stars == 4
    assert world.notices()[-1].kind == "request_closed"
    assert world.notices()[-1].recipient == address_of(customer)
    changes = [step.change for step in course(world, agent, request_)]
    assert changes.count("rated") == 1
    for other, error in ((agent, NotPermitted), (colleague, NotFound)):
        with pytest.raises(error):
            rate(world, other, request_, 1)


def test_queues_show_each_department_its_open_requests(
    world: World, customer: Principal, request_: Request
) -> None:
    agent = staff()
    moved = world.open(customer, idempotency_key="2", title="Zweite Anfrage im Lager")
    closed = world.open(customer, idempotency_key="3", title="Dritte Anfrage im Lager")
    world.open(a_principal(), title="Anfrage von woanders")
    move(world, agent, moved, "sales")
    close(world, agent, closed)
    assign(world, agent, request_, agent)

    def shown(**query: Any) -> set[str]:
        return {each.title for each in queue(world, agent, limit=1, **query)}

    assert shown(department="sales", open=True) == {moved.title}
    assert shown(assignee="me") == {request_.title}
    assert shown(assignee=str(agent.subject), sort="activity") == {request_.title}
    assert shown(assignee="nobody", open=True) == {moved.title, "Anfrage von woanders"}
    assert shown(organisation_id=customer.organisation_id, open=False) == {closed.title}
    assert shown(state="closed") == {closed.title}
    assert shown(search="woanders") == {"Anfrage von woanders"}
    assert len(shown()) == 4
    with pytest.raises(InvalidInput):
        queue(world, agent, assignee="somebody")


def test_moving_a_request_leaves_it_to_the_other_department(
    world: World, request_: Request
) -> None:
    agent = staff()
    assign(world, agent, request_, agent)

    moved = move(world, agent, request_, "accounting")

    assert (moved.department, moved.assignee) == ("accounting", None)
    with pytest.raises(InvalidInput) as refused:
        move(world, agent, request_, "nowhere")
    assert refused.value.arguments == ("department", "unknown_department")


def test_a_priority_moves_the_due_time_and_is_the_vendors_own_business(
    world: World, customer: Principal, request_: Request
) -> None:
    agent = staff()

    urgent = prioritise(world, agent, request_, "urgent")

    assert urgent.due_at == world.clock.now() + timedelta(hours=2)
    assert urgent.priority == "urgent"
    assert "priority_changed" not in [step.change for step in course(world, customer, request_)]
    assert "priority_changed" in [step.change for step in course(world, agent, request_)]


def test_a_merged_request_is_closed_and_names_the_one_that_goes_on(
    world: World, customer: Principal, request_: Request
) -> None:
    agent = staff()
    same = world.open(a_colleague(customer), title="Drucker im Lager streikt")
    foreign = world.open(a_principal())

    merged = merge(world, agent, same, request_)
    merge(world, agent, same, request_)

    assert merged.state == "closed"
    steps = [step for step in course(world, agent, same) if step.change == "merged"]
    assert [step.details for step in steps] == [{"into": str(request_.number)}]
    for into in (foreign, request_, same):
        with pytest.raises(InvalidInput) as refused:
            merge(world, agent, request_, into)
        assert refused.value.arguments == ("into_request_id", "not_there")


def test_what_is_overdue_is_told_once_to_whoever_takes_care_of_it(
    world: World, customer: Principal, request_: Request
) -> None:
    agent = staff()
    assign(world, agent, request_, agent)
    world.open(customer, idempotency_key="2")
    world.clock.move(AFTER_A_DAY_OF_WORK - world.clock.now())
    world.service.escalate_overdue()
    early = world.told("request.escalated.v1")
    world.clock.move(timedelta(seconds=1))

    at_once(*[world.service.escalate_overdue for _ in range(4)])
    world.service.escalate_overdue()

    told = world.told("request.escalated.v1")
    assert early == []
    assert len(told) == 2
    assert {each["data"]["number"] for each in told} >= {request_.number}
    assert "Drucker" not in str(told)
    overdue = [notice for notice in world.notices() if notice.kind == "request_overdue"]
    assert [notice.recipient for notice in overdue] == [address_of(agent)]
    assert [each.id for each in queue(world, agent, is_overdue=True, assignee="me")] == [
        request_.id
    ]
    assert "escalated" not in [step.change for step in course(world, customer, request_)]


def test_what_waits_for_the_customer_is_not_overdue(world: World, request_: Request) -> None:
    put(world, staff(), request_, "waiting_for_customer", since="waiting_for_vendor")
    world.clock.move(timedelta(days=30))

    world.service.escalate_overdue()

    assert world.told("request.escalated.v1") == []


def test_a_request_that_does_not_exist_is_not_found(world: World) -> None:
    with pytest.raises(WireError) as refused:
        world.service.change_state(
            staff(),
            ChangeState(request_id=new_id(), from_state="in_progress", to_state="closed"),
        )

    assert isinstance(refused.value, NotFound)
