"""Links by which people take themselves off the news, in one click (RFC 8058)."""

import hashlib
from datetime import timedelta

# Mails of these kinds may be switched off; of every other kind they may not.
NEWS_KINDS = frozenset({"news"})
TOKEN = "unsubscribe"  # noqa: S105 - the name of the secret, not the secret
PATH = "/news/unsubscribe/"
GOOD_FOR = timedelta(days=400)


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
