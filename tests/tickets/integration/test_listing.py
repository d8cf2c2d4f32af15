"""Lists of requests."""

import pytest
from sqlalchemy import text

from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotPermitted
from tests.tickets.integration.world import World, a_colleague


@pytest.mark.req("FD-14", "FD-16")
def test_people_see_their_own_requests_newest_first_with_their_state(world: World) -> None:
    customer = a_principal()
    for number in range(3):
        world.open(customer, title=f"Number {number}", idempotency_key=str(number))
    world.open(a_colleague(customer), title="Not mine")

    page = world.page(customer)

    assert [(item.title, item.state) for item in page.items] == [
        ("Number 2", "waiting_for_vendor"),
        ("Number 1", "waiting_for_vendor"),
        ("Number 0", "waiting_for_vendor"),
    ]
    assert page.next_cursor is None


def test_pages_follow_each_other_without_gaps_while_requests_are_opened(world: World) -> None:
    customer = a_principal()
    for number in range(5):
        world.open(customer, title=f"Number {number}", idempotency_key=str(number))

    first = world.page(customer, limit=2)
    world.open(customer, title="Opened meanwhile", idempotency_key="meanwhile")
    second = world.page(customer, limit=2, cursor=first.next_cursor)
    third = world.page(customer, limit=2, cursor=second.next_cursor)

    titles = [item.title for page in (first, second, third) for item in page.items]
    assert titles == ["Number 4", "Number 3", "Number 2", "Number 1", "Number 0"]
    assert third.next_cursor is None


def test_a_cursor_that_no_page_gave_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput) as refusal:
        world.page(a_principal(), cursor="tomorrow")

    assert refusal.value.arguments == ("query.cursor", "malformed")


def test_an_account_for_documents_sees_nothing(world: World) -> None:
    with pytest.raises(NotPermitted):
        world.page(a_principal(role="documents", areas=("post",)))


def test_a_page_is_one_walk_along_an_index(world: World) -> None:
    world.open(a_principal())

    with world.database.transaction(every_organisation=True) as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.scalars(
            text(
                "EXPLAIN SELECT * FROM request WHERE organisation_id = gen_random_uuid()"
                " AND requester_id = gen_random_uuid() AND id < gen_random_uuid()"
                " ORDER BY id DESC LIMIT 51"
            )
        ).all()

    assert "Sort" not in "\n".join(plan)
