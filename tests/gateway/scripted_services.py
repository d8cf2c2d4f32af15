"""The services as the gateway's tests need them: scripted answers, without a broker."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import httpx
import msgspec
from starlette.applications import Starlette

from contracts.errors import NotSignedIn, WireError
from contracts.identity import Authenticated
from gateway.app import application, surroundings
from gateway.call import Surroundings
from gateway.clients.billing_docs import BillingDocs
from gateway.clients.catalog import Catalog
from gateway.clients.failures import UnknownService
from gateway.clients.identity import Identity
from gateway.clients.notifications import Notifications
from gateway.clients.rpc import CallContext
from gateway.clients.tickets import Tickets
from gateway.edge.sessions import Sessions
from tests.gateway.samples import TOKEN, an_authenticated, some_settings

T = TypeVar("T")
Answer = Any


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One call that reached a service."""

    called: str
    arguments: dict[str, Any]
    caller: CallContext
    repeatable: bool


class ScriptedServices:
    """An `RpcClient` that answers what it was told to; what it was not told is not running."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.tokens: dict[str, Authenticated] = {TOKEN: an_authenticated()}
        self._answers: dict[str, Answer] = {}
        self.says("identity.authenticate", self._authenticate)

    def says(self, called: str, answer: Answer) -> None:
        """Answer calls of `service.method` with a value, an error, or what a function returns."""
        self._answers[called] = answer

    def forget(self, called: str) -> None:
        """Let `service.method` be away from now on."""
        del self._answers[called]

    def calls_of(self, called: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.called == called]

    async def call(
        self,
        service: str,
        method: str,
        arguments: Mapping[str, object],
        answer: type[T],
        *,
        caller: CallContext,
        timeout_seconds: float = 5.0,
        repeatable: bool = False,
    ) -> T:
        del timeout_seconds
        called = f"{service}.{method}"
        asked = Asked(
            called=called, arguments=dict(arguments), caller=caller, repeatable=repeatable
        )
        self.asked.append(asked)
        if called not in self._answers:
            raise UnknownService(service, "not scripted")
        scripted = self._answers[called]
        value = scripted(asked) if callable(scripted) else scripted
        if isinstance(value, Exception):
            raise value
        return msgspec.json.decode(msgspec.json.encode(value), type=answer)

    def _authenticate(self, asked: Asked) -> Authenticated | WireError:
        return self.tokens.get(asked.arguments["token"]) or NotSignedIn()


def scripted_surroundings(services: ScriptedServices, **settings: Any) -> Surroundings:
    """Return the gateway's surroundings with the scripted services in place of the broker."""
    around = surroundings(some_settings(**settings))
    identity = Identity(services)
    return replace(
        around,
        identity=identity,
        billing_docs=BillingDocs(services),
        tickets=Tickets(services),
        catalog=Catalog(services),
        notifications=Notifications(services),
        sessions=Sessions(identity),
    )


def client_of(app: Starlette, **options: Any) -> httpx.AsyncClient:
    """Return an HTTP client that talks to the application directly."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8080", **options
    )


def scripted_app(services: ScriptedServices, **settings: Any) -> Starlette:
    """Return the gateway with scripted services."""
    return application(scripted_surroundings(services, **settings))
