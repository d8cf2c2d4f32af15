"""Everybody who may ask the API for something, and one record of each kind of one company."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx

from chassis.clock import BERLIN, SystemClock
from contracts.equipment import BillItem, Counter, EquipmentUpserted
from contracts.inbound import (
    CONTRACT_UPSERTED,
    EQUIPMENT_UPSERTED,
    ContractUpserted,
    CustomerUpserted,
)
from kontor_demo.company import PASSWORD
from kontor_demo.portal import Account
from tests.flows.test_own_account import register
from tests.flows.world import Customer, World
from tests.waiting import until

NOBODY = "nobody"
EVERYBODY = (
    NOBODY,
    "admin",
    "colleague",
    "newcomer",
    "key user",
    "accountant",
    "partner's admin",
    "partner's colleague",
    "vendor's admin",
    "vendor's colleague",
    "machine account",
    "key that reads",
    "key that publishes",
    "registered",
)
"""Who may ask: a customer's people, a partner's, the vendor's, systems, and a stranger."""
AWAY = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
REQUEST = {"kind": "technical_problem", "title": "Frage", "description": "Geht nicht."}
ADDRESS = {"street": "Musterallee 12", "postal_code": "10117", "city": "Berlin", "country": "DE"}
CUSTOMER_AREAS = [
    *("post", "service_calls", "consumables", "meter_readings", "devices"),
    *("academy", "seminars", "videos", "wiki"),
]


@dataclass(kw_only=True)
class Company:
    """An organisation of the flow's own, its people's sessions, and what is kept for it."""

    world: World
    number: str
    domain: str
    id: str
    admin: str
    records: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: Any = None, *, by: str = "", **form: str
    ) -> httpx.Response:
        """Ask the API as the administrator, or as whoever holds `by`."""
        return ask(self.world, by or self.admin, method, path, body, **form)

    def make(self, path: str, body: Any, *, by: str = "", method: str = "POST") -> dict[str, Any]:
        """Return what the API made."""
        answer = self.ask(method, path, body, by=by)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        made: dict[str, Any] = answer.json()
        return made

    def first(self, path: str, name: str = "id") -> str:
        """Return the first id that a list shows, once there is one."""
        items = until(lambda: self.ask("GET", path).json().get("items"), seconds=60, every=0.1)
        return str(items[0][name])

    def colleague(self, name: str, **preset: Any) -> str:
        """Return the session of a further member."""
        email = f"{name}@{self.domain}"
        self.make("/v1/invitations", {"email": email, **preset})
        return self.world.portal.settle_in(
            Account(email=email, name=f"{name.title()} Muster", password=PASSWORD)
        )

    def person(self, session: str) -> str:
        """Return who holds a session."""
        return str(self.ask("GET", "/v1/me", by=session).json()["subject"])


def ask(
    world: World,
    session: str,
    method: str,
    path: str,
    body: Any = None,
    *,
    media_type: str = "application/json",
) -> httpx.Response:
    """Ask the API as the holder of a session, as nobody without one; again while it is away."""
    sent: dict[str, Any] = {"headers": {"Idempotency-Key": str(uuid4())}, "timeout": 60}
    if session:
        sent["headers"].update(world.portal.as_(session))
    if isinstance(body, bytes):
        sent["headers"]["Content-Type"] = media_type
        sent["content"] = body
    else:
        sent["json"] = body

    def answer() -> httpx.Response | None:
        answered = world.portal.http.request(method, path, **sent)
        return None if answered.status_code in AWAY else answered

    return until(answer, seconds=120, every=0.2)


def a_company(world: World) -> Company:
    """Return a customer whose administrator has come in."""
    customer = world.new_customer()
    return _company_of(world, customer, world.portal.settle_in(customer.admin))


def _company_of(world: World, customer: Customer, admin: str) -> Company:
    own = ask(world, admin, "GET", "/v1/me").json()["organisation"]["id"]
    return Company(world=world, number=customer.number, domain=customer.domain, id=own, admin=admin)


