"""Webhooks: which addresses, how an event is signed, when a failure is tried again."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from contracts.errors import InvalidInput
from contracts.webhooks import WebhookFault, WebhookState, WhyDisabled
from notifications.domain.mail_accounts import plain_host

SECRET_PREFIX = "whsec_"  # noqa: S105 - a prefix (standardwebhooks.com), no secret
SECRET_BYTES = 32
SECRET_OVERLAP = timedelta(hours=24)
"""How long events are signed with the secret before as well: time to change it at the receiver."""
TEST_TYPE = "kontor.webhook.tested.v1"
KEPT_FOR = timedelta(days=30)
"""How long what became of a delivery can be looked at, and sent once more."""
DISABLED_AFTER = timedelta(days=5)
"""So long without a success nobody is there any more."""
DISABLED_WITH_AN_EVENT_AFTER = timedelta(days=3)
"""The same where an event was given up meanwhile: perhaps no other one comes for months."""
FEWEST_FAILURES = 10
"""So many failures it takes besides: one that fails once a week is not dead."""

# Five days in all; what is given up then can still be sent once more, or read from the feed.
_PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (10, 60, 300, 1800, 7200, 18000, 36000, 50400, *(86400,) * 4)
)
# How long nothing at all is sent to an address after so many failures of its own in a row.
_RESTS = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 120, 600, 1800, 3600))
_LONGEST_REST = timedelta(hours=1)
_SPREAD = 0.2
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_TLS_PORT = 443
_FIRST_FREE_PORT = 1024
_GONE, _TOO_MANY = 410, 429


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookRecord:
    """A webhook as stored; its secrets are sealed."""

    organisation_id: UUID
    account_id: UUID
    url: str
    state: WebhookState
    disabled_because: WhyDisabled | None
    failures: int
    failing_since: datetime | None
    rests_until: datetime | None
    last_delivered_at: datetime | None
    sealed_secret: bytes
    secret_made_at: datetime
    older_sealed_secret: bytes | None
    older_secret_until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came of one try: the status that was answered, or why there was none."""

    status: int | None = None
    fault: WebhookFault | None = None
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver has taken the event."""
        return self.fault is None

    @property
    def is_of_the_address(self) -> bool:
        """Whether the next event would fare alike: nothing is sent for a while."""
        if self.fault is None:
            return False
        has_refused_this = self.status is not None and 400 <= self.status < 500  # noqa: PLR2004 - RFC 9110 15.5
        return not has_refused_this or self.status == _TOO_MANY

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing any more (Standard Webhooks)."""
        return self.status == _GONE


def answer_of(status: int, retry_after: str | None) -> Answer:
    """Return what a status means; only 2xx is a success, and nobody is redirected."""
    if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110 15.3
        return Answer(status=status)
    if 300 <= status < 400:  # noqa: PLR2004 - RFC 9110 15.4
        return Answer(status=status, fault="redirected")
    wanted = None
    if retry_after is not None and retry_after.isascii() and retry_after.isdecimal():
        wanted = min(timedelta(seconds=int(retry_after[:9])), _LONGEST_REST)
    return Answer(status=status, fault="status", retry_after=wanted)


def next_try_at(tries: int, now: datetime, *, luck: float) -> datetime | None:
    """Return when an event is tried again after so many failed tries; None: it is given up.

    `luck`, from 0 to 1, spreads those that failed at the same moment.
    """
    if tries > len(_PAUSES):
        return None
    return now + _spread(_PAUSES[tries - 1], luck)


def rests_until(failures: int, answer: Answer, now: datetime, *, luck: float) -> datetime:
    """Return until when nothing is sent to an address after so many failures in a row."""
    pause = _spread(_RESTS[min(failures, len(_RESTS)) - 1], luck)
    return now + max(pause, answer.retry_after or pause)


def why_disabled(
    webhook: WebhookRecord, answer: Answer, now: datetime, *, is_given_up: bool
) -> WhyDisabled | None:
    """Return why an address is used no more after this answer; None if it is.

    `is_given_up` says that the event is not tried again.
    """
    if answer.is_success:
        return None
    if answer.is_gone:
        return "gone"
    longest = DISABLED_WITH_AN_EVENT_AFTER if is_given_up else DISABLED_AFTER
    since = webhook.failing_since
    is_dead = since is not None and now - since >= longest
    return "long_failure" if is_dead and webhook.failures >= FEWEST_FAILURES else None


def after_answer(
    webhook: WebhookRecord, answer: Answer, now: datetime, *, luck: float
) -> WebhookRecord:
    """Return how the address does after an answer."""
    if answer.is_success:
        return replace(
            webhook, failures=0, failing_since=None, rests_until=None, last_delivered_at=now
        )
    failures, rest = webhook.failures + 1, webhook.rests_until
    if answer.is_of_the_address:
        rest = rests_until(failures, answer, now, luck=luck)
    return replace(
        webhook, failures=failures, failing_since=webhook.failing_since or now, rests_until=rest
    )


def plain_url(url: str, *, allows_loopback: bool) -> str:
    """Return the address as it is used: https, to a port that no other protocol is at home at.

    Where its host lies is looked at when it is called. In development this machine is allowed,
    without encryption too.

    Raises:
        InvalidInput: it is no such address.
    """
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise InvalidInput("url", "not_an_address")
    try:
        parts = urlsplit(url)
        host, port = plain_host(parts.hostname or "", "url"), parts.port
    except ValueError:
        raise InvalidInput("url", "not_an_address") from None
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidInput("url", "not_an_address")
    _require_encryption(parts, host, allows_loopback=allows_loopback)
    if port is not None and port != _TLS_PORT and port < _FIRST_FREE_PORT:
        raise InvalidInput("url", "port_not_allowed")
    return url


def host_of(url: str) -> str:
    """Return whose address it is, without the path, which may be a secret."""
    return urlsplit(url).hostname or ""


def new_secret() -> str:
    """Return a secret that signs events, as receivers' libraries take it."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def secret_owner(organisation_id: UUID, account_id: UUID) -> bytes:
    """Return what a sealed secret is bound to; in another row it opens nothing."""
    return f"webhook:{organisation_id}:{account_id}".encode()


def signed_headers(
    event_id: UUID, body: bytes, signing_secrets: Iterable[str], now: datetime
) -> dict[str, str]:
    """Return the headers by which a receiver knows the event as ours (Standard Webhooks 1.0)."""
    timestamp = str(int(now.timestamp()))
    content = f"{event_id}.{timestamp}.".encode() + body
    signatures = [_signature(secret, content) for secret in signing_secrets]
    return {
        "webhook-id": str(event_id),
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def _require_encryption(parts: SplitResult, host: str, *, allows_loopback: bool) -> None:
    if parts.scheme == "https":
        return
    if parts.scheme != "http" or not (allows_loopback and host in _LOOPBACK):
        raise InvalidInput("url", "https_only")


def _spread(pause: timedelta, luck: float) -> timedelta:
    return pause * (1 - _SPREAD + 2 * _SPREAD * luck)
