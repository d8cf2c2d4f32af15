"""A credit note and its original know of each other, in whatever order they come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from billing_docs.domain.document import BillingDocument
from billing_docs.store.references import ReferenceStore
from billing_docs.use_cases.post.list_links import list_links
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf


def receive(desk: Desk, customer: UUID, number: str, **changes: Any) -> None:
    desk.receive(desk.event(plain_pdf(), customer, number, **changes))


def document(desk: Desk, customer: UUID, number: str) -> BillingDocument:
    (found,) = [each for each in desk.stored(customer) if each.number == number]
    return found


def links(desk: Desk, customer: UUID, number: str) -> list[tuple[str, str, bool]]:
    """Return relation, number, and whether a document stands behind it, of each link."""
    which = document(desk, customer, number)
    with desk.database.transaction(organisation_id=customer) as session:
        found = list_links(which, ReferenceStore(session)).items
    return [(each.relation, each.number, each.document is not None) for each in found]


CREDIT_NOTE = {"document_type": "credit_note", "corrects": "RE-1"}


@pytest.mark.req("B18")
@pytest.mark.parametrize("order", [("RE-1", "GU-1"), ("GU-1", "RE-1")])
def test_a_credit_note_and_its_original_are_linked_in_whatever_order_they_come(
    desk: Desk, order: tuple[str, str]
) -> None:
    customer = desk.new_customer()
    for number in order:
        receive(desk, customer, number, **(CREDIT_NOTE if number == "GU-1" else {}))

    assert links(desk, customer, "GU-1") == [("corrects", "RE-1", True)]
    assert links(desk, customer, "RE-1") == [("corrected_by", "GU-1", True)]
    assert {each.number for each in desk.stored(customer)} == {"RE-1", "GU-1"}


@pytest.mark.req("B18")
def test_a_number_that_stands_for_nothing_is_named_and_links_to_nothing(desk: Desk) -> None:
    customer, other = desk.new_customer(), desk.new_customer()
    receive(desk, other, "RE-1")
    receive(desk, customer, "GU-1", **CREDIT_NOTE)

    assert links(desk, customer, "GU-1") == [("corrects", "RE-1", False)]
    assert links(desk, other, "RE-1") == []


@pytest.mark.req("B18")
def test_another_issuers_number_is_another_number(desk: Desk) -> None:
    customer = desk.new_customer()
    desk.add(customer, "RE-1", source="/erp/other")
    receive(desk, customer, "GU-1", **CREDIT_NOTE)

    assert links(desk, customer, "GU-1") == [("corrects", "RE-1", False)]
    assert links(desk, customer, "RE-1") == []


@pytest.mark.req("B18")
def test_a_reminder_refers_to_what_it_reminds_of(desk: Desk) -> None:
    customer = desk.new_customer()
    for number in ("RE-1", "RE-2"):
        receive(desk, customer, number)
    receive(desk, customer, "MA-1", document_type="reminder", refers_to=("RE-2", "RE-1", "MA-1"))

    assert links(desk, customer, "MA-1") == [
        ("refers_to", "RE-1", True),
        ("refers_to", "RE-2", True),
    ]
    assert links(desk, customer, "RE-1") == [("referred_to_by", "MA-1", True)]


@pytest.mark.req("B18")
def test_a_correction_is_of_an_invoice_and_not_of_a_delivery_note_of_that_number(
    desk: Desk,
) -> None:
    customer = desk.new_customer()
    receive(desk, customer, "RE-1", document_type="delivery_note")
    receive(desk, customer, "GU-1", **CREDIT_NOTE)

    assert links(desk, customer, "GU-1") == [("corrects", "RE-1", False)]
    assert links(desk, customer, "RE-1") == []


@pytest.mark.req("B18")
def test_what_is_deleted_is_linked_no_more(desk: Desk) -> None:
    customer = desk.new_customer()
    desk.add(customer, "RE-1")
    receive(desk, customer, "GU-1", **CREDIT_NOTE)
    desk.clock.move(timedelta(days=400))

    desk.delete(document(desk, customer, "RE-1"))

    assert links(desk, customer, "GU-1") == [("corrects", "RE-1", False)]


@pytest.mark.req("B18", "B1")
def test_a_resend_names_nothing_twice(desk: Desk) -> None:
    customer = desk.new_customer()
    receive(desk, customer, "RE-1")
    for _ in range(2):
        receive(desk, customer, "GU-1", **CREDIT_NOTE)

    assert links(desk, customer, "RE-1") == [("corrected_by", "GU-1", True)]