def a_partner(world: World, number: str) -> Company:
    """Return a certified partner whose customer the ERP has named."""
    domain = f"partner{number}.{world.product.namespace.name}.example"
    admin = Account(email=f"leitung@{domain}", name="Paul Muster", password=PASSWORD)
    customer = CustomerUpserted(
        customer_number=f"1{number[1:]}",
        name=f"Kunde des Partners {number} (Demo)",
        version=1,
        partner_number=number,
    )
    world.portal.announce_customer(world.erp, customer)
    body = {"kind": "partner", "name": f"Partner {number} (Demo)", "customer_number": number}
    made = ask(
        world,
        world.staff(),
        "POST",
        "/v1/organisations",
        {**body, "contact_email": admin.email},
    )
    organisation_id = made.raise_for_status().json()["id"]
    partner = Company(
        world=world,
        number=number,
        domain=domain,
        id=organisation_id,
        admin=world.portal.settle_in(admin),
    )
    certified = {"is_certified": True, "reason": "Prüfung bestanden"}
    path = f"/v1/organisations/{organisation_id}/certification"
    partner.make(path, certified, by=world.staff(), method="PUT")
    partner.records["partner"] = partner.id
    partner.records["customer"] = partner.first("/v1/customers")
    partner.records["account"] = partner.first("/v1/business/customers")
    prospect = {"name": f"Neumuster {number} GmbH (Demo)"}
    partner.records["prospect"] = partner.make("/v1/business/prospects", prospect)["account"]["id"]
    return partner


def fill(company: Company) -> None:
    """Give a company a record of each kind that organisations have."""
    world, records = company.world, company.records
    records["organisation"], records["number"] = company.id, company.number
    machine = {"name": "DMS", "areas": ["documents", "requests"]}
    made = company.make("/v1/machine-accounts", machine)
    records["machine account"] = made["account"]["id"]
    records["machine account's token"] = made["token"]
    key = {"name": "DMS", "scopes": ["documents.read"]}
    records["key"] = company.make("/v1/api-keys", key)["id"]
    _announce(company)
    document = world.issue(_as_customer(company), f"RE-{company.number}")
    records["colleague"] = company.person(company.colleague("kollegin", areas=CUSTOMER_AREAS))
    records["invitation"] = company.make("/v1/invitations", {"email": f"offen@{company.domain}"})[
        "id"
    ]
    records["session"] = company.first("/v1/sessions", "session_id")
    _ask_and_change(company)
    records["contract"] = company.first("/v1/contracts")
    records["device"] = company.first("/v1/devices")
    company.make("/v1/orders", _order(records["device"]))
    records["order"] = company.first("/v1/orders")
    report = company.ask(
        "POST",
        "/v1/meter-readings/lists?file_name=a.csv",
        b"Device;Black\nX;5\n",
        media_type="text/csv",
    )
    records["meter report"] = report.json().get("id", "") if report.is_success else ""
    records["document"] = company.first("/v1/documents")
    assert company.ask("GET", "/v1/documents").json()["items"][0]["sha256"] == document.sha256
    records["export"] = company.make("/v1/exports", {})["id"]
    recipient = {"email": f"steuer@{company.domain}"}
    rules = company.make("/v1/delivery-rules/recipients", recipient)
    records["recipient"] = rules["items"][-1]["id"]
    records["message"] = company.first("/v1/message-history")
    token = records["machine account's token"]
    events = until(lambda: company.ask("GET", "/v1/events", by=token).json(), seconds=60, every=0.1)
    records["feed event"] = str(events[0]["id"])


def _as_customer(company: Company) -> Customer:
    account = Account(email=f"rechnung@{company.domain}", name="Berta Muster", password=PASSWORD)
    return Customer(number=company.number, domain=company.domain, admin=account, accountant=account)


def _announce(company: Company) -> None:
    today = SystemClock().now().astimezone(BERLIN).date()
    erp, number = company.world.erp, company.number
    contract = ContractUpserted(
        customer_number=number,
        contract_number=f"V-{number}",
        version=1,
        starts_on=today - timedelta(days=700),
        ends_on=today + timedelta(days=24),
        notice_given_on=today - timedelta(days=30),
    )
    erp.publish_event(CONTRACT_UPSERTED, contract, event_id=f"contract-{number}-1")
    toner = BillItem(item_number="T-100", name="Toner", unit="Stück", most_per_order=5)
    device = EquipmentUpserted(
        customer_number=number,
        equipment_number=f"G-{number}",
        version=1,
        is_active=True,
        model="M 400 (Demo)",
        contract_number=f"V-{number}",
        bill_of_materials=(toner,),
        counters=(Counter(kind="black", digits=7),),
    )
    erp.publish_event(EQUIPMENT_UPSERTED, device, event_id=f"equipment-{number}-1")


