"""Secrets that prove who asks: 256 random bits, shown once, stored only as a SHA-256."""

import hashlib
import secrets

INVITATION = "ki_"
SESSION = "ks_"
API_KEY = "kk_"
MACHINE_ACCOUNT = "km_"
PASSWORD_RESET = "kp_"  # noqa: S105 - a prefix, no secret
REGISTRATION = "kr_"
PROVIDER_SIGN_IN = "ko_"
SUPPORT_SESSION = "kv_"
PENDING_SIGN_IN = "kf_"
EMAIL_CHANGE = "ke_"

_RANDOM_BYTES = 32  # 256 bits: beyond guessing, so an unsalted SHA-256 is enough


def new_token(prefix: str) -> str:
    """Return a new secret; the prefix tells people and secret scanners what it opens."""
    return prefix + secrets.token_urlsafe(_RANDOM_BYTES)


def token_sha256(token: str) -> bytes:
    """Return what is stored of `token`, and what it is looked up by."""
    return hashlib.sha256(token.encode()).digest()
