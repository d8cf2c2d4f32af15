"""Letters, reminders, contracts and delivery notes of the demo company."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from kontor_demo.documents import (
    MUSTERFABRIK,
    MUSTERKUNDE,
    LetterKind,
    LetterSketch,
    contract_letter,
    delivery_note,
    make_plain_pdf,
    reminder,
)
from tests.demo_documents.sketches import an_invoice

LETTER = LetterSketch(
    kind=LetterKind.LETTER,
    number="KD-17",
    issued_on=date(2026, 5, 4),
    seller=MUSTERFABRIK,
    buyer=MUSTERKUNDE,
    customer_number="10042",
    subject="Neue Öffnungszeiten ab 1. Juli 2026",
    opening=("Sehr geehrte Damen und Herren,", "wir sind künftig ab 7 Uhr für Sie da."),
)
REMINDER = reminder(
    an_invoice(), number="M-3", issued_on=date(2026, 4, 20), pay_by=date(2026, 5, 4), level=2
)
CONTRACT = contract_letter(
    number="V-100",
    seller=MUSTERFABRIK,
    buyer=MUSTERKUNDE,
    customer_number="10042",
    signed_on=date(2026, 1, 10),
    begins_on=date(2026, 2, 1),
    months=36,
    service="Softwarepflege",
    monthly_cents=489_00,
)
DELIVERY_NOTE = delivery_note(an_invoice(), number="LS-1", issued_on=date(2026, 3, 4))


@pytest.mark.parametrize(
    "letter", [LETTER, REMINDER, CONTRACT, DELIVERY_NOTE], ids=lambda letter: letter.kind.value
)
def test_a_letter_is_one_accessible_page_and_the_same_each_time(letter: LetterSketch) -> None:
    pdf = make_plain_pdf(letter)

    assert pdf == make_plain_pdf(letter)
    with pikepdf.open(BytesIO(pdf)) as opened:
        metadata = opened.open_metadata()
        assert len(opened.pages) == 1
        assert metadata["dc:title"] == f"{letter.subject} {letter.number}"
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfuaid:part"] == "1"
        assert opened.Root.Lang == "de-DE"


def test_another_letter_gives_other_bytes() -> None:
    assert make_plain_pdf(LETTER) != make_plain_pdf(replace(LETTER, number="KD-18"))


def test_a_second_reminder_asks_for_the_invoice_and_a_fee() -> None:
    assert REMINDER.subject == "Mahnung"
    assert REMINDER.rows[0][1] == "RE-2026-0042"
    assert REMINDER.rows[0][-1] == "1.645,90\N{NO-BREAK SPACE}€"


def test_a_first_reminder_is_free() -> None:
    first = reminder(
        an_invoice(), number="M-1", issued_on=date(2026, 4, 8), pay_by=date(2026, 4, 22)
    )

    assert first.subject == "Zahlungserinnerung"
    assert first.rows[0][-1] == "1.640,90\N{NO-BREAK SPACE}€"


def test_a_delivery_note_names_goods_and_no_prices() -> None:
    cells = [cell for row in DELIVERY_NOTE.rows for cell in row]

    assert "Handbuch „Lager und Versand“, gedruckt" in cells
    assert not [cell for cell in cells if "€" in cell]
