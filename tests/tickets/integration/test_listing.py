import pytest
from sqlalchemy import text

from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotPermitted
from tests.tickets.integration.conftest import Counter
from tickets.domain.request import Requester
from tickets.store.requests import RequestStore


@pytest.mark.req("FD-14", "FD-16")
def test_people_see_their_own_requests_newest_first_with_their_state(counter: Counter) -> None:
    colleague = a_principal(organisation_id=counter.caller.organisation_id)
    for number in range(3):
        counter.open(title=f"Number {number}", idempotency_key=str(number))
    counter.open(colleague, title="Not mine")

    page = counter.page()

    assert [(item.title, item.state) for item in page.items] == [
        ("Number 2", "waiting_for_vendor"),
        ("Number 1", "waiting_for_vendor"),
        ("Number 0", "waiting_for_vendor"),
    ]
    assert page.next_cursor is None


def test_pages_follow_each_other_without_gaps_while_requests_are_opened(
    counter: Counter,
) -> None:
    for number in range(5):
        counter.open(title=f"Number {number}", idempotency_key=str(number))

    first = counter.page(limit=2)
    counter.open(title="Opened meanwhile", idempotency_key="meanwhile")
    second = counter.page(limit=2, cursor=first.next_cursor)
    third = counter.page(limit=2, cursor=second.next_cursor)

    titles = [item.title for page in (first, second, third) for item in page.items]
    assert titles == ["Number 4", "Number 3", "Number 2", "Number 1", "Number 0"]
    assert third.next_cursor is None


def test_a_cursor_that_no_page_gave_is_refused(counter: Counter) -> None:
    with pytest.raises(InvalidInput) as refusal:
        counter.page(cursor="tomorrow")

    assert refusal.value.arguments == ("cursor", "malformed")


def test_an_account_for_documents_sees_nothing(counter: Counter) -> None:
    with pytest.raises(NotPermitted):
        counter.page(a_principal(role="documents", areas=("post",)))


def test_a_strangers_cursor_opens_no_foreign_page(counter: Counter) -> None:
    for number in range(2):
        counter.open(idempotency_key=str(number))
    cursor = counter.page(limit=1).next_cursor

    page = counter.page(a_principal(), cursor=cursor)

    assert page.items == ()


def test_row_level_security_holds_when_the_query_forgets_the_organisation(
    counter: Counter,
) -> None:
    stranger = a_principal()
    counter.open()
    counter.open(stranger)

    with counter.database.transaction(organisation_id=stranger.organisation_id) as session:
        seen = session.scalars(text("SELECT organisation_id FROM request")).all()
    with counter.database.transaction() as session:
        seen_by_nobody = session.scalars(text("SELECT organisation_id FROM request")).all()

    assert seen == [stranger.organisation_id]
    assert seen_by_nobody == []


def test_the_query_holds_when_row_level_security_is_down(counter: Counter) -> None:
    stranger = a_principal()
    counter.open()
    counter.open(stranger)
    assert stranger.organisation_id is not None
    requester = Requester(
        organisation_id=stranger.organisation_id, person_id=counter.caller.subject
    )

    with counter.database.transaction(every_organisation=True) as session:
        store = RequestStore(session)
        page = store.page_of(requester, older_than=None, limit=10)
        by_key = store.of_key(requester, "form-1")

    assert page == []
    assert by_key is None


def test_a_page_is_one_walk_along_an_index(counter: Counter) -> None:
    counter.open()

    with counter.database.transaction(every_organisation=True) as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.scalars(
            text(
                "EXPLAIN SELECT * FROM request WHERE organisation_id = gen_random_uuid()"
                " AND requester_id = gen_random_uuid() AND id < gen_random_uuid()"
                " ORDER BY id DESC LIMIT 51"
            )
        ).all()

    assert "Sort" not in "\n".join(plan)