def _order(device: str) -> dict[str, Any]:
    line = {"device_id": device, "item_number": "T-100", "quantity": 1}
    return {"lines": [line], "delivery": {"recipient": "Muster AG (Demo)", "address": ADDRESS}}


def _ask_and_change(company: Company) -> None:
    """Leave a request with a file, what hangs on support, and a change of master data."""
    records, staff = company.records, company.world.staff()
    request = company.make("/v1/requests", REQUEST)
    records["request"] = request["id"]
    records["attachment"] = company.ask(
        "POST", "/v1/attachments?file_name=a.txt", b"Hallo", media_type="application/octet-stream"
    ).json()["id"]
    said = {"body": "Siehe Anlage.", "attachments": [records["attachment"]]}
    company.make(f"/v1/requests/{request['id']}/comments", said)
    records["wish"] = company.make("/v1/packages/wiki/requests", {"intent": "book"})["id"]
    change = {"kind": "move", "values": ADDRESS}
    records["change"] = company.make("/v1/master-data-changes", change)["id"]
    stranger = register(company.world, f"neu@frei{company.number}.example")
    company.ask("POST", "/v1/access-requests", {"customer_number": company.number}, by=stranger)
    records["access request"] = company.first("/v1/access-requests")
    company.make("/v1/support-consent", {"is_given": True}, method="PUT")
    wanted = {"organisation_id": company.id, "request_id": request["id"], "reason": "nachsehen"}
    opened = company.make("/v1/support-sessions", wanted, by=staff)
    records["support session"] = opened["session"]["id"]
    path = f"/v1/members/{records['colleague']}/areas"
    company.make(path, {"areas": ["post"]}, by=opened["token"], method="PUT")
    records["support change"] = company.first("/v1/support-changes")


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody who may ask, by who he is, around one customer and one partner."""

    company: Company
    partner: Company
    sessions: dict[str, str]


def a_cast(world: World, partner_number: str) -> Cast:
    """Return one of each who may ask; those of a company are the same customer's."""
    company, partner = a_company(world), a_partner(world, partner_number)
    records = {"areas": ["documents", "requests", "orders", "contracts"]}
    publisher = {"name": "ERP", "scopes": ["documents.publish"], "sources": [world.erp.source]}
    machine = company.make("/v1/machine-accounts", {"name": "DMS", **records})
    reads = {"name": "Export", "scopes": ["documents.read"]}
    accountant = Account(email=f"rechnung@{company.domain}", name="Berta Muster", password=PASSWORD)
    key_user = company.colleague("kurt", areas=CUSTOMER_AREAS)
    path = f"/v1/members/{company.person(key_user)}/grants"
    company.make(path, {"grants": ["unlock_areas"]}, method="PUT")
    sessions = {
        NOBODY: "",
        "admin": company.admin,
        "colleague": company.colleague("karl", areas=CUSTOMER_AREAS),
        "newcomer": company.colleague("nora", areas=[]),
        "key user": key_user,
        "accountant": world.portal.settle_in(accountant),
        "partner's admin": partner.admin,
        "partner's colleague": partner.colleague("pia", areas=["business"]),
        "vendor's admin": world.staff(),
        "vendor's colleague": _hired(world, f"stefan{company.number}@vendor.example"),
        "machine account": machine["token"],
        "key that reads": company.make("/v1/api-keys", reads)["key"],
        "key that publishes": company.make("/v1/api-keys", publisher, by=world.staff())["key"],
        "registered": register(world, f"frei@nirgends{company.number}.example"),
    }
    assert tuple(sessions) == EVERYBODY
    return Cast(company=company, partner=partner, sessions=sessions)


def _hired(world: World, email: str) -> str:
    invited = ask(
        world, world.staff(), "POST", "/v1/invitations", {"email": email, "role": "member"}
    )
    assert invited.is_success, invited.text
    return world.portal.settle_in(Account(email=email, name="Stefan Muster", password=PASSWORD))
