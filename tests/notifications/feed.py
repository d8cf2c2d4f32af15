"""Machine accounts and what happens in the affairs of their organisation, as tests say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.feed import (
    AffairChanged,
    ContractFacts,
    DocumentFacts,
    FeedPage,
    FeedQuery,
    OrderFacts,
    RequestFacts,
)
from contracts.machine_accounts import READ_EVENTS, MachineAccountChanged
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from notifications.domain.webhooks import WebhookRecord
from tests.notifications.house import House, incoming

_numbers = count(1)


def a_machine(organisation_id: UUID, *areas: str, **changes: Any) -> Principal:
    """Return a machine account as identity signs it; `areas` as people's are called."""
    values: dict[str, Any] = {
        "kind": "system",
        "organisation_id": organisation_id,
        "role": None,
        "areas": areas or ("post",),
        "document_types": (EVERY_DOCUMENT_TYPE,),
        "scopes": (READ_EVENTS,),
        "reads_only": True,
    }
    return a_principal(**values | changes)


def an_affair(organisation_id: UUID, **changes: Any) -> AffairChanged:
    """Return that a document has arrived, or what else is said."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "organisation_id": organisation_id,
        "subject_id": new_id(),
        "version": number,
        "facts": DocumentFacts(
            number=f"RE-{number}", document_type="invoice", issued_on=date(2026, 3, 1)
        ),
        "type": "kontor.document.arrived.v1",
        "at": "2026-03-02T12:00:00Z",
    }
    return msgspec.convert({**values, **changes}, AffairChanged)


def an_account_of(organisation_id: UUID, *areas: str, **changes: Any) -> MachineAccountChanged:
    """Return a machine account as identity announces it; it sees documents unless said."""
    values: dict[str, Any] = {
        "account_id": new_id(),
        "organisation_id": organisation_id,
        "version": 1,
        "name": "DMS",
        "areas": areas or ("documents",),
        "document_types": None,
        "access_until": None,
        "revoked_at": None,
    }
    return msgspec.convert({**values, **changes}, MachineAccountChanged)


def a_webhook(organisation_id: UUID, account_id: UUID, now: datetime) -> WebhookRecord:
    """Return a webhook as it is stored."""
    return WebhookRecord(
        organisation_id=organisation_id,
        account_id=account_id,
        url="https://dms.example/events",
        state="active",
        disabled_because=None,
        failures=0,
        failing_since=None,
        rests_until=None,
        last_delivered_at=None,
        sealed_secret=b"sealed",
        secret_made_at=now,
        older_sealed_secret=None,
        older_secret_until=None,
    )


OF_OTHER_AREAS: tuple[dict[str, Any], ...] = (
    {
        "facts": RequestFacts(number=7, kind="service_call", state="open"),
        "type": "kontor.request.shared.v1",
    },
    {
        "facts": OrderFacts(number=8, erp_number=None, status="placed"),
        "type": "kontor.order.placed.v1",
    },
    {
        "facts": ContractFacts(number="V-9", begins_on=date(2026, 1, 1), ends_on=None),
        "type": "kontor.contract.changed.v1",
    },
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """The service, and what happens to one organisation."""

    house: House

    @property
    def organisation_id(self) -> UUID:
        """Whose feed it is."""
        return self.house.organisation_id

    def happen(self, *, id: str | None = None, **changes: Any) -> AffairChanged:  # noqa: A002 - an event's own word
        """Hear that something has happened; a document has arrived unless said otherwise."""
        affair = an_affair(changes.pop("organisation_id", self.organisation_id), **changes)
        self.house.service.record_document(incoming(affair, id=id))
        return affair

    def page(self, who: Principal, after: str | None = None, limit: int = 100) -> FeedPage:
        """Return a page of the feed as somebody reads it."""
        query = FeedQuery(after=None if after is None else UUID(after), limit=limit)
        page: FeedPage = self.house.service.read_feed(who, query)
        return page

    def read(self, who: Principal, after: str | None = None, limit: int = 100) -> list[Any]:
        """Return the events of a page."""
        return [msgspec.json.decode(each) for each in self.page(who, after, limit).events]

    def numbers(self, who: Principal, after: str | None = None) -> list[Any]:
        """Return the numbers that the events of a page name."""
        return [each["data"].get("number") for each in self.read(who, after)]

    def account(self, *areas: str, **changes: Any) -> MachineAccountChanged:
        """Hear from identity of a machine account."""
        changed = an_account_of(self.organisation_id, *areas, **changes)
        self.house.service.remember_machine_account(incoming(changed))
        return changed
