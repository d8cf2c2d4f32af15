"""What is said about a request, who reads it, and how its words are changed."""

from functools import partial
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.conversations import AddComment, EntryQuery
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound, NotPermitted
from contracts.principal import Principal
from contracts.tickets import Request
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import (
    ORGANISATION,
    bodies,
    course,
    edit,
    say,
    share,
    with_person,
)
from tests.tickets.integration.world import World, a_colleague, address_of, name_of, staff


@pytest.fixture
def customer() -> Principal:
    return a_principal()


@pytest.fixture
def request_(world: World, customer: Principal) -> Request:
    return world.open(customer)


@pytest.mark.req("FD-02", "FD-17", "C5")
def test_the_course_shows_every_public_step_in_order_with_who_did_it(
    world: World, customer: Principal, request_: Request
) -> None:
    agent = staff()
    say(world, agent, request_, "Welches Papier?")
    say(world, customer, request_, "A4.")
    edit(world, customer, request_, title="Drucker zieht A4 nicht ein")

    steps = course(world, customer, request_)

    assert [(step.change or step.body, step.side) for step in steps] == [
        ("opened", "customer"),
        ("Welches Papier?", "vendor"),
        ("A4.", "customer"),
        ("edited", "customer"),
    ]
    authors = [step.author.name if step.author else None for step in steps]
    assert authors == [name_of(customer), name_of(agent), name_of(customer), name_of(customer)]
    assert steps == course(world, agent, request_, limit=1)
    assert steps[::-1] == course(world, agent, request_, limit=2, latest=True)


def test_an_answer_of_the_vendor_is_mailed_to_whoever_asked(
    world: World, customer: Principal, request_: Request
) -> None:
    agent = staff()

    say(world, agent, request_, "Bitte öffnen Sie die Klappe.")
    say(world, customer, request_, "Danke!")

    answered = [notice for notice in world.notices() if notice.kind == "request_answered"]
    (notice,) = answered
    assert notice.recipient == address_of(customer)
    assert notice.parameters["comment"] == "Bitte öffnen Sie die Klappe."
    assert notice.parameters["author"] == name_of(agent)


def test_a_comment_that_is_sent_twice_is_said_once(
    world: World, customer: Principal, request_: Request
) -> None:
    first = say(world, customer, request_, "Danke!", idempotency_key="k")
    second = say(world, customer, request_, " Danke! ", idempotency_key="k")

    assert first == second
    assert bodies(world, customer, request_) == ["Danke!"]
    with pytest.raises(InvalidInput) as refused:
        say(world, customer, request_, "Anders", idempotency_key="k")
    assert refused.value.arguments == ("idempotency_key", "used_for_another_comment")


def test_a_comment_from_many_hands_at_once_is_said_once(
    world: World, customer: Principal, request_: Request
) -> None:
    comment = AddComment(request_id=request_.id, body="Danke!", idempotency_key="k")
    world.by(customer)

    said = at_once(*[partial(world.service.add_comment, customer, comment) for _ in range(6)])

    assert len({entry.id for entry in said}) == 1
    assert bodies(world, customer, request_) == ["Danke!"]


def test_what_many_say_at_once_is_all_there(world: World, request_: Request) -> None:
    agents = [staff() for _ in range(6)]
    world.by(agents[0])

    at_once(
        *[
            partial(
                world.service.add_comment,
                agent,
                AddComment(request_id=request_.id, body=str(number), idempotency_key="k"),
            )
            for number, agent in enumerate(agents)
        ]
    )

    assert sorted(str(body) for body in bodies(world, agents[0], request_)) == list("012345")


@pytest.mark.req("FD-17", "C6")
@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("public", {"requester", "colleague", "agent"}),
        ("vendor", {"agent"}),
        ("customer", {"requester", "colleague"}),
        ("partner", {"agent"}),
    ],
)
def test_a_note_is_read_by_those_it_is_for(
    world: World, customer: Principal, request_: Request, audience: Any, readers: set[str]
) -> None:
    colleague, agent = a_colleague(customer), staff()
    share(world, customer, request_, with_person(colleague))
    people = {"requester": customer, "colleague": colleague, "agent": agent}
    author = customer if audience == "customer" else agent
    say(world, author, request_, "Vermerk", audience)

    reading = {who for who, person in people.items() if bodies(world, person, request_)}

    assert reading == readers


@pytest.mark.parametrize(
    ("author", "audience"),
    [("customer", "vendor"), ("customer", "partner"), ("agent", "customer")],
)
def test_nobody_writes_what_he_could_not_read(
    world: World, customer: Principal, request_: Request, author: str, audience: Any
) -> None:
    with pytest.raises(NotPermitted) as refused:
        say(world, customer if author == "customer" else staff(), request_, "Vermerk", audience)

    assert refused.value.arguments == ("audience",)


