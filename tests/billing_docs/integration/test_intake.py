"""A document that an ERP issues is archived once, listed once and told once."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from chassis.ids import new_id
from contracts.events import NoticeRequested
from kontor_demo.documents import make_plain_pdf, make_xrechnung, make_zugferd_invoice
from tests.billing_docs.integration.conftest import World, a_reminder, an_invoice
from tests.waiting import until


@pytest.mark.req("BR-04", "B1", "B13")
def test_a_published_invoice_is_listed_with_what_its_xml_says(world: World) -> None:
    pdf = make_zugferd_invoice(an_invoice("RE-2026-1"))

    world.publish(pdf, "RE-2026-1")

    until(world.documents)
    (document,) = world.documents()
    assert document.number == "RE-2026-1"
    assert document.format == "hybrid_pdf"
    assert document.total is not None
    assert (document.total.minor_units, document.total.currency) == (11900, "EUR")
    assert document.seller_name == "Musterfabrik GmbH (Demo)"
    assert document.sha256 == hashlib.sha256(pdf).hexdigest()
    assert document.faults == ()
    assert world.bytes_of(world.archived(document.id)) == pdf


def test_the_archived_object_cannot_be_deleted_for_twelve_months(world: World) -> None:
    world.publish(make_zugferd_invoice(an_invoice("RE-2026-2")), "RE-2026-2")
    (document,) = until(world.documents)
    file = world.archived(document.id)
    store = world.store()

    lock = store.get_object_retention(
        Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
    )["Retention"]

    assert lock["RetainUntilDate"] > datetime.now(UTC) + timedelta(days=364)
    with pytest.raises(store.exceptions.ClientError):
        store.delete_object(Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id)
    assert world.bytes_of(file)


@pytest.mark.req("SE-30", "BR-05", "B8")
def test_the_same_event_three_times_is_one_document_and_one_notice(world: World) -> None:
    notices = world.bus.listen("billing_docs.events", "notice_requested")
    pdf = make_zugferd_invoice(an_invoice("RE-2026-3"))

    for _ in range(3):
        world.publish(pdf, "RE-2026-3")
    world.publish(pdf, "RE-2026-3", event_id="resent-under-a-new-id")
    world.publish(make_plain_pdf(a_reminder("MA-1")), "MA-1", document_type="reminder")

    until(lambda: len(world.documents()) == 2)
    told = [
        msgspec.json.decode(world.bus.next_message(notices).body, type=NoticeRequested)
        for _ in range(2)
    ]
    assert {notice.parameters["number"] for notice in told} == {"RE-2026-3", "MA-1"}
    assert {notice.recipient for notice in told} == {"rechnung@musterkunde.example"}
    assert world.count("document", f"organisation_id = '{world.organisation_id}'") == 2
    until(lambda: world.count("outbox") == 0)


def test_an_xrechnung_is_archived_as_it_is(world: World) -> None:
    xml = make_xrechnung(an_invoice("RE-7"), "ubl")

    world.publish(xml, "RE-7", file_name="RE-7.xml", media_type="application/xml")

    (document,) = until(world.documents)
    assert document.format == "ubl"
    assert world.bytes_of(world.archived(document.id)) == xml


@pytest.mark.req("BR-05")
def test_a_document_that_comes_before_its_customer_waits_for_it(world: World) -> None:
    pdf = make_zugferd_invoice(an_invoice("RE-EARLY"))
    event_id = world.publish(pdf, "RE-EARLY", customer_number="20002")
    until(lambda: world.parked_code(event_id) == "unknown_customer")
    rejected = world.heard_outside()

    newcomer = world.introduce_customer("20002", organisation_id=new_id(), e_billing_address=None)

    assert rejected["type"] == "document.rejected.v1"
    assert rejected["data"]["code"] == "unknown_customer"
    assert rejected["data"]["event_id"] == event_id
    until(lambda: world.count("document", f"organisation_id = '{newcomer}'") == 1)
    assert world.parked_code(event_id) is None
