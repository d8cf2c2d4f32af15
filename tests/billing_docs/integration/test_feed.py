"""What the feed of a customer's affairs hears of a document, from its arrival to its end."""

from __future__ import annotations

from datetime import timedelta

from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.keeping import Keeper
from tests.billing_docs.integration.samples import plain_pdf


def test_a_document_is_told_once_when_it_arrives(desk: Desk) -> None:
    customer = desk.new_customer(e_billing_address=None)
    event = desk.event(plain_pdf(), customer)

    for _ in range(2):
        desk.receive(event)

    (document,) = desk.stored(customer)
    (told,) = desk.told("affair_changed")
    assert told["type"] == "kontor.document.arrived.v1"
    assert (told["organisation_id"], told["subject_id"]) == (str(customer), str(document.id))
    assert told["facts"] == {
        "area": "documents",
        "number": document.number,
        "document_type": document.document_type,
        "issued_on": document.issued_on.isoformat(),
    }
    assert (told["is_shown"], told["is_gone"]) == (True, False)


def test_whether_it_is_shown_is_told_with_each_change_and_a_greater_version(desk: Desk) -> None:
    customer = desk.new_customer(e_billing_address=None)
    desk.receive(desk.event(plain_pdf(), customer))
    (document,) = desk.stored(customer)
    keeper = Keeper(desk=desk)

    for _ in range(2):
        keeper.restrict(document)
    keeper.lift(document)
    desk.clock.move(timedelta(days=366 * 2))
    for _ in range(2):
        desk.delete(document)

    told = desk.told("affair_changed")
    assert [(each["type"], each["is_shown"], each["is_gone"]) for each in told] == [
        ("kontor.document.arrived.v1", True, False),
        (None, False, False),
        (None, True, False),
        (None, False, True),
    ]
    versions = [each["version"] for each in told]
    assert sorted(set(versions)) == versions
