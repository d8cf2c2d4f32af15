"""A sign-in that is under way at an organisation's identity provider."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import UUID

from identity.domain.tokens import PROVIDER_SIGN_IN, new_token, token_sha256

PROVIDER_SIGN_IN_VALID = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInSecrets:
    """What ties the provider's answer to the browser that asked.

    `state` travels through the browser's address bar, `browser` stays in its cookie. Nonce
    (OIDC Core 3.1.2.1) and code verifier (RFC 7636) follow from the two, so that neither is
    stored: who reads our tables or only one of the two can finish nothing.
    """

    state: str
    browser: str

    @classmethod
    def new(cls) -> Self:
        """Return secrets for one sign-in."""
        return cls(state=new_token(PROVIDER_SIGN_IN), browser=new_token(PROVIDER_SIGN_IN))

    @property
    def state_sha256(self) -> bytes:
        """What is stored of the state."""
        return token_sha256(self.state)

    @property
    def browser_sha256(self) -> bytes:
        """What is stored of the browser's part."""
        return token_sha256(self.browser)

    @property
    def nonce(self) -> str:
        """What the ID token must repeat."""
        return self._derived("nonce")

    @property
    def code_verifier(self) -> str:
        """What proves to the provider that the code comes from where the sign-in began."""
        return self._derived("code_verifier")

    def _derived(self, purpose: str) -> str:
        digest = hashlib.sha256(f"{purpose}:{self.browser}:{self.state}".encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True, kw_only=True, slots=True)
class BegunSignIn:
    """What is remembered of it: with whom the browser was sent to talk."""

    organisation_id: UUID
    issuer: str
    client_id: str
