"""The demo's people in the running product, and one of each thing that a page may be about."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx

from contracts.inbound import INVOICE_RUN_ANNOUNCED, InvoiceRunAnnounced
from kontor_demo import company, load
from kontor_demo.portal import Account
from kontor_local.environment import REQUEST_MAIL_ADDRESS
from kontor_local.mail_routes import hand_over
from kontor_local.parts import MAIL_PARTS, PARTS
from tests.browser.stops import Person
from tests.flows.world import World
from tests.product_plugin import MakeWorld
from tests.waiting import until

_ACCOUNTS: dict[Person, Account] = {
    "admin": company.CUSTOMER_ADMIN,
    "member": company.COLLEAGUE,
    "accountant": company.ACCOUNTANT,
    "partner": company.PARTNER_ADMIN,
    "vendor": company.ADMINISTRATION,
}
_ADDRESS = {"street": "Musterstraße 1", "postal_code": "10115", "city": "Berlin", "country": "DE"}


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The running demo: who may be asked for pages, and the ids that stand in their addresses."""

    world: World
    tokens: dict[Person, str] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the portal is."""
        return self.world.product.gateway_url

    def client(self, person: Person, language: str = "de") -> httpx.Client:
        """Return a browser without a window."""
        cookies = {"kontor_language": language}
        if person in self.tokens:
            cookies["kontor_session"] = self.tokens[person]
        return httpx.Client(
            base_url=self.url, cookies=cookies, headers={"Origin": self.url}, timeout=60
        )


def demo_world(make_world: MakeWorld, **environment: str) -> AbstractContextManager[World]:
    """Return a product for the demo, which takes mails in as well."""
    intake = next(part for part in MAIL_PARTS if part.name == "mail-intake")
    return make_world(parts=(*PARTS, intake), extra_env=environment)


def open_demo(world: World) -> Demo:
    """Load the demo company into a product, and add what it has none of."""
    load(product=world.product, report=lambda _: None, today=datetime.now(UTC).date())
    _write_as_stranger(world)
    demo = Demo(world=world)
    for person, account in _ACCOUNTS.items():
        demo.tokens[person] = world.portal.settle_in(account)
    demo.things.update(_found(demo))
    demo.things.update(_made(demo))
    demo.things.update(_mailed(demo))
    demo.things["support_session_id"] = _looked_in(demo)
    return demo


def _write_as_stranger(world: World) -> None:
    """Hand over a mail that belongs to nobody; the sink of the tests hands nothing on."""
    mail = EmailMessage()
    mail["From"] = sender = "erika@privat.example"
    mail["To"] = REQUEST_MAIL_ADDRESS
    mail["Subject"] = "Der Drucker zieht immer noch nicht ein (Demo)"
    mail["Message-ID"] = "<demo-1@privat.example>"
    mail.set_content("Guten Tag,\n\nich schreibe von zu Hause: Er zieht nicht ein.\n")
    port = world.product.mail_ports()[REQUEST_MAIL_ADDRESS]
    refused = hand_over(port, mail.as_bytes(), sender=sender, recipient=REQUEST_MAIL_ADDRESS)
    assert refused is None, refused


def _found(demo: Demo) -> dict[str, str]:
    """Return what the demo company has anyway."""
    me = _get(demo, "admin", "/v1/me")
    documents = _get(demo, "admin", "/v1/documents")["items"]
    seminar = _linked(demo, "vendor", "/desk/content?kind=seminar", "/desk/content")
    requests = _get(demo, "admin", "/v1/requests")["items"]
    dates = f"/desk/content/{seminar}/dates"
    return {
        "unknown_id": str(UUID(int=1, version=4)),
        "unknown_token": "kx_" + "a" * 43,
        "document_id": next(each["id"] for each in documents if each["format"] == "hybrid_pdf"),
        "e_invoice_id": next(each["id"] for each in documents if each["format"] == "ubl"),
        # The one that is shared with all of them.
        "request_id": next(each["id"] for each in requests if "Etikettendrucker" in each["title"]),
        "contract_id": _linked(demo, "admin", "/contracts"),
        "ending_contract_id": _linked(demo, "admin", "/contracts?view=alarm", "/contracts"),
        "device_id": _linked(demo, "admin", "/devices"),
        "account_id": _linked(demo, "partner", "/business/customers"),
        "news_id": _linked(demo, "admin", "/knowledge/news"),
        "article_id": _linked(demo, "vendor", "/desk/content?kind=article", "/desk/content"),
        "seminar_id": seminar,
        "date_id": _linked(demo, "vendor", dates),
        "change_id": _linked(demo, "vendor", "/master-data"),
        "message_id": _linked(demo, "admin", "/account/messages"),
        "person_id": me["subject"],
        "colleague_id": _get(demo, "member", "/v1/me")["subject"],
        "partner_colleague_id": _get(demo, "partner", "/v1/me")["subject"],
        "organisation_id": me["organisation"]["id"],
        "partner_id": _get(demo, "partner", "/v1/me")["organisation"]["id"],
        "mail_id": _linked(demo, "vendor", "/desk/mails"),
    }


def _made(demo: Demo) -> dict[str, str]:
    """Do what makes the things that the demo company has none of."""
    device = demo.things["device_id"]
    order = {
        **_ADDRESS,
        "recipient": "Musterkunde AG (Demo)",
        f"quantity.{device}.T-100": "2",
    }
    demo.world.erp.publish_event(
        INVOICE_RUN_ANNOUNCED,
        InvoiceRunAnnounced(run_id="2026-11 (Demo)", document_count=3),
        event_id="run-demo",
    )
    # What may be destroyed is years old; nobody waits so long.
    demo.world.run_sql(
        "billing_docs",
        "UPDATE document SET retained_through = '2020-12-31', available_until = '2020-12-31' "
        "WHERE number LIKE 'RE-%-002'",
    )
    machine = {"name": "Buchhaltung (Demo)", "areas": "documents", "which_documents": "all"}
    with demo.client("admin") as admin:
        admin.post("/connections", data=machine).raise_for_status()
    return {
        "machine_id": _linked(demo, "admin", "/connections"),
        "order_id": _send(demo, "admin", "/orders", order),
        "prospect_id": _send(
            demo, "partner", "/business/prospects/new", {"name": "Neumuster GmbH (Demo)"}
        ),
        "deletion_run_id": _send(demo, "vendor", "/office/deletion-runs", {"reason": "Demo"}),
        "report_id": _report(demo),
        "run_id": _linked(demo, "vendor", "/office/runs"),
    }


def _looked_in(demo: Demo) -> str:
    """Let support look in and propose something, and a colleague ask for an area."""
    things, http = demo.things, demo.world.portal.http
    _post(demo, "admin", "/account/support", {"is_given": "yes"})
    _post(demo, "member", "/area-requests", {"area": "consumables", "note": "Für das Lager (Demo)"})
    opened = http.post(
        "/v1/support-sessions",
        headers=demo.world.portal.as_(demo.tokens["vendor"]),
        json={
            "organisation_id": things["organisation_id"],
            "request_id": things["request_id"],
            "reason": "Der Etikettendrucker ist nicht zu finden (Demo)",
        },
    ).raise_for_status()
    inside = demo.world.portal.as_(opened.json()["token"])
    http.get("/v1/members", headers=inside).raise_for_status()
    http.put(
        f"/v1/members/{things['colleague_id']}/areas", headers=inside, json={"areas": ["post"]}
    ).raise_for_status()
    session_id: str = opened.json()["session"]["id"]
    return session_id


def _mailed(demo: Demo) -> dict[str, str]:
    """Ask for each link that comes by mail, and return what they hold."""
    registered, moved = "neu@musterkunde.example", "umgezogen@musterkunde.example"
    recipient = "steuerberater@example.com"
    form = {"email": moved, "password": company.PASSWORD}
    _post(demo, "nobody", "/register", {"email": registered})
    _post(demo, "nobody", "/forgotten-password", {"email": company.PARTNER_CONTACT.email})
    _post(demo, "member", "/sign-in-address", form)
    _post(demo, "admin", "/delivery/recipients", {"email": recipient})
    never_came = next(each for each in company.CUSTOMERS if each.customer_number == "10002")
    mailed = demo.world.portal.mailed_token
    return {
        "invitation_token": mailed("invitations", str(never_came.contact_email)),
        "password_token": mailed("passwords", company.PARTNER_CONTACT.email),
        "registration_token": mailed("registrations", registered),
        "email_token": mailed("email-changes", moved),
        "recipient_token": mailed("document-recipients", recipient),
    }


def _get(demo: Demo, person: Person, path: str) -> Any:
    return demo.world.get(path, demo.tokens[person]).raise_for_status().json()


def _linked(demo: Demo, person: Person, page: str, place: str | None = None) -> str:
    """Return the first id that a page leads to below its own address, or below `place`."""
    link = re.compile(rf'href="{re.escape(place or page)}/([0-9a-f-]{{36}})')

    def first() -> str | None:
        with demo.client(person) as client:
            found = link.search(client.get(page).raise_for_status().text)
        return found[1] if found else None

    return until(first, seconds=60, every=0.2)


def _report(demo: Demo) -> str:
    """Send a list of readings in, some of which nobody may believe."""
    with demo.client("admin") as admin:
        table = b"Device;Black\nDEMO-1001;5\n"
        sent = admin.post(
            "/meter-readings/lists",
            files={"file": ("staende.csv", table, "text/csv")},
            data={"idempotency_key": "demo-report"},
        )
    return sent.headers["location"].partition("?")[0].rsplit("/", 1)[1]


def _post(demo: Demo, person: Person, path: str, form: dict[str, str]) -> str:
    """Send a form, and return the address that its answer leads to."""
    with demo.client(person) as client:
        answer = client.post(path, data=form)
    assert answer.status_code == 303, f"{path}: {answer.status_code}"
    return answer.headers["location"].partition("?")[0]


def _send(demo: Demo, person: Person, path: str, form: dict[str, str]) -> str:
    """Return the id of what a form has made: it stands in the address that the answer leads to."""
    return _post(demo, person, path, form).rsplit("/", 1)[1]
