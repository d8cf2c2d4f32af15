"""What the document office looks after in the demo: a run, a print batch, a hold, a deletion run.

A customer who gets everything by post has two invoices of a run of three; the third is for a
customer whom nobody knows, and is parked. What would take a night or twelve years is put back in
time in the demo's own database: nobody waits so long, and nobody else may do so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import text

from chassis.database import Database
from contracts.inbound import (
    CUSTOMER_UPSERTED,
    INVOICE_RUN_ANNOUNCED,
    CustomerUpserted,
    InvoiceRunAnnounced,
    PostalAddress,
)
from contracts.money import Money
from kontor_demo.documents import (
    MUSTERFABRIK,
    InvoiceLine,
    InvoiceSketch,
    Party,
    Unit,
    make_zugferd_invoice,
)

if TYPE_CHECKING:
    from kontor_demo.portal import Portal
    from kontor_local.product import Product
    from kontor_publisher import Publisher

T = TypeVar("T")

ON_PAPER = Party(
    name="Musterpapier OHG (Demo)",
    street="Beispielgasse 3",
    postcode="22222",
    city="Musterdorf",
    email="buero@musterpapier.example",
    contact="Büro",
    vat_id="DE222222222",
)
ON_PAPER_NUMBER = "10003"
UNKNOWN_NUMBER = "19999"
# Ten years and more: nothing keeps it any longer.
_OLD = date(2012, 3, 30)
_SUPPORT = InvoiceLine(
    text="Fernwartung", quantity=Decimal(3), unit_price_cents=4500, unit=Unit.HOUR
)
_SEEN_SECONDS = 120.0


def fill_office(
    product: Product, portal: Portal, erp: Publisher, *, staff: str, admin: str, today: date
) -> None:
    """Bring in one of each; safe to repeat.

    Raises:
        TimeoutError: what was published is not there after two minutes.
    """
    _announce_customer(erp)
    organisation_id = _organisation_id(portal, staff)
    _send_by_post(portal, staff, organisation_id)
    run_id = f"Lauf {today:%Y-%m} (Demo)"
    erp.publish_event(
        INVOICE_RUN_ANNOUNCED,
        InvoiceRunAnnounced(run_id=run_id, document_count=3),
        event_id=f"demo-run-{today:%Y-%m}",
    )
    month = today.replace(day=1)
    for sketch in _run(month):
        _publish(erp, sketch, run_id)
    old = _sketch(ON_PAPER, ON_PAPER_NUMBER, _OLD, 7)
    _publish(erp, old, None)
    database = Database(product.environment_of("billing-docs")["KONTOR_DATABASE_URL"], pool_size=1)
    try:
        _wait_for(database, old.number, *(each.number for each in _run(month, unknown=False)))
        _let_time_pass(database, old.number, today)
    finally:
        database.dispose()
    _propose_deletion(portal, staff)
    _hold(portal, staff, admin)


def _announce_customer(erp: Publisher) -> None:
    customer = CustomerUpserted(
        customer_number=ON_PAPER_NUMBER,
        name=ON_PAPER.name,
        version=1,
        address=PostalAddress(
            street=ON_PAPER.street, postal_code=ON_PAPER.postcode, city=ON_PAPER.city
        ),
    )
    erp.publish_event(CUSTOMER_UPSERTED, customer, event_id=f"customer-{ON_PAPER_NUMBER}-1")


def _organisation_id(portal: Portal, staff: str) -> str:
    """Return the customer's id, once identity knows him."""

    def found() -> str | None:
        answer = portal.http.get(
            "/v1/organisations", params={"search": ON_PAPER_NUMBER}, headers=portal.as_(staff)
        )
        items = answer.raise_for_status().json()["items"]
        return str(items[0]["id"]) if items else None

    return _until(found, "the customer on paper")


def _send_by_post(portal: Portal, staff: str, organisation_id: str) -> None:
    """Choose delivery by post, once billing-docs has heard of the customer too."""
    place = f"{ON_PAPER.postcode} {ON_PAPER.city}"
    choice = {"mode": "postal", "postal_address": f"{ON_PAPER.name}\n{ON_PAPER.street}\n{place}"}
    whose = {"organisation_id": organisation_id}
    headers = portal.as_(staff)

    def chosen() -> bool | None:
        known = portal.http.get("/v1/delivery-mode", params=whose, headers=headers)
        if known.raise_for_status().json()["mode"] == "postal":
            return True
        answer = portal.http.put("/v1/delivery-mode", params=whose, headers=headers, json=choice)
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        return answer.raise_for_status().is_success or None

    _until(chosen, "delivery by post")


