"""The service on a database of its own, beside stand-ins for the services that it asks."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from chassis.audit import AuditTrail
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.principal import PrincipalVerifier
from chassis.runtime import Runtime
from chassis.tables import OUTBOX
from chassis.testing import TestKeys, a_principal
from contracts.billing_docs import Document, EBillingAddress
from contracts.errors import NotFound, ServiceUnavailable
from contracts.events import NoticeRequested
from contracts.explain import Explanation, Verdict
from contracts.identity import Members, Membership
from contracts.money import Money
from contracts.principal import Principal
from contracts.profiles import Profile
from contracts.tickets import OpenRequest, Request, RequestPage, RequestQuery
from tests.tickets.integration.catalog_file import CatalogStandIn
from tests.tickets.integration.company_file import CompanyFile
from tickets.service import Tickets
from tickets.store.records import RecordRoom


@dataclass(kw_only=True)
class IdentityStandIn:
    """Identity as far as tickets asks it: who calls, and why somebody may or may not."""

    caller: Principal
    is_away: bool = False
    asked: list[str] = field(default_factory=list)
    colleagues: list[Principal] = field(default_factory=list)
    company_data: CompanyFile = field(default_factory=CompanyFile)

    def call(self, method: str, _result: object, /, **asked: Any) -> Any:
        """Answer about whoever called the service last."""
        self.asked.append(method)
        if self.is_away:
            raise ServiceUnavailable("identity")
        if method == "explain":
            return Explanation(
                subject="area",
                asked=asked["query"]["area"],
                person_id=self.caller.subject,
                person_name=name_of(self.caller),
                is_allowed=False,
                decided_by="area_switched_on",
                rules=(
                    Verdict(rule="contract_running", passes=True),
                    Verdict(rule="booked", passes=True),
                    Verdict(rule="area_switched_on", passes=False),
                ),
                ask=(),
                may_change_self=False,
            )
        if method == "get_company_data":
            return self.company_data.shown_to(self.caller, asked["organisation_id"])
        if method == "list_members":
            members = [
                each for each in self.colleagues if each.organisation_id == asked["organisation_id"]
            ]
            return Members(items=tuple(a_member(each) for each in members))
        assert method == "get_profile"
        return a_profile(self.caller)


@dataclass(kw_only=True)
class BillingDocsStandIn:
    """The billing-docs service as far as tickets asks it."""

    documents: dict[UUID, Document] = field(default_factory=dict)
    e_billing_address: str | None = "rechnung@muster.example"

    def call(self, method: str, _result: object, /, **asked: Any) -> Any:
        """Answer `get_document` and `get_e_billing_address` as billing-docs does."""
        if method == "get_e_billing_address":
            return EBillingAddress(
                organisation_id=asked["organisation_id"], email=self.e_billing_address
            )
        assert method == "get_document"
        document = self.documents.get(asked["document_id"])
        if document is None:
            raise NotFound("document")
        return document

    def issue(self, **changes: Any) -> UUID:
        """Return the id of a document that callers see."""
        document = a_document(**changes)
        self.documents[document.id] = document
        return document.id


@dataclass(kw_only=True)
class World:
    """The service, whom it asks, and what a test needs to look behind it."""

    service: Tickets
    database: Database
    clock: FixedClock
    identity: IdentityStandIn
    billing_docs: BillingDocsStandIn
    catalog: CatalogStandIn

    @property
    def room(self) -> RecordRoom:
        """Return what opens the service's transactions."""
        return RecordRoom(self.database, self.clock)

    def by(self, caller: Principal) -> Tickets:
        """Return the service, called by somebody whom identity knows."""
        self.identity.caller = caller
        return self.service

    def open(self, caller: Principal, **changes: Any) -> Request:
        """Open a request as a customer sends it."""
        return self.by(caller).open_request(caller, an_open_request(**changes))

    def page(self, caller: Principal, **query: Any) -> RequestPage:
        """Return a page of somebody's requests."""
        return self.service.list_requests(caller, RequestQuery(**query))

    def detail(self, caller: Principal, request: Request) -> Request:
        """Return one request as somebody sees it."""
        return self.service.get_request(caller, request.id).request

    def put_into(self, request: Request, state: str) -> None:
        """Put a request into a state, whatever it is in."""
        with self.database.transaction(every_organisation=True) as session:
            session.execute(
                text("UPDATE request SET state = :state WHERE id = :id"),
                {"state": state, "id": request.id},
            )

    def told(self, event_type: str) -> list[dict[str, Any]]:
        """Return what was published of a type so far, the oldest first."""
        query = (
            select(OUTBOX.c.body).where(OUTBOX.c.routing_key == event_type).order_by(OUTBOX.c.id)
        )
        with self.database.transaction() as session:
            return [msgspec.json.decode(body) for body in session.scalars(query)]

    def notices(self) -> list[NoticeRequested]:
        """Return the mails asked for so far, the oldest first."""
        query = (
            select(OUTBOX.c.body)
            .where(OUTBOX.c.routing_key == "notice_requested")
            .order_by(OUTBOX.c.id)
        )
        with self.database.transaction() as session:
            bodies = session.scalars(query).all()
        return [msgspec.json.decode(body, type=NoticeRequested) for body in bodies]

    def audit_actions(self, organisation_id: UUID | None) -> list[str]:
        """Return what the trail of an organisation says, the newest first."""
        with self.database.transaction(organisation_id=organisation_id) as session:
            trail = AuditTrail(session, self.clock.now())
            return [line.action for line in trail.page(organisation_id)]

    def organisations_seen(self, table: str, organisation_id: UUID | None) -> set[UUID]:
        """Return whose rows a query sees that forgets to say whose it wants."""
        with self.database.transaction(organisation_id=organisation_id) as session:
            rows = session.scalars(text(f"SELECT organisation_id FROM {table}"))  # noqa: S608 - our own tables
            return set(rows)


