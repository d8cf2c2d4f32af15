"""Organisations' identity providers, asked as an OpenID Connect client asks them (Authlib)."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from chassis.outside_addresses import MayReach
from identity.adapters.bounded_http import bound
from identity.adapters.id_token_signatures import (
    SignatureRefused,
    UnknownKey,
    verified_claims,
)
from identity.adapters.provider_documents import ProviderDocuments, ProviderMetadata
from identity.domain.provider_sign_ins import SignInSecrets

_SCOPE = "openid email profile"
# A provider that does not answer keeps a worker busy; others must still be able to sign in.
_AT_ONCE = 4
_TURN_SECONDS = 1.0


class ProviderUnavailable(Exception):
    """The provider does not answer, or not as a provider does. Argument: what, for the log."""


class ProviderAnswerRefused(Exception):
    """The provider's answer proves nothing. Argument: what is wrong with it, for the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderClient:
    """We, as a client of one provider."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str


class OpenIdProviders:
    """One for a process; remembers what providers say of themselves for some minutes."""

    def __init__(self, may_reach: MayReach, *, allows_plain_loopback: bool) -> None:
        self._may_reach = may_reach
        self._documents = ProviderDocuments(allows_plain_loopback=allows_plain_loopback)
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def authorization_url(
        self, client: ProviderClient, now: datetime, *, secrets: SignInSecrets, login_hint: str
    ) -> str:
        """Return where the browser goes to sign in.

        Raises:
            ProviderUnavailable: it does not say.
        """
        with self._talk(client) as session:
            metadata = self._documents.metadata(client.issuer, session, now)
            address, _ = session.create_authorization_url(
                metadata.authorization_endpoint,
                state=secrets.state,
                code_verifier=secrets.code_verifier,
                nonce=secrets.nonce,
                login_hint=login_hint,
            )
        return str(address)

    def redeem(
        self,
        client: ProviderClient,
        now: datetime,
        *,
        code: str,
        secrets: SignInSecrets,
        named_issuer: str | None,
    ) -> dict[str, Any]:
        """Return the claims of the ID token that the code stands for, signed by the provider.

        `named_issuer` is the `iss` of the answer that brought the code (RFC 9207): a code of one
        provider is not shown to another.

        Raises:
            ProviderUnavailable: no answer.
            ProviderAnswerRefused: the code is worth nothing, or the token is not the provider's.
        """
        with self._talk(client) as session:
            metadata = self._documents.metadata(client.issuer, session, now)
            if named_issuer != client.issuer and (named_issuer or metadata.names_itself):
                raise ProviderAnswerRefused("iss of the answer")
            token = _id_token(session, metadata, code=code, secrets=secrets)
            return self._claims(token, metadata, session, now)

    def _claims(
        self, token: str, metadata: ProviderMetadata, session: OAuth2Session, now: datetime
    ) -> dict[str, Any]:
        documents = self._documents
        try:
            try:
                return verified_claims(token, documents.keys(metadata, session, now))
            except UnknownKey:
                # It may have changed its keys since we asked; once, for it may also be a forgery.
                return verified_claims(token, documents.fresh_keys(metadata, session, now))
        except UnknownKey:
            raise ProviderAnswerRefused("ID token: unknown key") from None
        except SignatureRefused as error:
            raise ProviderAnswerRefused(f"ID token: {error}") from None

    @contextmanager
    def _talk(self, client: ProviderClient) -> Iterator[OAuth2Session]:
        if not self._turns.acquire(timeout=_TURN_SECONDS):
            raise ProviderUnavailable("too many at once")
        session = OAuth2Session(
            client_id=client.client_id,
            client_secret=client.client_secret,
            scope=_SCOPE,
            redirect_uri=client.redirect_uri,
            code_challenge_method="S256",
        )
        try:
            bound(session, self._may_reach)
            yield session
        except requests.RequestException as error:
            # The error's text names addresses; its kind is enough.
            raise ProviderUnavailable(type(error).__name__) from None
        finally:
            session.close()
            self._turns.release()


def _id_token(
    session: OAuth2Session, metadata: ProviderMetadata, *, code: str, secrets: SignInSecrets
) -> str:
    session.register_client_auth_method(("client_secret_basic", _basic))
    session.token_endpoint_auth_method = metadata.client_authentication
    try:
        answer = session.fetch_token(
            metadata.token_endpoint,
            grant_type="authorization_code",
            code=code,
            code_verifier=secrets.code_verifier,
            allow_redirects=False,
        )
    except OAuthError as error:
        raise ProviderAnswerRefused(f"token endpoint: {_word(error.error)}") from None
    except ValueError:
        raise ProviderUnavailable("token endpoint: no JSON object") from None
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise ProviderAnswerRefused("no ID token")
    return token


def _basic(
    client: Any, method: str, uri: str, headers: dict[str, str], body: str
) -> tuple[str, dict[str, str], str]:
    """Authenticate as RFC 6749 2.3.1 says; Authlib's own leaves out the form encoding."""
    del method
    pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
    headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return uri, headers, body


def _word(text: object) -> str:
    """Return a provider's error code if it is one (RFC 6749 5.2): logs are no place for prose."""
    code = str(text)[:40]
    return code if code.replace("_", "").isalpha() and code.isascii() else "unreadable"
