"""A case holds documents until it lets go, beside other cases, whatever the clocks say."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from botocore.exceptions import ClientError
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from billing_docs.domain.document import BillingDocument
from chassis.ids import new_id
from contracts.errors import DocumentHeld, InvalidInput, NotFound
from contracts.retention import Hold
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.keeping import CLERK, Keeper
from tests.billing_docs.integration.samples import plain_pdf
from tests.identity.integration.threads import at_once


@pytest.fixture
def keeper(desk: Desk) -> Keeper:
    return Keeper(desk=desk)


def a_document(desk: Desk, number: str = "RE-1") -> BillingDocument:
    customer = desk.new_customer()
    desk.receive(desk.event(plain_pdf(), customer, number))
    (document,) = desk.stored(customer)
    return document


@pytest.mark.req("B12")
def test_two_cases_hold_a_document_and_one_letting_go_frees_nothing(
    desk: Desk, keeper: Keeper
) -> None:
    document = a_document(desk)
    audit, lawsuit = (
        keeper.hold(document.organisation_id, document.id, case_id=case)
        for case in ("BP-2026-1", "AG-17")
    )
    keeper.follow()
    desk.clock.move(timedelta(days=4000))

    keeper.release(audit)
    keeper.follow()

    with pytest.raises(DocumentHeld):
        desk.delete(document)
    assert keeper.is_held_in_store(document)
    assert keeper.custody(document).holds == (lawsuit,)
    assert "propose" not in keeper.custody(document).next_actions

    keeper.release(lawsuit)
    keeper.follow()

    assert not keeper.is_held_in_store(document)
    assert "propose" in keeper.custody(document).next_actions
    desk.delete(document)


@pytest.mark.req("B12")
def test_a_hold_on_a_customer_covers_what_is_still_to_come(desk: Desk, keeper: Keeper) -> None:
    document = a_document(desk)
    other = a_document(desk, "RE-OTHER")
    customer = document.organisation_id
    keeper.hold(customer)
    desk.receive(desk.event(plain_pdf(), customer, "RE-LATER"))

    keeper.follow()

    assert [keeper.is_held_in_store(each) for each in desk.stored(customer)] == [True, True]
    assert not keeper.is_held_in_store(other)
    assert all(keeper.custody(each).holds for each in desk.stored(customer))
    assert keeper.custody(other).holds == ()


@pytest.mark.req("B12")
def test_the_store_itself_refuses_what_a_case_holds(desk: Desk, keeper: Keeper) -> None:
    document = a_document(desk)
    keeper.hold(document.organisation_id, document.id)

    assert keeper.follow() == 1
    assert keeper.follow() == 0

    with pytest.raises(ClientError):
        desk.store().delete_object(
            Bucket=desk.archive.bucket,
            Key=document.object_key,
            VersionId=document.version_id,
            BypassGovernanceRetention=True,
        )


@pytest.mark.req("B12")
def test_the_same_case_holds_once_also_from_two_sides(desk: Desk, keeper: Keeper) -> None:
    document = a_document(desk)

    placed = at_once(*[lambda: keeper.hold(document.organisation_id, document.id)] * 4)

    assert len({hold.id for hold in placed}) == 1
    assert [line.action for line in desk.audit(document.organisation_id)].count("hold.placed") == 1


@pytest.mark.req("B12")
def test_releasing_is_on_record_once(desk: Desk, keeper: Keeper) -> None:
    document = a_document(desk)
    hold = keeper.hold(document.organisation_id)

    released = at_once(*[lambda: keeper.release(hold)] * 3)

    assert {each.released_by for each in released} == {CLERK}
    lines = desk.audit(document.organisation_id)
    (line,) = [line for line in lines if line.action == "hold.released"]
    assert line.details == {"hold_id": str(hold.id), "case_id": "BP-2026-1"}
    assert line.subject == f"organisation:{document.organisation_id}"
    assert keeper.holds() == []
    assert [each.id for each in keeper.holds(released=True)] == [hold.id]


@pytest.mark.req("B12")
def test_a_case_that_lets_go_may_hold_anew(desk: Desk, keeper: Keeper) -> None:
    document = a_document(desk)
    first = keeper.hold(document.organisation_id, document.id)
    keeper.release(first)

    again = keeper.hold(document.organisation_id, document.id)

    assert again.id != first.id
    assert keeper.custody(document).holds == (again,)


def test_holds_are_found_by_case_and_by_customer(desk: Desk, keeper: Keeper) -> None:
    one, other = a_document(desk), a_document(desk, "RE-2")
    first = keeper.hold(one.organisation_id, case_id="A")
    second = keeper.hold(other.organisation_id, case_id="B")

    assert keeper.holds() == [second, first]
    assert keeper.holds(case_id="A") == [first]
    assert keeper.holds(organisation_id=other.organisation_id) == [second]


def test_what_cannot_be_held_is_refused(desk: Desk, keeper: Keeper) -> None:
    document, other = a_document(desk), a_document(desk, "RE-2")

    with pytest.raises(NotFound):
        keeper.hold(new_id())
    with pytest.raises(NotFound):
        keeper.hold(document.organisation_id, other.id)
    with pytest.raises(InvalidInput):
        keeper.hold(document.organisation_id, case_id=" ")
    with pytest.raises(InvalidInput):
        keeper.hold(document.organisation_id, case_id="a\nb")
    with pytest.raises(NotFound):
        keeper.release(keeper_hold_of_nobody(keeper, document))


@pytest.mark.req("B12")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE legal_hold SET reason = 'other'",
        "UPDATE legal_hold SET case_id = 'other'",
        "DELETE FROM legal_hold",
        "UPDATE restriction SET ground = 'portal_window_over'",
        "DELETE FROM restriction",
    ],
)
def test_the_database_lets_nobody_rewrite_what_was_placed(
    desk: Desk, keeper: Keeper, statement: str
) -> None:
    keeper.hold(a_document(desk).organisation_id)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        desk.database.transaction(every_organisation=True) as session,
    ):
        session.execute(text(statement))


def keeper_hold_of_nobody(keeper: Keeper, document: BillingDocument) -> Hold:
    hold = keeper.hold(document.organisation_id)
    return msgspec.structs.replace(hold, id=new_id())
