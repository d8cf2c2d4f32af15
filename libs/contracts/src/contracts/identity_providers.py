"""What identity is asked about the identity providers that organisations bring (OpenID Connect)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.identity import Email, Reason, Token

Issuer = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
"""The provider's own address, exactly as it names itself in its tokens."""
ClientId = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
ClientSecret = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
MailDomain = Annotated[str, msgspec.Meta(min_length=1, max_length=253)]
"""What stands behind the @, in any spelling; subdomains are domains of their own."""
AcrValue = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SetIdentityProvider(msgspec.Struct, frozen=True, kw_only=True):
    """How an organisation's people sign in with its own provider; replaces what was set before.

    The secret is written and never read: without one the stored secret stays, unless issuer or
    client change. A domain counts once the vendor's people have confirmed it.
    """

    issuer: Issuer
    client_id: ClientId
    client_secret: ClientSecret | None = None
    domains: Annotated[tuple[MailDomain, ...], msgspec.Meta(min_length=1, max_length=20)]
    is_required: bool = False
    """Members with such an address sign in by the provider alone; admins keep their password."""
    admits_colleagues: bool = False
    """Whoever signs in for the first time becomes a member; else only a person, who may ask."""
    strong_acr_values: Annotated[tuple[AcrValue, ...], msgspec.Meta(max_length=10)] = ()
    """Values of `acr` that say that several factors were asked for, beside `amr` with `mfa`."""


class ProviderDomain(msgspec.Struct, frozen=True, kw_only=True):
    """A mail domain, as DNS writes it, and since when the provider speaks for it."""

    domain: str
    confirmed_at: datetime | None


class IdentityProvider(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's provider; the client's secret is nowhere in it."""

    organisation_id: UUID
    issuer: str
    client_id: str
    domains: tuple[ProviderDomain, ...]
    is_required: bool
    admits_colleagues: bool
    strong_acr_values: tuple[str, ...]
    redirect_uri: str
    """What is to be registered with the provider as the client's redirect address."""
    changed_at: datetime


class ConfirmProviderDomain(msgspec.Struct, frozen=True, kw_only=True):
    """The vendor's people have seen that the domain is the organisation's, or take that back."""

    organisation_id: UUID
    domain: MailDomain
    is_confirmed: bool = True
    reason: Reason


class BeginProviderSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """The first step of signing in, where the address alone decides how to go on."""

    email: Email


class ProviderSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """Where to send the browser; both None where no provider speaks for the address.

    `browser_secret` stays with the browser that asked, in a cookie that no page can read: without
    it the provider's answer opens nothing.
    """

    authorization_url: str | None = None
    browser_secret: str | None = None


class CompleteProviderSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser brought back from the provider, and the secret that it kept.

    `named_issuer` is the answer's `iss` (RFC 9207), if it has one.
    """

    state: Token
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
    browser_secret: Token
    named_issuer: Annotated[str, msgspec.Meta(max_length=500)] | None = None
