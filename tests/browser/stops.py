"""Every page of the portal: its address, who opens it in the crawl, and what it is there for.

A page that is not here fails the crawl: `STOPS` names each address of the page routes once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Person = Literal["nobody", "admin", "member", "accountant", "partner", "vendor"]

# Who is what in the demo. The accountant reads documents and nothing else.
PEOPLE: tuple[Person, ...] = ("nobody", "admin", "member", "accountant", "partner", "vendor")
EVERYBODY: tuple[Person, ...] = ("admin", "member", "accountant", "partner", "vendor")
_MANAGERS: tuple[Person, ...] = ("admin", "partner", "vendor")
_BUYERS: tuple[Person, ...] = ("admin", "partner")
_READERS: tuple[Person, ...] = ("admin", "member", "accountant")
_VENDOR: tuple[Person, ...] = ("vendor",)
_NOBODY: tuple[Person, ...] = ("nobody",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """One address, and who sees a page there; others see why they do not."""

    path: str
    people: tuple[Person, ...]
    queries: tuple[str, ...] = ()
    """What else the page shows by its query, each opened as well."""
    status: int = 200


def _stop(path: str, people: tuple[Person, ...], *queries: str, status: int = 200) -> Stop:
    return Stop(path=path, people=people, queries=queries, status=status)


STOPS: tuple[Stop, ...] = (
    _stop("/", ("nobody", "admin")),
    _stop("/sign-in", _NOBODY),
    _stop("/sign-in/oidc/callback", _NOBODY, status=401),
    # Without a sign-in that is under way it leads back to one; tests/browser/test_ways_in.py.
    _stop("/sign-in/second-factor", _NOBODY),
    _stop("/invitations/{invitation_token}", _NOBODY),
    _stop("/invitation-code", _NOBODY),
    _stop("/forgotten-password", _NOBODY),
    _stop("/passwords/{password_token}", _NOBODY),
    _stop("/register", _NOBODY),
    _stop("/registrations/{registration_token}", _NOBODY),
    _stop("/email-changes/{email_token}", _NOBODY),
    # Made-up tokens: of who they are is told to nobody, and the page says the same of each.
    _stop("/news/unsubscribe/{unknown_token}", _NOBODY, status=404),
    _stop("/document-recipients/{recipient_token}", _NOBODY),
    _stop("/document-subscriptions/{unknown_token}", _NOBODY, status=404),
    _stop("/docs", _NOBODY),
    _stop("/sign-in-address", EVERYBODY),
    _stop("/why?area=business", ("admin",), "?document={unknown_id}"),
    _stop("/why?area=consumables", ("member",)),
    _stop("/why?area=meter_readings", ("member",)),
    _stop("/access", EVERYBODY),
    _stop("/account/profile", EVERYBODY),
    _stop("/account/security", EVERYBODY),
    _stop("/account/support", _BUYERS),
    _stop("/account/support/{support_session_id}", ("admin",)),
    _stop("/account/notifications", EVERYBODY),
    _stop("/account/mail", _MANAGERS),
    _stop("/account/organisations", EVERYBODY),
    _stop("/search", EVERYBODY, "?q=Wartung", "?q=gibt-es-nicht"),
    # A part of a page for its script: whoever opens it is shown the search.
    _stop("/search/suggestions?q=Wartung", ("admin",)),
    _stop("/account/messages", _MANAGERS, "?reached_nobody=true"),
    _stop("/account/messages/{message_id}", ("admin", "vendor")),
    _stop("/audit", _MANAGERS),
    _stop("/overview", EVERYBODY),
    _stop("/post", EVERYBODY, "?folder=archive", "?is_unread=true", "?text=gibt-es-nicht"),
    _stop("/post/{document_id}", _READERS),
    _stop("/post/{e_invoice_id}", _READERS),
    _stop("/post/{document_id}/e-invoice", _READERS),
    _stop("/post/{document_id}/send", _READERS),
    _stop("/post/{document_id}/deletion", ("admin",)),
    _stop("/users", _BUYERS),
    _stop("/users/{person_id}", ("admin",)),
    _stop("/users/{colleague_id}", ("admin",)),
    _stop("/users/{partner_colleague_id}", ("partner",)),
    _stop("/document-visibility", _BUYERS),
    _stop("/exports", EVERYBODY),
    _stop("/company", _MANAGERS),
    _stop("/company/sign-in", _MANAGERS),
    _stop("/api-keys", _MANAGERS),
    _stop("/connections", _MANAGERS),
    _stop("/connections/{machine_id}", ("admin",)),
    _stop("/delivery", EVERYBODY),
    _stop("/delivery-failures", _MANAGERS),
    _stop("/requests", ("admin", "member", "partner"), "?scope=shared", "?search=gibt-es-nicht"),
    _stop(
        "/requests/new",
        ("admin", "member", "partner", "vendor"),
        "?kind=technical_problem",
        "?kind=invoice_question",
        "?kind=service_call",
        "?kind=contact_form",
    ),
    _stop("/requests/{request_id}", ("admin", "member", "partner", "vendor")),
    _stop("/packages", _MANAGERS),
    _stop("/plan", _MANAGERS),
    _stop("/contracts", _BUYERS, "?view=alarm"),
    _stop("/contracts/{contract_id}", _MANAGERS),
    _stop("/contracts/{ending_contract_id}", _MANAGERS),
    _stop("/ftp-access", _BUYERS),
    _stop("/devices", ("admin", "member", "partner", "vendor")),
    _stop("/devices/{device_id}", ("admin", "member", "vendor")),
    _stop("/orders", _MANAGERS),
    _stop("/orders/new", _BUYERS),
    _stop("/orders/new?device={device_id}", ("admin",)),
    _stop("/orders/{order_id}", ("admin", "vendor")),
    _stop("/meter-readings", _BUYERS),
    _stop("/meter-readings/reports/{report_id}", ("admin",)),
    _stop("/knowledge", ("admin",)),
    _stop("/knowledge/news", EVERYBODY),
    _stop("/knowledge/faq", EVERYBODY),
    _stop("/knowledge/wiki", ("admin", "vendor"), "?q=gibt-es-nicht"),
    _stop("/knowledge/academy", ("admin", "vendor")),
    _stop("/knowledge/seminars", ("admin", "vendor")),
    _stop("/knowledge/videos", ("admin", "vendor")),
    _stop("/knowledge/news/{news_id}", EVERYBODY),
    _stop("/knowledge/wiki/{article_id}", ("admin", "vendor")),
    _stop("/knowledge/seminars/{seminar_id}", ("admin", "vendor")),
    _stop("/business", ("partner", "vendor")),
    _stop("/business/resources", ("partner", "vendor")),
    _stop("/business/customers", ("partner",), "?kind=prospect", "?search=gibt-es-nicht"),
    _stop("/business/customers/{account_id}", ("partner", "vendor")),
    _stop("/business/customers/{prospect_id}", ("partner", "vendor")),
    _stop("/business/prospects/new", ("partner",)),
    _stop("/business/prospects/{prospect_id}", ("partner", "vendor")),
    _stop("/master-data", _VENDOR, "?state=all"),
    _stop("/master-data/{change_id}", _VENDOR),
    _stop("/office", _VENDOR),
    _stop("/system", _VENDOR),
    _stop("/office/parked", _VENDOR),
    _stop("/office/messages", _VENDOR),
    _stop("/office/message-history", _VENDOR, "?organisation_id={organisation_id}"),
    _stop("/office/message-history/{message_id}", _VENDOR),
    _stop("/office/doubts", _VENDOR),
    _stop("/office/runs", _VENDOR, "?state=unannounced"),
    _stop("/office/runs/{run_id}", _VENDOR),
    _stop("/office/print-batches", _VENDOR, "?state=closed"),
    _stop("/office/without-notice", _VENDOR),
    _stop("/office/damages", _VENDOR, "?state=all"),
    _stop("/office/keeping", _VENDOR),
    _stop("/office/documents/{document_id}?customer={organisation_id}", _VENDOR),
    _stop("/office/customers/{organisation_id}", _VENDOR),
    _stop("/office/deletion-runs", _VENDOR),
    _stop("/office/deletion-runs/{deletion_run_id}", _VENDOR),
    _stop("/office/ledger", _VENDOR),
    _stop("/desk", _VENDOR, "?assignee=me"),
    _stop("/desk/requests/new", _VENDOR, "?customer={organisation_id}"),
    _stop("/desk/departments", _VENDOR),
    _stop("/desk/answers", _VENDOR),
    _stop("/desk/request-types", _VENDOR),
    _stop("/desk/mails", _VENDOR, "?state=ignored"),
    _stop("/desk/mails/{mail_id}", _VENDOR),
    _stop("/desk/people", _VENDOR),
    _stop("/desk/people/{person_id}", _VENDOR),
    _stop("/desk/unactivated", _VENDOR),
    _stop("/desk/packages", _VENDOR),
    _stop("/desk/package-definitions", _VENDOR),
    _stop("/desk/plans", _VENDOR),
    _stop("/desk/customers", _VENDOR, "?search=Muster"),
    _stop("/desk/customers/new", _VENDOR),
    _stop("/desk/customers/import", _VENDOR),
    _stop("/desk/customers/{organisation_id}", _VENDOR),
    _stop("/desk/customers/{organisation_id}/partner", _VENDOR, "?search=Muster"),
    _stop("/desk/customers/{partner_id}/partner", _VENDOR),
    _stop("/desk/customers/{organisation_id}/people", _VENDOR),
    _stop("/desk/customers/{organisation_id}/people/{person_id}", _VENDOR),
    _stop("/desk/customers/{organisation_id}/ftp-access", _VENDOR),
    _stop("/desk/customers/{organisation_id}/support", _VENDOR),
    _stop("/support-session", ("vendor",), "?over=yes"),
    _stop("/desk/content", _VENDOR, "?kind=announcement"),
    _stop("/desk/content/categories", _VENDOR),
    _stop("/desk/content/new", _VENDOR, "?kind=faq", "?kind=seminar", "?kind=video"),
    _stop("/desk/content/{article_id}", _VENDOR),
    _stop("/desk/content/{seminar_id}/dates", _VENDOR),
    _stop("/desk/content/{seminar_id}/dates/{date_id}", _VENDOR),
)

# What the administrator of a new customer finds before anything has been done for him.
WITHOUT_ANYTHING = (
    *("/overview", "/post", "/requests", "/users", "/packages", "/plan", "/contracts", "/devices"),
    *("/exports", "/delivery", "/account/messages", "/account/support", "/search?q=nichts"),
)

# Seen by whoever came too far: a refusal is a page like any other.
REFUSALS: tuple[tuple[Person, str, int], ...] = (
    ("member", "/packages", 403),
    ("accountant", "/requests", 403),
    ("admin", "/office", 403),
    ("vendor", "/orders/new", 403),
    ("admin", "/post/{unknown_id}", 404),
    ("nobody", "/gibt-es-nicht", 404),
    ("nobody", "/invitations/{unknown_token}", 404),
    ("nobody", "/passwords/{unknown_token}", 404),
)

# Swagger UI as its makers ship it: a tool for programmers, of 1.9 MB and with colours of its own.
# Its own frame is held to HTML, to our hosts and to our policy like every other page.
FOREIGN = "/docs"


def addresses(person: Person, things: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Yield every address that somebody opens, and the status that it has for him."""
    for stop in STOPS:
        if person in stop.people:
            for query in ("", *stop.queries):
                yield (
                    (stop.path.partition("?")[0] if query else stop.path).format_map(things)
                    + query.format_map(things),
                    stop.status,
                )
    for who, path, status in REFUSALS:
        if who == person:
            yield path.format_map(things), status


def left_out(person: Person, things: dict[str, str]) -> Iterator[str]:
    """Yield every address that somebody does not open, but for what is the same for everybody."""
    looked_at = {stop.path for stop in STOPS if person in stop.people}
    for stop in STOPS:
        is_for_all = "nobody" in stop.people or stop.path.startswith(("/why", "/search/"))
        if stop.path not in looked_at and not is_for_all:
            yield stop.path.format_map(things)
