"""A customer whose people sign in by their own identity provider, and a browser that does it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from contracts.errors import WireError
from contracts.identity import Session
from contracts.identity_providers import (
    BeginProviderSignIn,
    CompleteProviderSignIn,
    ConfirmProviderDomain,
    IdentityProvider,
    SetIdentityProvider,
)
from contracts.principal import Principal
from tests.identity.integration.world import World
from tests.openid_provider import OpenIdProvider


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A browser on its way: what it keeps, and what the provider gave it to bring back."""

    authorization_url: str
    browser_secret: str
    answer: dict[str, str]

    def as_request(self, **changes: Any) -> CompleteProviderSignIn:
        """Return what the gateway makes of it."""
        values = {
            "state": self.answer["state"],
            "code": self.answer["code"],
            "named_issuer": self.answer.get("iss"),
            "browser_secret": self.browser_secret,
            **changes,
        }
        return CompleteProviderSignIn(**values)


class Federation:
    """The customer of the world with a provider that speaks for muster.example."""

    def __init__(self, world: World, provider: OpenIdProvider) -> None:
        self.world = world
        self.provider = provider
        self.admin = world.admin()
        self.set()
        self.confirm("muster.example")

    def set(self, admin: Principal | None = None, **changes: Any) -> IdentityProvider:
        """Set the provider as the customer's administrator, or another one's."""
        values: dict[str, Any] = {
            "issuer": self.provider.issuer,
            "client_id": self.provider.client_id,
            "client_secret": self.provider.client_secret,
            "domains": ("muster.example",),
            **changes,
        }
        request = SetIdentityProvider(**values)
        return self.world.service.set_identity_provider(admin or self.admin, request)

    def confirm(self, domain: str, *, admin: Principal | None = None, **changes: Any) -> None:
        """Confirm a domain as one of the vendor's people."""
        organisation_id = (admin or self.admin).organisation_id
        assert organisation_id is not None
        request = ConfirmProviderDomain(
            organisation_id=organisation_id, domain=domain, reason="geprüft", **changes
        )
        self.world.service.confirm_provider_domain(self.world.staff(), request)

    def visit(self, email: str = "lea@muster.example") -> Visit:
        """Begin, go to the provider, and come back with its answer."""
        begun = self.world.service.begin_oidc_sign_in(BeginProviderSignIn(email=email))
        assert begun.authorization_url is not None
        assert begun.browser_secret is not None
        sent_back = requests.get(begun.authorization_url, allow_redirects=False, timeout=60)
        return Visit(
            authorization_url=begun.authorization_url,
            browser_secret=begun.browser_secret,
            answer=dict(parse_qsl(urlsplit(sent_back.headers["Location"]).query)),
        )

    def sign_in(self, subject: str, email: str, **claims: Any) -> Session:
        """Sign in as this person at the provider, and by it here."""
        self.provider.sign_in(subject, email, **claims)
        return self.complete(self.visit(email))

    def complete(self, visit: Visit, **changes: Any) -> Session:
        """Give the provider's answer to identity."""
        return self.world.service.complete_oidc_sign_in(visit.as_request(**changes))

    def refusal(self, visit: Visit, **changes: Any) -> tuple[str, ...]:
        """Return with which code and reason the answer is refused; nothing has changed then."""
        before = self.footprint()
        try:
            self.complete(visit, **changes)
        except WireError as error:
            assert self.footprint() == before
            return (error.code, *error.arguments)
        raise AssertionError("let in")

    def footprint(self) -> list[Any]:
        """Return what a sign-in may change, but for its own state."""
        tables = ("person", "membership", "session", "pending_sign_in", "federated_identity")
        return [
            self.world.run_sql(f"SELECT * FROM {table} ORDER BY 1, 2, 3")  # noqa: S608 - our own names
            for table in (*tables, "audit_entry", "outbox")
        ]