def _run(month: date, *, unknown: bool = True) -> Iterator[InvoiceSketch]:
    yield _sketch(ON_PAPER, ON_PAPER_NUMBER, month, 101)
    yield _sketch(ON_PAPER, ON_PAPER_NUMBER, month, 102)
    if unknown:
        nobody = Party(
            name="Unbekannt GmbH (Demo)",
            street="Beispielring 9",
            postcode="33333",
            city="Musterstadt",
            email="info@unbekannt.example",
            contact="Büro",
        )
        yield _sketch(nobody, UNKNOWN_NUMBER, month, 103)


def _sketch(buyer: Party, number: str, issued_on: date, place: int) -> InvoiceSketch:
    return InvoiceSketch(
        number=f"RE-{issued_on:%Y-%m}-{place:03}",
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=14),
        seller=MUSTERFABRIK,
        buyer=buyer,
        customer_number=number,
        buyer_reference=number,
        lines=(_SUPPORT,),
    )


def _publish(erp: Publisher, sketch: InvoiceSketch, run_id: str | None) -> None:
    erp.publish_document(
        make_zugferd_invoice(sketch),
        customer_number=sketch.customer_number,
        number=sketch.number,
        issued_on=sketch.issued_on,
        due_on=sketch.due_on,
        total=Money(minor_units=sketch.total_cents, currency="EUR"),
        run_id=run_id,
        file_name=f"{sketch.number}.pdf",
        media_type="application/pdf",
    )


def _wait_for(database: Database, *numbers: str) -> None:
    wanted = text(
        "SELECT count(*) FROM document JOIN print_order ON print_order.document_id = document.id "
        "WHERE document.number = ANY(:numbers)"
    )

    def all_there() -> bool | None:
        with database.transaction(every_organisation=True) as session:
            there = session.scalar(wanted, {"numbers": list(numbers)})
        return there == len(numbers) or None

    _until(all_there, "the invoices on paper")


def _let_time_pass(database: Database, old: str, today: date) -> None:
    """Let the print orders be yesterday's, and the old invoice have outlived both its clocks."""
    with database.transaction(every_organisation=True) as session:
        session.execute(
            text(
                "UPDATE print_order SET ordered_on = ordered_on - 1, "
                "ordered_at = ordered_at - interval '1 day' WHERE batch_id IS NULL"
            )
        )
        session.execute(
            text(
                "UPDATE document SET retained_through = :day, available_until = :day "
                "WHERE number = :number"
            ),
            {"day": today - timedelta(days=1), "number": old},
        )


def _propose_deletion(portal: Portal, staff: str) -> None:
    answer = portal.http.post(
        "/v1/deletion-runs",
        headers=portal.as_(staff),
        json={"reason": "Aufbewahrungsfrist abgelaufen (Demo)"},
    )
    # Another load has proposed it before.
    if answer.status_code != HTTPStatus.UNPROCESSABLE_ENTITY:
        answer.raise_for_status()


def _hold(portal: Portal, staff: str, admin: str) -> None:
    """Keep a reminder for a dispute about it."""
    case = "Rechtsstreit 2026/1 (Demo)"
    headers = portal.as_(staff)
    held: list[dict[str, Any]] = (
        portal.http.get("/v1/holds", headers=headers).raise_for_status().json()["items"]
    )
    if any(each["case_id"] == case for each in held):
        return
    customer = portal.as_(admin)
    me = portal.http.get("/v1/me", headers=customer).raise_for_status().json()
    asked = {"document_type": "reminder"}
    found = portal.http.get("/v1/documents", params=asked, headers=customer)
    (reminder, *_) = found.raise_for_status().json()["items"]
    portal.http.post(
        "/v1/holds",
        headers=headers,
        json={
            "organisation_id": me["organisation"]["id"],
            "document_id": reminder["id"],
            "case_id": case,
            "reason": "Der Kunde bestreitet die Mahnung (Demo).",
        },
    ).raise_for_status()


def _until(ask: Callable[[], T | None], what: str) -> T:
    deadline = time.monotonic() + _SEEN_SECONDS
    while True:
        answer = ask()
        if answer is not None:
            return answer
        if time.monotonic() > deadline:
            message = f"{what}: not there after {_SEEN_SECONDS:.0f} s"
            raise TimeoutError(message)
        time.sleep(0.3)
