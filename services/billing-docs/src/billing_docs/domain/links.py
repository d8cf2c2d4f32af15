"""Secrets in mailed links: 256 random bits, known to the mailbox alone, stored as a SHA-256."""

import hashlib
import secrets

CONFIRMATION = "kc_"
UNSUBSCRIPTION = "ku_"
_RANDOM_BYTES = 32


def new_token(prefix: str) -> str:
    """Return a new secret; the prefix tells people and secret scanners what it opens."""
    return prefix + secrets.token_urlsafe(_RANDOM_BYTES)


def token_sha256(token: str) -> bytes:
    """Return what is stored of `token`, and what it is looked up by."""
    return hashlib.sha256(token.encode()).digest()
