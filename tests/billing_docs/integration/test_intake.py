"""A document that an ERP issues is archived once, listed once and told once."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.ids import new_id
from contracts.inbound import INLINE_LIMIT_BYTES
from contracts.money import Money
from kontor_demo.documents import make_xrechnung
from kontor_publisher import Publisher
from tests.billing_docs.integration.samples import an_invoice, plain_pdf, zugferd
from tests.billing_docs.integration.world import E_BILLING, SOURCE, World, a_file
from tests.billing_docs.unit.reading.test_samples import INVOICES, SAMPLES
from tests.waiting import until


@pytest.mark.req("BR-04", "B1", "B13", "B15")
def test_a_published_invoice_is_listed_with_what_its_xml_says(world: World) -> None:
    pdf = zugferd("RE-2026-1")

    event_id = world.publish(pdf, "RE-2026-1")

    (document,) = world.wait_listed()
    assert (document.number, document.issued_on) == ("RE-2026-1", date(2026, 3, 2))
    assert (document.format, document.document_type) == ("hybrid_pdf", "invoice")
    assert document.total == Money(minor_units=11900, currency="EUR")
    assert document.due_on == date(2026, 3, 16)
    assert document.seller_name == "Musterfabrik GmbH (Demo)"
    assert document.buyer_name == "Musterkunde AG (Demo)"
    assert document.sha256 == hashlib.sha256(pdf).hexdigest()
    assert (document.folder, document.faults) == ("post", ())
    assert world.bytes_of(world.archived(document.id)) == pdf
    confirmed = world.heard("document.archived.v1", event_id)
    assert confirmed["document_id"] == str(document.id)
    assert confirmed["sha256"] == document.sha256


@pytest.mark.req("B15")
@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_an_xrechnung_is_archived_as_it_is(world: World, syntax: str) -> None:
    number = f"XR-{syntax}"
    xml = make_xrechnung(an_invoice(number), "ubl" if syntax == "ubl" else "cii")

    world.publish(xml, number)

    (document,) = world.wait_listed()
    assert (document.format, document.media_type) == (syntax, "application/xml")
    assert document.total == Money(minor_units=11900, currency="EUR")
    assert document.buyer_name == "Musterkunde AG (Demo)"
    assert world.bytes_of(world.archived(document.id)) == xml


@pytest.mark.req("B13", "BR-04")
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not at hand")
def test_every_invoice_that_others_made_is_archived_byte_for_byte(world: World) -> None:
    for name, (_, _, number, issued_on, _) in INVOICES.items():
        # Several samples have one number, and an issuer gives it once.
        content = (SAMPLES / "invoices" / name).read_bytes()
        world.publish(content, f"{number} {name}", issued_on=issued_on, file_name=name)

    for document in world.wait_listed(len(INVOICES)):
        assert document.faults == ("number_differs_from_event",)
        content = (SAMPLES / "invoices" / document.file_name).read_bytes()
        assert world.bytes_of(world.archived(document.id)) == content


@pytest.mark.req("SE-08")
@pytest.mark.parametrize("document_type", ["reminder", "contract", "delivery_note", "letter"])
def test_other_documents_are_kept_and_shown_with_their_type(
    world: World, document_type: str
) -> None:
    world.publish(
        plain_pdf(),
        document_type=document_type,
        total=Money(minor_units=500, currency="EUR"),
        title="Ihr Schreiben",
    )

    (document,) = world.documents(document_type=document_type) or world.wait_listed()
    assert (document.document_type, document.format) == (document_type, "plain_pdf")
    assert document.total == Money(minor_units=500, currency="EUR")
    assert (document.title, document.seller_name) == ("Ihr Schreiben", None)


def test_what_event_and_xml_say_differently_is_named(world: World) -> None:
    world.publish(
        zugferd("RE-IN-XML"),
        "RE-IN-EVENT",
        issued_on=date(2026, 3, 9),
        total=Money(minor_units=1, currency="EUR"),
    )

    (document,) = world.wait_listed()
    assert (document.number, document.issued_on) == ("RE-IN-EVENT", date(2026, 3, 9))
    assert document.total == Money(minor_units=11900, currency="EUR")
    assert document.faults == (
        "number_differs_from_event",
        "date_differs_from_event",
        "total_differs_from_event",
    )


def test_a_large_file_comes_by_reference(world: World) -> None:
    pdf = plain_pdf() + b"%" * INLINE_LIMIT_BYTES + b"\n%%EOF\n"
    file = a_file(pdf, content=None, reference=world.upload(pdf))

    world.tell(world.an_event(pdf, file=file))

    (document,) = world.wait_listed()
    assert document.size_bytes == len(pdf) > INLINE_LIMIT_BYTES
    assert world.bytes_of(world.archived(document.id)) == pdf


@pytest.mark.req("BR-05")
def test_a_resend_by_reference_needs_no_upload_any_more(world: World) -> None:
    pdf = plain_pdf()
    reference = world.upload(pdf)
    event = world.an_event(pdf, file=a_file(pdf, content=None, reference=reference))
    world.tell(event)
    (document,) = world.wait_listed()
    world.forget_upload(reference)

    world.tell({**event, "id": (resent := str(new_id()))})

    assert world.heard("document.archived.v1", resent)["document_id"] == str(document.id)


def test_a_publisher_may_speak_in_binary_mode(world: World) -> None:
    url = world.namespace.amqp_url("erp-demo")
    with Publisher(url, SOURCE, mode="binary", deadline_seconds=60) as erp:
        erp.publish_document(
            plain_pdf(),
            customer_number=world.customer_number,
            number="L-BINARY",
            issued_on=date(2026, 3, 2),
        )

    (document,) = world.wait_listed()
    assert document.number == "L-BINARY"


@pytest.mark.req("SE-30", "BR-05", "B8")
def test_the_same_event_three_times_is_one_document_and_one_notice(world: World) -> None:
    for _ in range(3):
        world.publish(zugferd("RE-2026-3"), "RE-2026-3")
    world.publish(zugferd("RE-2026-3"), "RE-2026-3", event_id="resent-under-a-new-id")
    world.publish(plain_pdf(), "MA-1", document_type="reminder")

    world.wait_listed(2)
    until(lambda: world.count("document_event", _of(world)) == 3)
    notices = [notice for _, notice in world.notices_heard()]
    assert sorted(notice.parameters["number"] for notice in notices) == ["MA-1", "RE-2026-3"]
    assert {notice.recipient for notice in notices} == {E_BILLING}
    assert len(world.versions()) == 2


@pytest.mark.req("BR-05")
def test_a_resend_under_a_new_id_is_confirmed_with_the_first_document(world: World) -> None:
    world.publish(plain_pdf(), event_id=f"first-{world.customer_number}")
    (document,) = world.wait_listed()
    resent = f"resent-{world.customer_number}"

    world.publish(plain_pdf(), event_id=resent)

    assert world.heard("document.archived.v1", resent)["document_id"] == str(document.id)
    assert world.documents() == [document]


@pytest.mark.req("SE-51", "B8")
def test_seeing_post_makes_nobody_a_recipient(world: World) -> None:
    members = [world.admin(role="member") for _ in range(5)]

    world.publish(plain_pdf())

    world.wait_listed()
    assert all(len(world.documents(member)) == 1 for member in members)
    ((_, notice),) = world.notices_heard()
    assert notice.recipient == E_BILLING
    assert notice.parameters["link"].startswith("https://portal.example.com/post/")


@pytest.mark.req("SE-12")
def test_a_customer_whom_nobody_has_activated_is_served_all_the_same(world: World) -> None:
    event_id = world.publish(plain_pdf())

    world.heard("document.archived.v1", event_id)
    assert world.count("document", _of(world)) == 1
    assert len(world.notices_heard()) == 1


@pytest.mark.req("BR-05")
def test_a_document_that_comes_before_its_customer_waits_for_it(world: World) -> None:
    event_id = world.publish(plain_pdf(), "L-EARLY", customer_number="20002")
    rejected = world.heard("document.rejected.v1", event_id)

    newcomer = world.introduce_customer("20002", organisation_id=new_id(), e_billing_address=None)

    assert rejected["code"] == "unknown_customer"
    until(lambda: world.count("document", f"organisation_id = '{newcomer}'") == 1)
    assert world.parked_code(event_id) is None


@pytest.mark.req("BR-05")
def test_a_customer_who_comes_while_his_document_is_being_parked_gets_it(world: World) -> None:
    event_id = world.publish(plain_pdf(), "L-RACE", customer_number="20003")
    until(lambda: world.parked_code(event_id) == "unknown_customer")

    # What a handler of the announcement leaves that found nothing parked yet.
    world.add_customer_row(new_id(), "20003")

    until(lambda: world.count("document", "number = 'L-RACE'") == 1)
    assert world.parked_code(event_id) is None


def test_the_archived_object_cannot_be_deleted_for_twelve_months(world: World) -> None:
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    file = world.archived(document.id)
    store = world.store()

    lock = store.get_object_retention(
        Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
    )["Retention"]

    assert lock["RetainUntilDate"] > datetime.now(UTC) + timedelta(days=365)
    with pytest.raises(store.exceptions.ClientError):
        store.delete_object(Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id)
    assert world.bytes_of(file)


def _of(world: World) -> str:
    return f"organisation_id = '{world.organisation_id}'"
