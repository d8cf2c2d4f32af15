"""Documents that came without an examination get one in the background, once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from billing_docs.domain.document import BillingDocument
from billing_docs.store.examination_queue import ExaminationQueue
from billing_docs.store.examinations import ExaminationStore
from billing_docs.use_cases.viewing.examine_waiting import MOST_TRIES, PAUSE, examine_waiting
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf, zugferd
from tests.identity.integration.threads import at_once


def examine(desk: Desk) -> int:
    return examine_waiting(desk.database, desk.resources(), desk.clock.now())


def unread(desk: Desk, customer: UUID, content: bytes, number: str) -> BillingDocument:
    """Return a document whose reading nobody remembers, as before there were examinations."""
    desk.receive(desk.event(content, customer, number))
    (document,) = [each for each in desk.stored(customer) if each.number == number]
    desk.run_sql(
        "DELETE FROM document_examination WHERE document_id = :id RETURNING 1", id=document.id
    )
    want(desk, document)
    return document


def want(desk: Desk, document: BillingDocument) -> None:
    with desk.database.transaction(organisation_id=document.organisation_id) as session:
        ExaminationQueue(session).want(document, desk.clock.now())


def examined(desk: Desk, document: BillingDocument) -> str | None:
    """Return the digest of the XML that was found in a document, "" for none; None: not read."""
    with desk.database.transaction(organisation_id=document.organisation_id) as session:
        found = ExaminationStore(session).of_document(document.organisation_id, document.id)
    return None if found is None else found.xml.sha256 if found.xml else ""


@pytest.mark.req("B15")
def test_what_nobody_has_read_is_read_once_whoever_comes_first(desk: Desk) -> None:
    customer = desk.new_customer()
    hybrid = unread(desk, customer, zugferd("RE-1"), "RE-1")
    plain = unread(desk, customer, plain_pdf(), "RE-2")
    for document in (hybrid, plain):
        want(desk, document)

    settled = at_once(*[lambda: examine(desk)] * 3)

    assert sum(settled) == 2
    assert examine(desk) == 0
    assert examined(desk, hybrid)
    assert examined(desk, plain) == ""
    assert [each.faults for each in desk.stored(customer)] == [hybrid.faults, plain.faults]


@pytest.mark.req("B15")
def test_what_is_damaged_is_tried_again_for_some_days_and_stops_nobody(desk: Desk) -> None:
    customer = desk.new_customer()
    lost = desk.add(customer, "RE-LOST")
    want(desk, lost)
    other = unread(desk, customer, plain_pdf(), "RE-2")

    first = examine(desk)
    again = examine(desk)
    later = []
    for _ in range(MOST_TRIES):
        desk.clock.move(PAUSE + timedelta(seconds=1))
        later.append(examine(desk))

    assert (first, again) == (2, 0)
    assert examined(desk, other) == ""
    assert later == [1] * (MOST_TRIES - 1) + [0]
    assert desk.run_sql("SELECT 1 FROM examination_wanted") == []