def test_foreign_and_unknown_requests_answer_alike(world: World, request_: Request) -> None:
    stranger = a_principal()
    service = world.by(stranger)

    for request_id in (request_.id, new_id()):
        for attempt in (
            partial(service.get_request, stranger, request_id),
            partial(service.list_entries, stranger, EntryQuery(request_id=request_id)),
            partial(service.mark_read, stranger, request_id),
            partial(service.list_shares, stranger, request_id),
            partial(say, world, stranger, request_id),
        ):
            with pytest.raises(NotFound) as refused:
                attempt()
            assert refused.value.arguments == ("request",)


@pytest.mark.req("FD-18", "C7")
def test_whoever_asked_changes_the_words_and_the_fields(
    world: World, customer: Principal, request_: Request
) -> None:
    changed = edit(
        world,
        customer,
        request_,
        title="Drucker zieht A4 nicht ein",
        fields={"since": "2026-03-01", "phone": "030 12345"},
    )
    again = edit(world, customer, request_, fields={"phone": None})

    assert changed.title == "Drucker zieht A4 nicht ein"
    assert changed.fields == {"since": "2026-03-01", "phone": "030 12345"}
    assert again.fields == {"since": "2026-03-01"}
    details = [
        step.details for step in course(world, customer, request_) if step.change == "edited"
    ]
    assert details == [{"changed": "title,phone,since"}, {"changed": "phone"}]


def test_an_edit_that_changes_nothing_leaves_no_trace(
    world: World, customer: Principal, request_: Request
) -> None:
    edit(world, customer, request_, title=f" {request_.title} ")

    assert [step.change for step in course(world, customer, request_)] == ["opened"]


@pytest.mark.req("FD-18", "C7")
def test_a_colleague_changes_it_only_where_that_was_granted(
    world: World, customer: Principal, request_: Request
) -> None:
    colleague = a_colleague(customer)
    share(world, customer, request_, with_person(colleague))

    with pytest.raises(NotPermitted):
        edit(world, colleague, request_, title="Anders als vorher")
    share(world, customer, request_, with_person(colleague), may_edit=True)

    assert edit(world, colleague, request_, title="Anders als vorher").title == "Anders als vorher"


def test_the_vendors_people_do_not_change_a_customers_words(
    world: World, request_: Request
) -> None:
    with pytest.raises(NotPermitted):
        edit(world, staff(), request_, title="Anders als vorher")


def test_an_edit_names_everything_that_is_wrong(
    world: World, customer: Principal, request_: Request
) -> None:
    with pytest.raises(InvalidInput) as refused:
        edit(world, customer, request_, title=" ", fields={"since": "gestern", "state": "closed"})

    assert refused.value.arguments == (
        *("title", "empty"),
        *("fields.since", "not_a_date"),
        *("fields.state", "unknown_field"),
    )


def test_a_closed_request_is_not_changed(
    world: World, customer: Principal, request_: Request
) -> None:
    world.put_into(request_, "closed")

    with pytest.raises(ChangedMeanwhile) as refused:
        edit(world, customer, request_, title="Anders als vorher")

    assert refused.value.arguments == ("state", "closed")


def test_the_document_that_was_attached_is_not_exchanged(world: World, customer: Principal) -> None:
    document_id = world.billing_docs.issue()
    fields: dict[str, Any] = {"document": str(document_id), "subject": "amount"}
    request = world.open(customer, kind="invoice_question", fields=fields)

    with pytest.raises(InvalidInput) as refused:
        edit(world, customer, request, fields={"document": str(new_id())})

    assert refused.value.arguments == ("fields.document", "not_allowed")
    assert edit(world, customer, request, fields={"subject": "other"}).fields["subject"] == "other"


def test_what_others_said_is_unread_until_it_was_read(
    world: World, customer: Principal, request_: Request
) -> None:
    agent = staff()
    say(world, agent, request_, "Eins")
    say(world, agent, request_, "Intern", "vendor")
    say(world, customer, request_, "Zwei")

    before = world.detail(customer, request_).unread
    world.service.mark_read(customer, request_.id)
    after = world.detail(customer, request_).unread
    say(world, agent, request_, "Drei")

    assert (before, after) == (1, 0)
    assert world.detail(customer, request_).unread == 1
    assert world.service.summarise_requests(customer).unread_requests == 1


def test_reading_is_each_persons_own(world: World, customer: Principal, request_: Request) -> None:
    colleague = a_colleague(customer)
    share(world, customer, request_, ORGANISATION)
    say(world, staff(), request_, "Eins")

    world.service.mark_read(customer, request_.id)

    assert world.detail(customer, request_).unread == 0
    assert world.detail(colleague, request_).unread > 0


def test_what_one_may_do_is_said_with_the_request(
    world: World, customer: Principal, request_: Request
) -> None:
    own = world.service.get_request(customer, request_.id)
    agents = world.service.get_request(staff(), request_.id)

    assert (own.may_edit, own.may_share, own.audiences) == (True, True, ("customer", "public"))
    assert (agents.may_edit, agents.may_share) == (False, False)
    assert agents.audiences == ("partner", "public", "vendor")
    assert own.kind is not None
    assert (own.kind.key, own.kind.version) == ("technical_problem", 1)
