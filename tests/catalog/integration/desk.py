"""Catalog on a database of its own, and what a test needs to look behind it."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from catalog.domain.coverage import GRACE_DAYS
from catalog.resources import Resources
from catalog.service import Catalog
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.entrypoints import Incoming
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.secret_sealer import SecretSealer
from chassis.tables import OUTBOX
from contracts.events import (
    ContractCoverageChanged,
    EntitlementsChanged,
    NoticeRequested,
    OrganisationChanged,
)
from contracts.inbound import ContractUpserted
from contracts.partner_service import CustomerServed

T = TypeVar("T")
PERSON_ID = UUID("019a7f00-0000-7000-8000-000000000003")


@dataclass(kw_only=True, slots=True)
class StubSettings:
    """What the service reads from its settings besides what the chassis needs."""

    grace_days: int = GRACE_DAYS
    holiday_state: str = "NW"
    vendor_files_bucket: str = "vendor-files"


class People:
    """identity, as it answers about a customer with one administrator, and about sites."""

    def __init__(self) -> None:
        self.profile: dict[str, str] = {}
        self.members: list[dict[str, Any]] = []
        self.sites: list[dict[str, Any]] = []
        self.refuses: dict[str, Exception] = {}

    def call(self, method: str, result: type[T], /, **arguments: Any) -> T:
        """Return the caller's profile, or the members."""
        del arguments
        if method in self.refuses:
            raise self.refuses[method]
        answers: dict[str, Any] = {
            "get_profile": {
                "person_id": str(PERSON_ID),
                "name": "Anna Admin (Demo)",
                "given_name": "Anna",
                "family_name": "Admin (Demo)",
                "email": "anna@example.com",
                "language": "de",
                "linked_account": None,
                "managed_elsewhere": [],
                "manage_url": None,
                **self.profile,
            },
            "list_members": {"items": self.members},
            "list_sites": {"items": self.sites},
        }
        return msgspec.convert(answers[method], result)


@dataclass(kw_only=True)
class Desk:
    """The service as a running process has it, without the broker."""

    service: Catalog
    settings: StubSettings
    database: Database
    clock: FixedClock
    people: People

    def new_customer(self, customer_number: str | None = "10001", **changes: Any) -> UUID:
        """Announce a customer as identity does; return its organisation's id."""
        changed = an_organisation_changed(customer_number=customer_number, **changes)
        self.service.remember_organisation(incoming(changed))
        return changed.organisation_id

    def serve(self, customer_id: UUID, **changes: Any) -> None:
        """Announce who serves a customer as identity does."""
        self.service.remember_service(incoming(a_customer_served(customer_id, **changes)))

    def receive(self, **changes: Any) -> None:
        """Take a contract of customer 10001 that ends on 31 January 2027, with `changes`."""
        self.service.receive_contract(a_contract_event(**changes))

    def coverages(self) -> list[ContractCoverageChanged]:
        """Return what was announced of contracts so far, the oldest first."""
        return self.announced("contract_coverage_changed", ContractCoverageChanged)

    def entitlements(self) -> list[EntitlementsChanged]:
        """Return what was announced of entitlements so far, the oldest first."""
        return self.announced("entitlements_changed", EntitlementsChanged)

    def notices(self, kind: str) -> list[NoticeRequested]:
        """Return what people were to be told of this kind so far, the oldest first."""
        asked = self.announced("notice_requested", NoticeRequested)
        return [notice for notice in asked if notice.kind == kind]

    def announced(self, event_type: str, kind: type[T]) -> list[T]:
        """Return what was announced of a type so far, the oldest first."""
        query = (
            select(OUTBOX.c.body).where(OUTBOX.c.routing_key == event_type).order_by(OUTBOX.c.id)
        )
        with self.database.transaction() as session:
            return [msgspec.json.decode(body, type=kind) for body in session.scalars(query)]

    def run_sql(self, statement: str) -> list[Any]:
        """Return the rows of a statement that sees every organisation."""
        with self.database.transaction(every_organisation=True) as session:
            return list(session.execute(text(statement)).all())


@cache
def a_sealer() -> SecretSealer:
    """Return keys that encrypt secrets, the same in a whole run."""
    with NamedTemporaryFile("w", suffix=".json") as file:
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        file.write(json.dumps({"keys": [{"kty": "oct", "kid": "one", "k": key}]}))
        file.flush()
        return SecretSealer(Path(file.name))


def make_desk(database: Database, clock: FixedClock) -> Desk:
    """Return the service on `database`."""
    service, settings = Catalog(), StubSettings()
    unused: Any = None
    stub: Any = settings
    people = People()
    identity: Any = people
    service.identity = identity
    service.runtime = Runtime(
        settings=stub,
        clock=clock,
        database=database,
        verifier=unused,
        publishers=unused,
        resources=Resources(sealer=a_sealer()),
    )
    return Desk(service=service, settings=settings, database=database, clock=clock, people=people)


def an_organisation_changed(**changes: Any) -> OrganisationChanged:
    """Return what identity announces of customer 10001, with `changes`."""
    values: dict[str, Any] = {
        "organisation_id": new_id(),
        "version": 1,
        "kind": "customer",
        "customer_number": "10001",
        "name": "Musterfabrik GmbH (Demo)",
        "language": "de",
    }
    return OrganisationChanged(**(values | changes))


def a_customer_served(customer_id: UUID, **changes: Any) -> CustomerServed:
    """Return what identity announces of a customer that some partner serves, with `changes`."""
    values: dict[str, Any] = {
        "customer_id": customer_id,
        "version": 1,
        "customer_number": "10001",
        "customer_name": "Musterfabrik GmbH (Demo)",
        "language": "de",
        "partner_id": new_id(),
        "partner_name": "Musterpartner AG (Demo)",
        "contact_person_id": None,
        "contact_name": None,
    }
    return CustomerServed(**(values | changes))


def a_contract_event(**changes: Any) -> Incoming[ContractUpserted]:
    """Return a contract as the ERP sends it, with `changes` of envelope or data."""
    envelope: dict[str, Any] = {
        key: changes.pop(key)
        for key in ("id", "source", "body_sha256", "publisher")
        if key in changes
    }
    contract: dict[str, Any] = {
        "customer_number": "10001",
        "contract_number": "V-1",
        "version": 1,
        "starts_on": date(2024, 2, 1),
        "ends_on": date(2027, 1, 31),
    }
    values: dict[str, Any] = {
        "id": str(new_id()),
        "source": "/erp/demo",
        "type": "contract.upserted.v1",
        "time": None,
        "body_sha256": "a" * 64,
        "data": ContractUpserted(**(contract | changes)),
    }
    return Incoming(**(values | envelope))


def incoming(data: Any) -> Incoming[Any]:
    """Return an announcement of another service."""
    return Incoming(
        id=str(new_id()),
        source="identity",
        type="organisation_changed",
        time=None,
        body_sha256="a" * 64,
        data=data,
    )
