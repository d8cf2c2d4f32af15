"""Invoices that others made are archived and listed, where they are at hand (see unit/reading)."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.money import Money
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.unit.reading.test_samples import BROKEN, INVOICES, SAMPLES

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not at hand")


def content_of(folder: str, name: str) -> bytes:
    path: Path = SAMPLES / folder / name
    return path.read_bytes()


@pytest.mark.req("B15")
@pytest.mark.parametrize("name", INVOICES)
def test_a_sample_is_listed_with_its_number_date_and_total(desk: Desk, name: str) -> None:
    form, _, number, issued_on, total_cents = INVOICES[name]
    customer = desk.new_customer()
    content = content_of("invoices", name)
    media_type = "application/pdf" if name.endswith(".pdf") else "application/xml"

    desk.receive(desk.event(content, customer, number, issued_on=issued_on, media_type=media_type))

    (document,) = desk.page(customer).items
    assert (document.number, document.issued_on, document.format) == (number, issued_on, form)
    assert document.total == Money(minor_units=total_cents, currency="EUR")
    assert document.seller_name
    assert document.buyer_name
    assert document.faults == ()


@pytest.mark.req("B15")
@pytest.mark.parametrize("name", BROKEN)
def test_a_faulty_sample_is_archived_with_its_fault_named(desk: Desk, name: str) -> None:
    fault, number, total_cents = BROKEN[name]
    customer = desk.new_customer()
    content = content_of("broken", name)

    desk.receive(desk.event(content, customer, number))

    (document,) = desk.page(customer).items
    assert document.number == number
    assert document.total == Money(minor_units=total_cents, currency="EUR")
    assert fault in document.faults
    (answer,) = desk.told("document.archived.v1")
    assert fault in answer["data"]["faults"]
