"""The demo's packages and plans: what the vendor offers, and what its customer has of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from kontor_demo.portal import Portal

_GIBIBYTE = 1024**3
# What another load has done already.
_DONE_BEFORE = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})

_PACKAGES: dict[str, dict[str, Any]] = {
    "academy": {
        "name": {"de": "Akademie (Demo)", "en": "Academy (demo)"},
        "description": {
            "de": "Online-Seminare und Videos zur Weiterbildung.",
            "en": "Online seminars and videos for further training.",
        },
        "contents": [
            {"de": "Zwei Seminare im Monat", "en": "Two seminars a month"},
            {"de": "Alle Aufzeichnungen", "en": "All recordings"},
        ],
        "price_text": {"de": "19 € im Monat", "en": "€19 a month"},
        "details_url": "https://www.example.com/akademie",
        "unlocks": ["academy", "seminars", "videos"],
        "trial_days": 14,
        "responsible": {"name": "Vera Muster (Demo)", "email": "verwaltung@musterfabrik.example"},
    },
    "wiki": {
        "name": {"de": "Wissensdatenbank (Demo)", "en": "Knowledge base (demo)"},
        "description": {
            "de": "Anleitungen und Antworten zum Nachschlagen.",
            "en": "Instructions and answers to look up.",
        },
        "contents": [{"de": "Über 300 Anleitungen", "en": "More than 300 instructions"}],
        "price_text": {"de": "9 € im Monat", "en": "€9 a month"},
        "details_url": "https://www.example.com/wissen",
        "unlocks": ["wiki"],
        "trial_days": 30,
    },
    "priority_service": {
        "name": {"de": "Vorrang im Kundendienst (Demo)", "en": "Priority service (demo)"},
        "description": {
            "de": "Ihre Anfragen werden zuerst beantwortet.",
            "en": "Your requests are answered first.",
        },
        "contents": [{"de": "Antwort binnen vier Stunden", "en": "An answer within four hours"}],
        "price_text": {"de": "auf Anfrage", "en": "on request"},
        "unlocks": ["priority_service"],
        "trial_days": 0,
    },
}
_PLANS: dict[str, dict[str, Any]] = {
    "start": {
        "name": {"de": "Start (Demo)", "en": "Start (demo)"},
        "description": {"de": "Für den Anfang.", "en": "To begin with."},
        "price": {"minor_units": 1900, "currency": "EUR"},
        "limits": {"storage_bytes": 2 * _GIBIBYTE, "users": 3, "document_scans": 50},
    },
    "team": {
        "name": {"de": "Team (Demo)", "en": "Team (demo)"},
        "description": {"de": "Für kleine Unternehmen.", "en": "For small companies."},
        "price": {"minor_units": 4900, "currency": "EUR"},
        "limits": {
            "storage_bytes": 20 * _GIBIBYTE,
            "users": 15,
            "document_scans": 500,
            "cash_registers": 3,
            "web_shops": 1,
            "shipping_providers": 2,
        },
    },
    "house": {
        "name": {"de": "Haus (Demo)", "en": "House (demo)"},
        "description": {"de": "Ohne Grenzen.", "en": "Without limits."},
        "price": {"minor_units": 12900, "currency": "EUR"},
        "limits": {},
    },
}


def offer(portal: Portal, staff: str) -> None:
    """Let the vendor offer its packages and plans; what it offers already stays as it is."""
    headers = portal.as_(staff)
    known = portal.http.get("/v1/packages/definitions", headers=headers).raise_for_status().json()
    packages = {each["key"]: each for each in known["items"]}
    for key, package in _PACKAGES.items():
        base = packages.get(key, {"version": 0, "contents": []})
        if not base["contents"]:
            body = package | {"base_version": base["version"]}
            portal.http.put(f"/v1/packages/{key}", headers=headers, json=body).raise_for_status()
    for key, plan in _PLANS.items():
        _once(portal.http.put(f"/v1/plans/{key}", headers=headers, json=plan | {"base_version": 0}))


def book(portal: Portal, staff: str, admin: str, organisation_id: str) -> None:
    """Give the customer a plan, a package, a trial, and a wish that waits for an answer."""
    headers, customer = portal.as_(staff), f"/v1/organisations/{organisation_id}"
    plan, wiki, academy = {"plan_key": "team"}, {"package_key": "wiki"}, {"package_key": "academy"}
    booked = portal.http.get("/v1/bookings", headers=portal.as_(admin)).raise_for_status().json()
    if not any(each["package_key"] == "wiki" for each in booked["items"]):
        answer = portal.http.post(f"{customer}/bookings", headers=headers, json=wiki)
        answer.raise_for_status()
    _once(portal.http.post(f"{customer}/subscription", headers=headers, json=plan))
    _once(portal.http.post(f"{customer}/trials", headers=headers, json=academy))
    wish = portal.http.post(
        "/v1/packages/priority_service/requests", headers=portal.as_(admin), json={"intent": "book"}
    )
    _once(wish)


def _once(answer: httpx.Response) -> None:
    if answer.status_code not in _DONE_BEFORE:
        answer.raise_for_status()
