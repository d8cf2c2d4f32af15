"""What it means when a mail server refuses a mail or sends it back: hard or soft, and why."""

import re
from datetime import timedelta

from contracts.bounces import Bounce, BounceReason

BELIEVED_FOR = timedelta(days=30)
"""How long after a message one that comes back counts; relays give up after five days at most."""

QUIET_BEFORE_REACHED = timedelta(days=1)
"""How long a mail must stay out, where one came back before, until its recipient counts as reached.

That our own relay takes it says nothing there: it took the last one too.
"""

# RFC 3463, beside which `IANA Enumerated Status Codes` lists later ones; the first digit apart.
_REASONS: dict[str, BounceReason] = {
    "1.0": "address_unknown",
    "1.1": "address_unknown",
    "1.2": "address_unknown",
    "1.3": "address_unknown",
    "1.6": "address_unknown",
    "1.10": "address_unknown",
    "2.0": "mailbox_closed",
    "2.1": "mailbox_closed",
    "2.2": "mailbox_full",
    "2.3": "too_large",
    "3.1": "mailbox_full",
    "3.4": "too_large",
    "4.1": "expired",
    "4.3": "expired",
    "4.4": "expired",
    "4.7": "expired",
    "7.0": "refused",
    "7.1": "refused",
    "7.2": "refused",
}
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ -])")


def bounce_of(status: str, *, came_back: bool) -> Bounce:
    """Return what an enhanced status code such as `5.1.1` says of a mail that was given up."""
    kind, _, detail = status.partition(".")
    return Bounce(
        severity="hard" if kind == "5" else "soft",
        reason=_REASONS.get(detail, "refused" if detail.startswith("7.") else "other"),
        status=status,
        came_back=came_back,
    )


def bounce_in_words(words: str, *, came_back: bool) -> Bounce | None:
    """Return what a mail server's own words say, by the first code in them; None if there is none.

    A code of success says nothing about a mail that was given up, and is passed over.
    """
    for found in _STATUS.finditer(words):
        if found[1] != "2":
            return bounce_of(found[0], came_back=came_back)
    reply = _REPLY_CODE.search(words)
    if reply is None:
        return None
    return Bounce(
        severity="hard" if reply[1] == "5" else "soft", reason="other", came_back=came_back
    )
