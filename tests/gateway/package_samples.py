"""Packages, requests and bookings as catalog tells them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.catalog import Package, Packages
from contracts.money import Money
from contracts.packages import (
    Booking,
    Bookings,
    Offer,
    PackageRequest,
    PackageRequestPage,
)
from tests.gateway.samples import ORGANISATION_ID, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

ADMIN_TOKEN = "ks_admin"
REQUEST_ID = UUID(int=2001, version=4)


def a_request(**changes: Any) -> PackageRequest:
    """Return an open request for the academy with an offer, with `changes`."""
    values: dict[str, Any] = {
        "id": REQUEST_ID,
        "organisation_id": ORGANISATION_ID,
        "package_key": "academy",
        "package_name": "Akademie",
        "intent": "book",
        "state": "offered",
        "requested_at": datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        "requester_name": "Anna Admin (Demo)",
        "assignee": "Vera Vertrieb (Demo)",
        "due_at": datetime(2026, 3, 4, 16, 0, tzinfo=UTC),
        "offer": Offer(
            text="Alle Seminare und Videos für Ihr ganzes Unternehmen.\nMonatlich kündbar.",
            price=Money(minor_units=4900, currency="EUR"),
            valid_through=date(2026, 3, 31),
            offered_at=datetime(2026, 3, 3, 8, 30, tzinfo=UTC),
        ),
    }
    return PackageRequest(**(values | changes))


def a_package(key: str, name: str, **changes: Any) -> Package:
    """Return a package on offer."""
    values: dict[str, Any] = {
        "id": UUID(int=len(key), version=4),
        "key": key,
        "name": name,
        "description": "Anleitungen und Antworten zum Nachschlagen.",
        "details_url": f"https://www.example.com/{key}",
        "unlocks": (key,),
        "contents": ("Über 400 Artikel", "Volltextsuche"),
        "price_text": "ab 19 € im Monat",
        "trial_days": 14,
    }
    return Package(**(values | changes))


def script_packages(services: ScriptedServices) -> None:
    """Have catalog answer for a customer who tries one package and is offered another."""
    services.tokens[ADMIN_TOKEN] = an_authenticated(a_principal(role="admin"))
    trial = Booking(
        id=UUID(int=3001, version=4),
        package_key="wiki",
        package_name="Wissensdatenbank",
        source="trial",
        since=date(2026, 3, 1),
        until=date(2026, 3, 14),
        is_running=True,
        unlocks=("wiki",),
    )
    services.says(
        "catalog.list_packages",
        Packages(
            items=(
                a_package("academy", "Akademie"),
                a_package("base", "Basis"),
                a_package("wiki", "Wissensdatenbank"),
                a_package("videos", "Videos"),
            )
        ),
    )
    services.says("catalog.list_bookings", Bookings(items=(trial,)))
    services.says(
        "catalog.list_package_requests", PackageRequestPage(items=(a_request(),), next_cursor=None)
    )
