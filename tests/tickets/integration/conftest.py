"""The use cases of tickets on a real database."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.audit import AuditTrail
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import a_principal
from contracts.principal import Principal
from contracts.tickets import OpenRequest, Request, RequestPage, RequestQuery
from tests.service_plugin import ServiceDatabase
from tickets.store.requests import RequestStore
from tickets.use_cases.list_requests import list_requests
from tickets.use_cases.open_request import open_request


class Counter:
    """Where customers ask: opens and lists requests as the service does."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database = database
        self.clock = clock
        self.caller = a_principal()

    def open(self, caller: Principal | None = None, **changes: Any) -> Request:
        asking = caller or self.caller
        with self.database.transaction(organisation_id=asking.organisation_id) as session:
            return open_request(
                asking,
                an_open_request(**changes),
                store=RequestStore(session),
                audit=AuditTrail(session, self.clock.now()),
                now=self.clock.now(),
            )

    def page(self, caller: Principal | None = None, **query: Any) -> RequestPage:
        asking = caller or self.caller
        with self.database.transaction(organisation_id=asking.organisation_id) as session:
            return list_requests(asking, RequestQuery(**query), store=RequestStore(session))

    def audit_actions(self, caller: Principal | None = None) -> list[str]:
        asking = caller or self.caller
        with self.database.transaction(organisation_id=asking.organisation_id) as session:
            trail = AuditTrail(session, self.clock.now())
            return [line.action for line in trail.page(asking.organisation_id)]


def an_open_request(**changes: Any) -> OpenRequest:
    """Return a request as a customer sends it, with `changes`."""
    values: dict[str, Any] = {
        "kind": "technical_problem",
        "title": "Der Drucker im Lager zieht kein Papier ein",
        "description": "Seit heute Morgen, Fehlercode E-12, bei jedem Format.",
        "idempotency_key": "form-1",
    }
    return OpenRequest(**{**values, **changes})


@pytest.fixture
def counter(service_database: ServiceDatabase, clock: FixedClock) -> Counter:
    return Counter(service_database("tickets"), clock)