def make_world(
    database: Database, clock: FixedClock, keys: TestKeys, stub: "StubSettings | None" = None
) -> World:
    """Return the service on `database`, as a process would make it."""
    service: Any = Tickets()
    unused: Any = None
    settings: Any = stub or StubSettings()
    service.runtime = Runtime(
        settings=settings,
        clock=clock,
        database=database,
        verifier=PrincipalVerifier(keys.public),
        publishers=unused,
        resources=Tickets.open_resources(settings),
    )
    service.identity = identity = IdentityStandIn(caller=a_principal())
    service.billing_docs = billing_docs = BillingDocsStandIn()
    service.catalog = catalog = CatalogStandIn()
    return World(
        service=service,
        database=database,
        clock=clock,
        identity=identity,
        billing_docs=billing_docs,
        catalog=catalog,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class StubSettings:
    """What the service reads from its settings besides what the chassis needs."""

    holiday_state: str = "NW"
    desk_opens: str = "08:00"
    desk_closes: str = "17:00"
    contact_phone: str = "030 12345"
    contact_email: str = ""
    s3_url: str = "http://127.0.0.1:1"
    s3_access_key: str = "nobody"
    s3_secret_key: str = "nothing"
    attachments_bucket: str = "attachments"
    malware_scanner: str | None = None
    requests_kept_days: int = 1096
    daily_attachments: int = 1000
    daily_attachment_megabytes: int = 500
    request_mail_address: str | None = None
    request_mail_keys: None = None


def an_open_request(**changes: Any) -> OpenRequest:
    """Return a request as a customer sends it, with `changes`."""
    values: dict[str, Any] = {
        "kind": "technical_problem",
        "title": "Der Drucker im Lager zieht kein Papier ein",
        "description": "Seit heute Morgen, Fehlercode E-12, bei jedem Format.",
        "idempotency_key": "form-1",
    }
    return OpenRequest(**{**values, **changes})


def a_document(**changes: Any) -> Document:
    """Return an invoice of 119.00 euros."""
    values: dict[str, Any] = {
        "id": new_id(),
        "organisation_id": new_id(),
        "document_type": "invoice",
        "number": "RE-4711",
        "title": None,
        "issued_on": date(2026, 2, 27),
        "due_on": None,
        "total": Money(minor_units=11900, currency="EUR"),
        "seller_name": None,
        "buyer_name": None,
        "folder": "post",
        "format": "pdf",
        "file_name": "RE-4711.pdf",
        "media_type": "application/pdf",
        "size_bytes": 1,
        "sha256": "0" * 64,
        "received_at": datetime(2026, 2, 28, 8, 0, tzinfo=UTC),
        "available_until": date(2027, 3, 1),
        "faults": (),
    }
    return Document(**{**values, **changes})


def a_profile(caller: Principal) -> Profile:
    """Return what identity tells somebody about himself."""
    return Profile(
        person_id=caller.subject,
        name=name_of(caller),
        given_name="P",
        family_name=None,
        email=address_of(caller),
        language=caller.language,  # type: ignore[arg-type]  # tests say de or en
        linked_account=None,
        managed_elsewhere=(),
        manage_url=None,
    )


def a_member(principal: Principal) -> Membership:
    """Return what identity tells about somebody to his colleagues."""
    return Membership(
        person_id=principal.subject,
        person_name=name_of(principal),
        email=address_of(principal),
        role="member",
        areas=(),
    )


def staff(**changes: Any) -> Principal:
    """Return one of the vendor's people."""
    return a_principal(**{"organisation_kind": "vendor", **changes})


def a_colleague(of: Principal, **changes: Any) -> Principal:
    """Return somebody else of the same organisation."""
    return a_principal(
        **{"organisation_id": of.organisation_id, "organisation_kind": of.organisation_kind}
        | changes
    )


def name_of(caller: Principal) -> str:
    """Return what identity calls somebody."""
    return f"Person {caller.subject.hex[-6:]}"


def address_of(caller: Principal) -> str:
    """Return somebody's address as identity has it."""
    return f"{caller.subject.hex[-6:]}@muster.example"
