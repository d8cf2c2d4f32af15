"""Read what comes back to a return address: a delivery status report, or a server's bare words.

Anybody may write there, so nothing in here trusts it: what cannot be read is `unclear`, and tells
nothing.
"""

import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses, parseaddr

from contracts.bounces import Bounce
from contracts.notifications import ReturnedSort
from notifications.domain.bounces import bounce_in_words, bounce_of

LARGEST_READ_BYTES = 1024 * 1024
"""As much as is read: what matters stands before the returned mail, which may be long."""

LONGEST_WORDS = 500
_MOST_HOPS = 100  # RFC 5321 6.3: more `Received` fields than this are a loop
_MOST_MULTIPARTS = 50  # the parser's work grows with their depth
_MOST_ADDRESSES = 50
_LONGEST_TEXT_BYTES = 20_000
_ADDRESSED_IN = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "maildaemon")
_REPLIES_BY_ITSELF = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Vacation")
_STATUS = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}$")
_WAITING = re.compile(
    r"delayed|will (?:be retried|keep trying|continue)|still being retried|not yet|"
    r"verzögert|weiter versucht|noch nicht",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"undeliver|returned mail|returned to sender|delivery (?:has )?fail|failure notice|"
    r"could not be delivered|permanent (?:error|failure)|unzustellbar|nicht zugestellt",
    re.IGNORECASE,
)
# What the standard library's parser raises on mails that nobody should have written.
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedMail:
    """A mail that came to a return address, as far as it could be read.

    `addressed_to` is what its headers say, for whoever knows no envelope. `words` are the mail
    server's own, for the record. `digest` is the same each time the same mail is handed to us.
    """

    sort: ReturnedSort
    addressed_to: tuple[str, ...]
    message_id: str
    digest: str
    bounce: Bounce | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Finding:
    sort: ReturnedSort
    bounce: Bounce | None = None
    words: str = ""


def read_returned_mail(content: bytes, *, is_from_nobody: bool | None = None) -> ReturnedMail:
    """Return what a mail says; only its first mebibyte is looked at.

    `is_from_nobody` is whether its envelope had the empty sender of bounces (RFC 5321 4.5.5); where
    no envelope is known, its own Return-Path tells.
    """
    head = content[:LARGEST_READ_BYTES]
    try:
        mail: Message = email.message_from_bytes(b"" if _is_a_maze(head) else head)
        message_id = str(mail.get("Message-ID", "")).strip()
        finding = _finding(mail, is_from_nobody=is_from_nobody)
        addressed_to = _addresses(mail)
    except _UNREADABLE:
        message_id, finding, addressed_to = "", _Finding(sort="unclear"), ()
    identity = message_id.encode("utf-8", "replace") or head
    return ReturnedMail(
        sort=finding.sort,
        addressed_to=addressed_to,
        message_id=message_id,
        digest=hashlib.sha256(identity).hexdigest(),
        bounce=finding.bounce,
        words=_recordable(finding.words),
    )


def _is_a_maze(head: bytes) -> bool:
    return head.lower().count(b"multipart/") > _MOST_MULTIPARTS


def _finding(mail: Message, *, is_from_nobody: bool | None) -> _Finding:
    if len(mail.get_all("Received", [])) > _MOST_HOPS:
        return _Finding(sort="looped")
    reports = list(_status_reports(mail))
    if reports:
        return _reported(reports)
    if mail.get("X-Failed-Recipients") is None and _replied_by_itself(mail):
        return _Finding(sort="auto_reply")
    sender = str(mail.get("Return-Path", "")).strip()
    if is_from_nobody is None:
        is_from_nobody = sender == "<>"
    if is_from_nobody or _is_from_a_daemon(mail):
        return _in_plain_words(mail)
    return _Finding(sort="unclear")


def _status_reports(mail: Message) -> Iterator[Message]:
    """Yield the fields of each recipient in the report (RFC 3464), not those in a returned mail."""
    for part in _own_parts(mail):
        if part.get_content_type() == "message/delivery-status":
            yield from (block for block in _parts(part) if block.get("Action"))


def _own_parts(mail: Message) -> Iterator[Message]:
    yield mail
    if mail.get_content_maintype() == "multipart":
        for part in _parts(mail):
            yield from _own_parts(part)


def _parts(mail: Message) -> list[Message]:
    payload = mail.get_payload()
    return (
        [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []
    )


def _reported(reports: list[Message]) -> _Finding:
    actions = [str(each["Action"]).partition(";")[0].strip().lower() for each in reports]
    if "failed" in actions:
        failed = reports[actions.index("failed")]
        words = str(failed.get("Diagnostic-Code", "")).partition(";")[2].strip()
        return _Finding(sort="failed", bounce=_bounce(failed, words), words=words)
    if "delayed" in actions:
        return _Finding(sort="delayed")
    if {"delivered", "relayed", "expanded"} & set(actions):
        return _Finding(sort="delivered")
    return _Finding(sort="unclear")


def _bounce(failed: Message, words: str) -> Bounce:
    status = str(failed.get("Status", "")).partition("(")[0].strip()
    named = bounce_in_words(words, came_back=True)
    is_plain = _STATUS.match(status) is not None and not status.startswith("2")
    # 5.0.0 says no more than "no"; the server's words are often more exact.
    if named is not None and named.status is not None and status in {"5.0.0", "4.0.0"}:
        return named
    if is_plain:
        return bounce_of(status, came_back=True)
    return named or Bounce(severity="hard", reason="other", came_back=True)


def _replied_by_itself(mail: Message) -> bool:
    is_report = mail.get_content_type() == "multipart/report"
    if is_report and str(mail.get_param("report-type")).lower() != "delivery-status":
        return True  # a receipt (RFC 8098), a complaint (RFC 5965)
    submitted = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    if submitted in {"auto-replied", "auto-notified"}:
        return True
    if str(mail.get("Precedence", "")).strip().lower() == "auto_reply":
        return True
    return any(mail.get(name) is not None for name in _REPLIES_BY_ITSELF)


def _is_from_a_daemon(mail: Message) -> bool:
    address = parseaddr(str(mail.get("From", "")))[1]
    return address.partition("@")[0].lower() in _DAEMONS


def _in_plain_words(mail: Message) -> _Finding:
    """Say what a bounce without a report means: failed for good, or nothing we would count."""
    subject = str(mail.get("Subject", ""))
    text = next(map(_text, filter(_is_text, _own_parts(mail))), "")
    if _WAITING.search(subject) or (_WAITING.search(text) and not _GIVEN_UP.search(text)):
        return _Finding(sort="delayed")
    bounce = bounce_in_words(text, came_back=True)
    if bounce is None and (_GIVEN_UP.search(subject) or _GIVEN_UP.search(text)):
        bounce = Bounce(severity="hard", reason="other", came_back=True)
    if bounce is None or bounce.severity == "soft":
        return _Finding(sort="unclear")
    return _Finding(sort="failed", bounce=bounce, words=text.strip())


def _is_text(part: Message) -> bool:
    return part.get_content_type() == "text/plain"


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return payload[:_LONGEST_TEXT_BYTES].decode("utf-8", "replace")


def _addresses(mail: Message) -> tuple[str, ...]:
    values = [str(value) for name in _ADDRESSED_IN for value in mail.get_all(name, [])]
    found = [address for _, address in getaddresses(values[:_MOST_ADDRESSES]) if "@" in address]
    return tuple(dict.fromkeys(found[:_MOST_ADDRESSES]))


def _recordable(words: str) -> str:
    line = " ".join(words.split())
    return "".join(each if each.isprintable() else "?" for each in line)[:LONGEST_WORDS]
