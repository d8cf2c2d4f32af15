"""The demo's requests: asked, answered, shared, closed, and one that came by mail and fits none."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kontor_demo import company
from kontor_local.environment import REQUEST_MAIL_ADDRESS

if TYPE_CHECKING:
    from kontor_demo.portal import Portal
    from kontor_local.product import Product

_SECONDS = 30.0


def invite_colleague(portal: Portal, admin: str) -> str:
    """Return the session of a colleague with whom the administrator may share; repeatable."""
    answer = portal.http.post(
        "/v1/invitations",
        headers=portal.as_(admin),
        json={"email": company.COLLEAGUE.email, "areas": ["post", "devices", "service_calls"]},
    )
    if answer.status_code != HTTPStatus.CONFLICT:
        answer.raise_for_status()
    return portal.settle_in(company.COLLEAGUE)


def ask_and_answer(portal: Portal, *, staff: str, admin: str, colleague: str) -> None:
    """Let both of the customer's people ask, and the vendor answer; each happens once."""
    printer = _open(
        portal,
        admin,
        "demo-printer",
        {
            "kind": "technical_problem",
            "title": "Der Etikettendrucker im Lager zieht kein Papier ein (Demo)",
            "description": "Seit heute Morgen, Fehlercode E-12, bei jedem Format.",
            "fields": {"affected": "device"},
        },
    )
    _say(portal, staff, printer, "Vermutlich die Walze, Ersatzteil ist am Lager.", "vendor")
    _say(portal, staff, printer, "Guten Tag, wir sehen uns das an. Läuft das Gerät sonst?")
    _take_care_of(portal, staff, printer)
    _move(portal, staff, printer, "waiting_for_vendor", "waiting_for_customer")
    portal.http.post(
        f"/v1/requests/{printer}/shares",
        headers=portal.as_(admin),
        json={"share_with": {"kind": "organisation"}},
    ).raise_for_status()
    _share_with_partner(portal, staff, printer)
    _open(
        portal,
        colleague,
        "demo-address",
        {
            "kind": "outdated_data",
            "title": "Auf unseren Lieferscheinen steht die alte Anschrift (Demo)",
            "description": "Wir sind im Mai in die Musterstraße 1 gezogen.",
        },
    )
    closed = _open(
        portal,
        admin,
        "demo-export",
        {
            "kind": "other_technical_matter",
            "title": "Wie kommen unsere Belege zum Steuerberater? (Demo)",
            "description": "Er hätte gern alle Rechnungen eines Jahres auf einmal.",
        },
    )
    _say(portal, staff, closed, "Unter Post finden Sie den Export als eine Datei.")
    _move(portal, staff, closed, "waiting_for_vendor", "closed")


def ask_for_move(portal: Portal, admin: str) -> None:
    """Let the customer ask for another address on file; the vendor has not decided yet."""
    portal.http.post(
        "/v1/master-data-changes",
        headers=portal.as_(admin) | {"Idempotency-Key": "demo-move"},
        json={
            "kind": "move",
            "values": {
                "street": "Musterallee 12",
                "postal_code": "10117",
                "city": "Berlin",
                "country": "DE",
            },
            "note": "Wir ziehen um (Demo).",
        },
    ).raise_for_status()


def keep_answer(portal: Portal, staff: str) -> None:
    """Let the vendor keep an answer ready; one that is there already stays as it is."""
    answer = portal.http.put(
        "/v1/canned-answers/thanks",
        headers=portal.as_(staff),
        json={
            "base_version": 0,
            "label": {"de": "Dank und Nachfrage (Demo)", "en": "Thanks and a question (demo)"},
            "body": {
                "de": "Guten Tag {requester},\n\nvielen Dank. Seit wann tritt das auf?",
                "en": "Dear {requester},\n\nthank you. Since when has this happened?",
            },
        },
    )
    if answer.status_code != HTTPStatus.CONFLICT:
        answer.raise_for_status()


def write_as_stranger(product: Product) -> None:
    """Send a mail to the address for requests that belongs to nobody; the same one counts once."""
    mail = EmailMessage()
    mail["From"] = "Erika Muster (Demo) <erika@privat.example>"
    mail["To"] = REQUEST_MAIL_ADDRESS
    mail["Subject"] = "Der Drucker zieht immer noch nicht ein (Demo)"
    mail["Message-ID"] = "<demo-1@privat.example>"
    mail.set_content("Guten Tag,\n\nich schreibe von zu Hause: Er zieht immer noch nicht ein.\n")
    server = urlsplit(product.namespace.servers.smtp_url)
    with smtplib.SMTP(server.hostname or "127.0.0.1", server.port or 25, timeout=_SECONDS) as smtp:
        smtp.send_message(mail)


def _open(portal: Portal, caller: str, key: str, body: dict[str, Any]) -> str:
    headers = portal.as_(caller) | {"Idempotency-Key": key}
    answer = portal.http.post("/v1/requests", headers=headers, json=body)
    request_id: str = answer.raise_for_status().json()["id"]
    return request_id


def _say(portal: Portal, caller: str, request_id: str, body: str, audience: str = "public") -> None:
    headers = portal.as_(caller) | {"Idempotency-Key": f"demo-{audience}"}
    portal.http.post(
        f"/v1/requests/{request_id}/comments",
        headers=headers,
        json={"body": body, "audience": audience},
    ).raise_for_status()


def _share_with_partner(portal: Portal, staff: str, request_id: str) -> None:
    headers = portal.as_(staff)
    served = portal.http.get("/v1/customers", headers=headers).raise_for_status().json()["items"]
    partner = {"kind": "partner", "partner_id": served[0]["partner"]["id"]}
    portal.http.post(
        f"/v1/requests/{request_id}/shares", headers=headers, json={"share_with": partner}
    ).raise_for_status()


def _take_care_of(portal: Portal, staff: str, request_id: str) -> None:
    headers = portal.as_(staff)
    me = portal.http.get("/v1/me", headers=headers).raise_for_status().json()
    portal.http.put(
        f"/v1/requests/{request_id}/assignee", headers=headers, json={"person_id": me["subject"]}
    ).raise_for_status()


def _move(portal: Portal, staff: str, request_id: str, before: str, after: str) -> None:
    answer = portal.http.put(
        f"/v1/requests/{request_id}/state",
        headers=portal.as_(staff),
        json={"from_state": before, "to_state": after},
    )
    # It stands elsewhere already where the company was loaded before.
    if answer.status_code != HTTPStatus.CONFLICT:
        answer.raise_for_status()
