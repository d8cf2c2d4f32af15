"""Makes the documents beside invoices: letters, reminders, contracts, delivery notes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kontor_demo.documents import german
from kontor_demo.documents.sketch import InvoiceSketch, Party
from kontor_demo.documents.typesetting import typeset
from kontor_demo.documents.zugferd import letterhead

GREETING = "Sehr geehrte Damen und Herren,"
_DUNNING_FEES_CENTS = {1: 0, 2: 500, 3: 1000}
_STILL_OPEN = (
    "sicher ist es Ihrer Aufmerksamkeit entgangen: Zu der folgenden Rechnung konnten wir noch "
    "keinen Zahlungseingang feststellen."
)
_STILL_OPEN_AGAIN = "trotz unserer Erinnerung ist die folgende Rechnung noch offen."
_CROSSED_IN_THE_POST = (
    "Sollten Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als "
    "gegenstandslos."
)
_REMINDER_TITLES = {1: "Zahlungserinnerung", 2: "Mahnung", 3: "Letzte Mahnung"}


class LetterKind(StrEnum):
    """Name the kinds of document that are no invoice, by the type they are published as."""

    LETTER = "letter"
    REMINDER = "reminder"
    CONTRACT = "contract"
    DELIVERY_NOTE = "delivery_note"


_NUMBER_LABELS = {
    LetterKind.LETTER: "Unser Zeichen",
    LetterKind.REMINDER: "Mahnnummer",
    LetterKind.CONTRACT: "Vertragsnummer",
    LetterKind.DELIVERY_NOTE: "Lieferschein",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSketch:
    """A document with text and perhaps one table; a contract ends with lines to sign on.

    The first two columns of the table are a number and a text, the others are set to the right.
    """

    kind: LetterKind
    number: str
    issued_on: date
    seller: Party
    buyer: Party
    customer_number: str
    subject: str
    opening: tuple[str, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    closing: tuple[str, ...] = ()


def make_plain_pdf(letter: LetterSketch) -> bytes:
    """Return the document as PDF/A, identical for an identical sketch."""
    content: dict[str, Any] = {
        "title": f"{letter.subject} {letter.number}",
        "keywords": letter.kind.value,
        "subject": letter.subject,
        "seller": letterhead(letter.seller),
        "buyer": letterhead(letter.buyer),
        "information": [
            ("Datum", german.day(letter.issued_on)),
            ("Kundennummer", letter.customer_number),
            (_NUMBER_LABELS[letter.kind], letter.number),
            ("Ansprechpartner", letter.seller.contact),
        ],
        "opening": letter.opening,
        "columns": letter.columns,
        "rows": letter.rows,
        "closing": letter.closing,
        "signatures": _signatures(letter),
    }
    return typeset("plain", content, issued_on=letter.issued_on)


def reminder(
    overdue: InvoiceSketch, *, number: str, issued_on: date, pay_by: date, level: int = 1
) -> LetterSketch:
    """Return the reminder for one overdue invoice; from level 2 of 3 on it costs a fee."""
    fee_cents = _DUNNING_FEES_CENTS[level]
    open_amount = german.euros(overdue.total_cents + fee_cents)
    return LetterSketch(
        kind=LetterKind.REMINDER,
        number=number,
        issued_on=issued_on,
        seller=overdue.seller,
        buyer=overdue.buyer,
        customer_number=overdue.customer_number,
        subject=_REMINDER_TITLES[level],
        opening=(GREETING, _STILL_OPEN if level == 1 else _STILL_OPEN_AGAIN),
        columns=("Pos.", "Rechnung", "Rechnungsdatum", "Fällig am", "Betrag", "Gebühr", "Offen"),
        rows=(
            (
                "1",
                overdue.number,
                german.day(overdue.issued_on),
                german.day(overdue.due_on or overdue.issued_on),
                german.euros(overdue.total_cents),
                german.euros(fee_cents),
                open_amount,
            ),
        ),
        closing=(
            f"Bitte überweisen Sie {open_amount} mit der Rechnungsnummer bis {german.day(pay_by)}.",
            _CROSSED_IN_THE_POST,
        ),
    )


def delivery_note(invoice: InvoiceSketch, *, number: str, issued_on: date) -> LetterSketch:
    """Return the delivery note for the goods of an invoice: what and how many, no prices."""
    return LetterSketch(
        kind=LetterKind.DELIVERY_NOTE,
        number=number,
        issued_on=issued_on,
        seller=invoice.seller,
        buyer=invoice.buyer,
        customer_number=invoice.customer_number,
        subject="Lieferschein",
        opening=(GREETING, "wir liefern Ihnen heute:"),
        columns=("Pos.", "Bezeichnung", "Artikel", "Menge"),
        rows=tuple(
            (str(at), line.text, line.article_number or "\N{EN DASH}", german.number(line.quantity))
            for at, line in enumerate(invoice.lines, start=1)
        ),
        closing=(
            "Bitte prüfen Sie die Ware und melden Sie uns Abweichungen binnen fünf Werktagen.",
        ),
    )


def contract_letter(  # noqa: PLR0913 - each is a term of the contract
    *,
    number: str,
    seller: Party,
    buyer: Party,
    customer_number: str,
    signed_on: date,
    begins_on: date,
    months: int,
    service: str,
    monthly_cents: int,
    notice_months: int = 3,
) -> LetterSketch:
    """Return a contract on a service for a fixed term, ready to be signed."""
    yearly = german.euros(monthly_cents * 12)
    return LetterSketch(
        kind=LetterKind.CONTRACT,
        number=number,
        issued_on=signed_on,
        seller=seller,
        buyer=buyer,
        customer_number=customer_number,
        subject=f"Vertrag über {service}",
        opening=(f"zwischen {seller.name} (Anbieter) und {buyer.name} (Kunde).",),
        columns=("§", "Gegenstand", "Vereinbarung"),
        rows=(
            ("1", "Leistung", service),
            ("2", "Beginn", german.day(begins_on)),
            ("3", "Laufzeit", f"{german.number(Decimal(months))} Monate"),
            ("4", "Vergütung je Monat, zzgl. USt", german.euros(monthly_cents)),
            ("5", "Vergütung je Jahr, zzgl. USt", yearly),
            ("6", "Kündigungsfrist zum Ende der Laufzeit", f"{notice_months} Monate"),
        ),
        closing=(
            "Wird der Vertrag nicht gekündigt, verlängert er sich um jeweils zwölf Monate.",
            "Die Kündigung bedarf der Textform.",
        ),
    )


def _signatures(letter: LetterSketch) -> tuple[str, ...]:
    if letter.kind != LetterKind.CONTRACT:
        return ()
    return ("Ort, Datum, Unterschrift Anbieter", "Ort, Datum, Unterschrift Kunde")
