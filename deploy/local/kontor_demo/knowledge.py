"""What the demo's vendor has published, and when its seminar is held."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

if TYPE_CHECKING:
    import httpx

    from kontor_demo.portal import Portal

_Text = tuple[str, str]

# Kind, name, title and text in both languages, and what else belongs to the kind.
_TEXTS: tuple[tuple[str, str, _Text, _Text, dict[str, Any]], ...] = (
    (
        "announcement",
        "hours",
        ("Neue Rufnummer ab 1. Januar (Demo)", "New phone number from 1 January (demo)"),
        (
            (
                "Ab dem **1. Januar** erreichen Sie uns unter einer neuen Nummer.\n\n"
                "- Montag bis Freitag, 8 bis 17 Uhr\n- Telefon: [030 000000](tel:+4930000000)"
            ),
            (
                "From **1 January** on you reach us at a new number.\n\n"
                "- Monday to Friday, 8 am to 5 pm\n- Phone: [030 000000](tel:+4930000000)"
            ),
        ),
        {"topic": "product", "importance": "required"},
    ),
    (
        "announcement",
        "calendar",
        ("Termine kommen in Ihren Kalender (Demo)", "Dates come into your calendar (demo)"),
        (
            "Vertragsfristen und Seminare übernehmen Sie jetzt mit einem Klick in Ihren Kalender.",
            "Contract dates and seminars now go into your calendar with one click.",
        ),
        {"topic": "feature"},
    ),
    (
        "announcement",
        "fair",
        ("Besuchen Sie uns auf der Mustermesse (Demo)", "Visit us at the sample fair (demo)"),
        ("Halle 1, Stand 23. Wir freuen uns auf Sie.", "Hall 1, stand 23. We look forward to you."),
        {"topic": "event"},
    ),
    (
        "faq",
        "where-invoices",
        ("Wo finde ich meine Rechnungen? (Demo)", "Where do I find my invoices? (demo)"),
        (
            "Unter [Post](/post). Suchen Sie nach der Nummer, dem Betrag oder einem Wort.",
            "Under [Post](/post). Look for the number, the amount or a word.",
        ),
        {"category": "billing"},
    ),
    (
        "faq",
        "colleagues",
        ("Wie bekommen Kollegen Zugang? (Demo)", "How do colleagues get access? (demo)"),
        (
            "Wer in Ihrem Haus verwaltet, lädt sie ein und schaltet Bereiche frei.",
            "Your administrator invites them and unlocks areas.",
        ),
        {"category": "access"},
    ),
    (
        "article",
        "sending",
        ("Rechnungsversand einrichten (Demo)", "Setting up the sending of invoices (demo)"),
        (
            (
                "# In drei Schritten\n\n1. Öffnen Sie [Zustellung](/delivery).\n"
                "2. Tragen Sie die Empfänger ein.\n3. Bestätigen Sie die Adresse.\n\n"
                "| Form | Wofür |\n|---|---|\n| PDF | zum Lesen |\n| XML | für die Buchhaltung |"
            ),
            (
                "# In three steps\n\n1. Open [Delivery](/delivery).\n2. Enter the recipients.\n"
                "3. Confirm the address.\n\n| Form | For |\n|---|---|\n| PDF | reading |\n"
                "| XML | bookkeeping |"
            ),
        ),
        {"category": "billing"},
    ),
    (
        "lesson",
        "first-steps",
        ("Lektion 1: Die ersten Schritte (Demo)", "Lesson 1: The first steps (demo)"),
        (
            "## Was Sie lernen\n\nWo was liegt, und wie Sie es wiederfinden.",
            "## What you learn\n\nWhere things are, and how you find them again.",
        ),
        {"category": "general"},
    ),
    (
        "video",
        "tour",
        ("Rundgang durch das Portal (Demo)", "A tour of the portal (demo)"),
        ("Alles Wichtige in drei Minuten.", "Everything important in three minutes."),
        {"video_url": "https://video.example.com/rundgang", "minutes": 3},
    ),
    (
        "seminar",
        "e-invoice",
        ("E-Rechnungen richtig schreiben (Demo)", "Writing e-invoices well (demo)"),
        (
            "Für alle, die Rechnungen ausstellen. **Vorkenntnisse** brauchen Sie keine.",
            "For everybody who issues invoices. You need **no experience**.",
        ),
        {},
    ),
)


def publish_knowledge(portal: Portal, staff: str) -> None:
    """Publish the demo's texts and the dates of its seminar; safe to repeat."""
    headers = portal.as_(staff)
    today = datetime.now(UTC).date()
    for kind, name, title, text, own in _TEXTS:
        content_id = _id_of(name)
        dated = kind in {"faq", "article", "lesson"}
        words = {
            "title": {"de": title[0], "en": title[1]},
            "text": {"de": text[0], "en": text[1]},
            **own,
            **({"as_of": date(today.year, 1, 1).isoformat()} if dated else {}),
        }
        answer = portal.http.put(
            f"/v1/written-content/{content_id}",
            headers=headers,
            json={"base_version": 0, "kind": kind, "words": words},
        )
        _once(answer)
        _once(
            portal.http.post(
                f"/v1/written-content/{content_id}/publish", headers=headers, json={"version": 1}
            )
        )
    _arrange(portal, headers, today)


def _arrange(portal: Portal, headers: dict[str, str], today: date) -> None:
    for weeks, place in ((3, "Musterstraße 1, Musterhausen"), (6, "Online")):
        starts_at = datetime.combine(today + timedelta(weeks=weeks), datetime.min.time(), UTC)
        starts_at += timedelta(hours=8)
        answer = portal.http.put(
            f"/v1/seminar-dates/{_id_of(f'date-{weeks}')}",
            headers=headers,
            json={
                "content_id": str(_id_of("e-invoice")),
                "base_version": 0,
                "starts_at": starts_at.isoformat(),
                "ends_at": (starts_at + timedelta(hours=3)).isoformat(),
                "place": place,
                "seats": 12,
            },
        )
        _once(answer)


def _once(answer: httpx.Response) -> None:
    # What is there already, and perhaps changed since, stays as it is.
    if answer.status_code != HTTPStatus.CONFLICT:
        answer.raise_for_status()


def _id_of(name: str) -> UUID:
    """Return the id that a text or a date has in every demo, so that loading it twice is once."""
    return uuid5(NAMESPACE_URL, f"https://demo.example.com/knowledge/{name}")
