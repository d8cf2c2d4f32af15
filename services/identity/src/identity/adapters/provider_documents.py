"""What identity providers say of themselves: their metadata and their keys, for some minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import msgspec
import requests

from chassis.decoding import UNDECODABLE
from contracts.errors import InvalidInput
from identity.adapters.id_token_signatures import SigningKey, read_keys
from identity.domain.identity_providers import parse_endpoint

_GOOD_FOR = timedelta(minutes=10)
_MOST_PROVIDERS = 500
_OK = 200
_WELL_KNOWN = "/.well-known/openid-configuration"

V = TypeVar("V")


class DocumentRefused(requests.RequestException):
    """The provider's document is not one, or is about somebody else."""


class _Discovery(msgspec.Struct, frozen=True):
    """OIDC Discovery 3, as far as we need it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderMetadata:
    """Where a provider is asked for what, and how we authenticate there."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    client_authentication: str
    names_itself: bool
    """Its answers name the issuer (RFC 9207)."""


class _Remembered(Generic[V]):
    """Values that are good for some minutes, of so many providers at most."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[datetime, V]] = {}

    def get(self, key: str, now: datetime) -> V | None:
        at, value = self._values.get(key, (None, None))
        return value if at is not None and abs(now - at) < _GOOD_FOR else None

    def put(self, key: str, value: V, now: datetime) -> V:
        self._values.pop(key, None)
        self._values[key] = (now, value)
        if len(self._values) > _MOST_PROVIDERS:
            del self._values[next(iter(self._values))]
        return value


class ProviderDocuments:
    """Fetches and remembers them; whoever asks brings the session to ask by."""

    def __init__(self, *, allows_plain_loopback: bool) -> None:
        self._allows_plain_loopback = allows_plain_loopback
        self._metadata: _Remembered[ProviderMetadata] = _Remembered()
        self._keys: _Remembered[tuple[SigningKey, ...]] = _Remembered()

    def metadata(self, issuer: str, session: requests.Session, now: datetime) -> ProviderMetadata:
        """Return the provider's metadata.

        Raises:
            requests.RequestException: there is none, or it names another issuer.
        """
        known = self._metadata.get(issuer, now)
        if known is not None:
            return known
        content = _fetch(issuer.rstrip("/") + _WELL_KNOWN, session)
        return self._metadata.put(issuer, self._read(content, issuer), now)

    def keys(
        self, metadata: ProviderMetadata, session: requests.Session, now: datetime
    ) -> tuple[SigningKey, ...]:
        """Return the keys that the provider signs with.

        Raises:
            requests.RequestException: there are none.
        """
        known = self._keys.get(metadata.jwks_uri, now)
        return known if known is not None else self._fetch_keys(metadata, session, now)

    def fresh_keys(
        self, metadata: ProviderMetadata, session: requests.Session, now: datetime
    ) -> tuple[SigningKey, ...]:
        """Return the keys as they are at this moment."""
        return self._fetch_keys(metadata, session, now)

    def _fetch_keys(
        self, metadata: ProviderMetadata, session: requests.Session, now: datetime
    ) -> tuple[SigningKey, ...]:
        content = _fetch(metadata.jwks_uri, session)
        try:
            given = msgspec.json.decode(content, type=dict[str, Any])
        except UNDECODABLE:
            raise DocumentRefused("keys") from None
        return self._keys.put(metadata.jwks_uri, read_keys(given), now)

    def _read(self, content: bytes, issuer: str) -> ProviderMetadata:
        try:
            found = msgspec.json.decode(content, type=_Discovery)
            endpoints = [
                parse_endpoint(each, allows_plain_loopback=self._allows_plain_loopback)
                for each in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
            ]
        except (*UNDECODABLE, InvalidInput):
            raise DocumentRefused("metadata") from None
        if found.issuer != issuer:
            raise DocumentRefused("issuer")
        return ProviderMetadata(
            issuer=issuer,
            authorization_endpoint=endpoints[0],
            token_endpoint=endpoints[1],
            jwks_uri=endpoints[2],
            client_authentication=_authentication(found.token_endpoint_auth_methods_supported),
            names_itself=found.authorization_response_iss_parameter_supported,
        )


def _fetch(address: str, session: requests.Session) -> bytes:
    answer = session.get(
        address, headers={"Accept": "application/json"}, allow_redirects=False, **_ANONYMOUS
    )
    if answer.status_code != _OK:
        raise DocumentRefused(str(answer.status_code))
    return answer.content


# The session is Authlib's, which would look for an access token to send.
_ANONYMOUS: dict[str, Any] = {"withhold_token": True}


def _authentication(supported: tuple[str, ...]) -> str:
    for method in ("client_secret_basic", "client_secret_post"):
        if method in supported:
            return method
    raise DocumentRefused("client authentication")
