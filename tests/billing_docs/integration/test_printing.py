"""What is to be printed of a business day comes as one PDF with an index, once."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pikepdf
import pypdfium2
import pytest

from billing_docs.domain.printing import PrintBatch
from billing_docs.store.print_orders import PrintOrderStore
from billing_docs.use_cases.printing.close_print_batches import close_print_batches
from billing_docs.use_cases.printing.list_print_batches import list_print_batches
from billing_docs.use_cases.printing.make_print_batch import make_print_batch
from billing_docs.use_cases.printing.mark_printed import mark_printed
from chassis.audit import AuditTrail
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.delivery import PrintBatchQuery
from contracts.errors import NotFound
from kontor_demo.documents import make_xrechnung
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import an_invoice, plain_pdf, zugferd
from tests.billing_docs.integration.test_delivery_mode import choose_mode
from tests.billing_docs.integration.world import World
from tests.identity.integration.threads import at_once


def a_postal_customer(desk: Desk, **terms: Any) -> UUID:
    customer = desk.new_customer()
    choose_mode(desk, customer, "postal", **terms)
    return customer


def close(desk: Desk) -> int:
    """Close the days that are over, as a process does now and then."""
    with desk.database.transaction(every_organisation=True) as session:
        return close_print_batches(
            PrintOrderStore(session), today=desk.clock.today(), now=desk.clock.now()
        )


def make(desk: Desk) -> UUID | None:
    with desk.database.transaction(every_organisation=True) as session:
        return make_print_batch(session, desk.resources(), now=desk.clock.now())


def batches(desk: Desk) -> list[PrintBatch]:
    """Return every batch, the oldest day first."""
    with desk.database.transaction(every_organisation=True) as session:
        found = PrintOrderStore(session).page(PrintBatchQuery(), older_than=None, limit=100)
    return found[::-1]


def file_of(desk: Desk, batch: PrintBatch, which: str = "file") -> bytes:
    """Return a file of a batch after seeing that it is what the batch says."""
    file = batch.files[which]
    answer = desk.store().get_object(
        Bucket=desk.archive.bucket, Key=file.object_key, VersionId=file.version_id
    )
    content: bytes = answer["Body"].read()
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.size_bytes)
    return content


def texts_of(content: bytes) -> list[str]:
    """Return the words on each page of a PDF."""
    pdf = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in pdf]
    pdf.close()
    return texts


@pytest.mark.req("SE-58", "B10")
def test_all_documents_of_a_day_come_in_one_pdf_with_sheets_between_and_an_index(
    desk: Desk,
) -> None:
    address = "Musterkunde AG\nMusterweg 1\n12345 Musterstadt"
    first, second = a_postal_customer(desk, postal_address=address), a_postal_customer(desk)
    desk.receive(desk.event(zugferd("RE-2"), second, "RE-2", issued_on=date(2026, 3, 2)))
    desk.receive(desk.event(zugferd("RE-1"), first, "RE-1", issued_on=date(2026, 3, 2)))
    desk.receive(desk.event(plain_pdf("MA-1"), first, "MA-1", document_type="reminder"))
    assert close(desk) == 0, "the day is not over"
    desk.clock.move(timedelta(hours=12))

    assert close(desk) == 1
    assert make(desk) is not None

    (batch,) = batches(desk)
    assert (batch.business_day, batch.state) == (date(2026, 3, 2), "ready")
    pages = texts_of(file_of(desk, batch))
    index = json.loads(file_of(desk, batch, "index_json"))
    assert batch.pages == index["pages"] == len(pages)
    assert index["file_sha256"] == batch.files["file"].sha256
    listed = [(entry["number"], entry["customer_number"]) for entry in index["documents"]]
    numbers = desk.customers
    assert listed == [
        ("RE-1", numbers[first]),
        ("MA-1", numbers[first]),
        ("RE-2", numbers[second]),
    ]
    for entry in index["documents"]:
        sheet = pages[entry["first_page"] - 1]
        assert entry["number"] in sheet
        assert entry["customer_number"] in sheet
        assert entry["number"] in pages[entry["first_page"]]
    assert "12345 Musterstadt" in pages[0]
    assert "Anschrift wie auf dem Beleg" in pages[index["documents"][2]["first_page"] - 1]
    assert index["documents"][0]["sha256"] == hashlib.sha256(zugferd("RE-1")).hexdigest()
    table = list(csv.DictReader(io.StringIO(file_of(desk, batch, "index_csv").decode())))
    assert [row["number"] for row in table] == ["RE-1", "MA-1", "RE-2"]
    assert table[0]["postal_address"] == "Musterkunde AG, Musterweg 1, 12345 Musterstadt"


@pytest.mark.req("B10")
def test_a_name_that_would_be_a_formula_or_markup_is_printed_as_it_is(desk: Desk) -> None:
    customer = a_postal_customer(desk, postal_address="=1+1\n#import *kräftig*")
    desk.remember(customer, version=2, name='#panic("x") & =HYPERLINK("x") $x$')
    desk.receive(desk.event(plain_pdf(), customer))
    desk.clock.move(timedelta(days=1))
    close(desk)

    make(desk)

    (batch,) = batches(desk)
    sheet = texts_of(file_of(desk, batch))[0]
    assert '#panic("x")' in sheet
    assert "#import *kräftig*" in sheet
    (row,) = csv.DictReader(io.StringIO(file_of(desk, batch, "index_csv").decode()))
    assert row["postal_address"] == "'=1+1, #import *kräftig*"


@pytest.mark.req("B10")
def test_what_cannot_be_printed_spoils_nothing_and_the_index_says_why(desk: Desk) -> None:
    customer = a_postal_customer(desk)
    desk.add_ordered(customer, "RE-LOST")
    for number, content in (
        ("RE-NO-PDF", b"%PDF-1.7 and then nothing of the kind"),
        # Opened, it would be ten thousand pages of one another.
        ("RE-LOOP", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\n"),
    ):
        desk.add_ordered(customer, number, content=content)
    desk.receive(desk.event(plain_pdf(), customer, "RE-PDF"))
    desk.clock.move(timedelta(days=1))
    close(desk)

    make(desk)

    (batch,) = batches(desk)
    assert (batch.documents, batch.left_out) == (1, 3)
    index = json.loads(file_of(desk, batch, "index_json"))
    reasons = {entry["number"]: entry["left_out_because"] for entry in index["documents"]}
    assert reasons == {
        "RE-LOST": "archive_damaged",
        "RE-NO-PDF": "unreadable_pdf",
        "RE-LOOP": "unreadable_pdf",
        "RE-PDF": None,
    }
    assert len(pikepdf.Pdf.open(io.BytesIO(file_of(desk, batch))).pages) == batch.pages


def test_a_batch_with_nothing_to_print_says_so_on_its_one_page(desk: Desk) -> None:
    customer = a_postal_customer(desk)
    desk.add_ordered(customer, "RE-LOST")
    desk.clock.move(timedelta(days=1))
    close(desk)

    make(desk)

    (batch,) = batches(desk)
    (page,) = texts_of(file_of(desk, batch))
    assert "02.03.2026" in page
    assert "nichts zu drucken" in page


@pytest.mark.req("B10")
def test_processes_that_close_a_day_at_once_close_it_once(desk: Desk) -> None:
    customer = a_postal_customer(desk)
    for number in range(5):
        desk.receive(desk.event(plain_pdf(), customer, f"RE-{number}"))
    desk.clock.move(timedelta(days=1))

    begun = at_once(*[lambda: close(desk)] * 4)
    made = at_once(*[lambda: make(desk)] * 3)

    assert sorted(begun) == [0, 0, 0, 1]
    assert len([each for each in made if each is not None]) == 1
    (batch,) = batches(desk)
    assert (batch.documents, close(desk), make(desk)) == (5, 0, None)


def test_days_are_those_of_berlin_and_each_has_its_batch(desk: Desk) -> None:
    customer = a_postal_customer(desk)
    desk.clock.move(timedelta(hours=10, minutes=59))  # 23:59 in Berlin, 22:59 UTC
    desk.receive(desk.event(plain_pdf(), customer, "RE-EVENING"))
    desk.clock.move(timedelta(minutes=1))
    desk.receive(desk.event(plain_pdf(), customer, "RE-MIDNIGHT"))
    desk.clock.move(timedelta(days=2))

    assert close(desk) == 2

    assert [batch.business_day for batch in batches(desk)] == [date(2026, 3, 2), date(2026, 3, 3)]


def test_an_order_that_came_too_late_for_its_day_goes_with_the_next_batch(desk: Desk) -> None:
    customer = a_postal_customer(desk)
    desk.receive(desk.event(plain_pdf(), customer, "RE-1"))
    desk.clock.move(timedelta(days=1))
    close(desk)
    make(desk)
    desk.add_ordered(customer, "RE-LATE", ordered_on=date(2026, 3, 2))

    same_day = close(desk)
    desk.clock.move(timedelta(days=1))
    next_day = close(desk)

    assert (same_day, next_day) == (0, 1)
    first, second = batches(desk)
    assert (first.documents, second.business_day) == (1, date(2026, 3, 3))


def test_marking_as_printed_may_be_repeated_and_keeps_who_did_it_first(desk: Desk) -> None:
    customer = a_postal_customer(desk)
    desk.receive(desk.event(plain_pdf(), customer))
    desk.clock.move(timedelta(days=1))
    close(desk)
    (batch,) = batches(desk)

    def mark(by: str) -> None:
        now = desk.clock.now()
        with desk.database.transaction(every_organisation=True) as session:
            orders, audit = PrintOrderStore(session), AuditTrail(session, now)
            mark_printed(batch.id, by=by, now=now, orders=orders, audit=audit)

    with pytest.raises(NotFound):
        mark("person:too-early")
    make(desk)
    at_once(lambda: mark("person:first"), lambda: mark("person:first"))
    desk.clock.move(timedelta(hours=1))
    mark("person:second")

    (printed,) = batches(desk)
    assert (printed.state, printed.printed_by) == ("printed", "person:first")
    assert printed.printed_at == desk.clock.now() - timedelta(hours=1)


def test_batches_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    customer = a_postal_customer(desk)
    for number in range(3):
        desk.receive(desk.event(plain_pdf(), customer, f"RE-{number}"))
        desk.clock.move(timedelta(days=1))
    close(desk)

    def page(cursor: str | None) -> tuple[list[date], str | None]:
        with desk.database.transaction(every_organisation=True) as session:
            query = PrintBatchQuery(cursor=cursor, limit=2)
            found = list_print_batches(query, PrintOrderStore(session))
        return [item.business_day for item in found.items], found.next_cursor

    first, cursor = page(None)
    second, end = page(cursor)

    assert first == [date(2026, 3, 4), date(2026, 3, 3)]
    assert (second, end) == ([date(2026, 3, 2)], None)


@pytest.mark.req("B10")
def test_the_print_room_and_the_vendors_people_fetch_batches_and_nobody_else(world: World) -> None:
    print_room = a_principal(
        organisation_kind="vendor", kind="system", role=None, scopes=("print_batches.fetch",)
    )
    staff = a_principal(organisation_kind="vendor")
    strangers = [
        world.admin(),
        world.admin(kind="system", role=None, scopes=("print_batches.fetch",)),
        a_principal(organisation_kind="vendor", kind="system", scopes=("documents.publish",)),
        a_principal(organisation_kind="partner"),
    ]

    allowed = [world.call("list_print_batches", who, query={}) for who in (print_room, staff)]
    refused = [world.call("list_print_batches", who, query={}) for who in strangers]
    refused += [
        world.call(method, who, batch_id=str(new_id()), **more)
        for who in strangers
        for method, more in (
            ("get_print_batch", {}),
            ("open_print_file", {"which": "file"}),
            ("mark_printed", {}),
        )
    ]

    assert [answer["error"] for answer in allowed] == [None, None]
    assert {answer["error"]["exc_type"] for answer in refused} == {"NotPermitted"}


@pytest.mark.req("SE-58")
def test_the_service_closes_the_day_and_makes_the_file_by_itself(world: World) -> None:
    staff = a_principal(organisation_kind="vendor")
    world.call("set_delivery_mode", world.admin(), request={"mode": "postal"})
    world.publish(plain_pdf())
    world.wait_listed()

    world.move_clock(world.now() + timedelta(days=1))

    def ready() -> Any:
        batches = world.call("list_print_batches", staff, query={"state": "ready"})["result"]
        return batches["items"]

    (batch, *_) = world.wait_for(ready, seconds=60)
    opened = world.call("open_print_file", staff, batch_id=batch["id"], which="file")["result"]
    assert opened["sha256"] == batch["sha256"]
    assert world.notices_heard() == []


@pytest.mark.req("B10", "B15")
def test_an_invoice_that_is_xml_alone_is_printed_as_people_read_it(desk: Desk) -> None:
    customer = a_postal_customer(desk)
    xml = make_xrechnung(an_invoice("RE-XML"))
    desk.receive(desk.event(xml, customer, "RE-XML", media_type="application/xml"))
    desk.clock.move(timedelta(days=1))
    close(desk)

    make(desk)

    (batch,) = batches(desk)
    (entry,) = json.loads(file_of(desk, batch, "index_json"))["documents"]
    assert (entry["left_out_because"], entry["printed_as"]) == (None, "reading_copy")
    assert entry["sha256"] == hashlib.sha256(xml).hexdigest()
    page = texts_of(file_of(desk, batch))[entry["first_page"]]
    assert "RE-XML" in page
    assert entry["sha256"] in page
    assert "Maßgeblich ist die Rechnungsdatei" in page
