"""Mails about requests, as they were read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from contracts.mails import MailState

LARGEST_MAIL_BYTES = 36 * 1024 * 1024  # 25 MiB of files in base64, and words
MOST_MAILS_AN_HOUR = 30
"""Of one sender; more is a program that answers a program."""
LONGEST_BODY = 19_000


class MailFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with a mail; its bytes lie beside the mail under its number."""

    number: int
    name: str


class ReadMail(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail says."""

    message_id: str = ""
    sender: str = ""
    subject: str = ""
    recipients: tuple[str, ...] = ()
    references: str = ""
    words: str = ""
    """What was written anew."""
    files: tuple[MailFile, ...] = ()
    left_out: tuple[str, ...] = ()
    """Names of files that were too many or too large together."""
    ignored: str | None = None
    """Why nobody answers it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredMail:
    """A mail that was written down, and what became of it."""

    id: UUID
    digest: str
    state: MailState
    reason: str | None
    size_bytes: int
    received_at: datetime
    read: ReadMail
    request_id: UUID | None = None
    """Which request it has become part of."""

    @property
    def object_key(self) -> str:
        """Where it lies as it came."""
        return f"{place_of(self.id)}/mail"

    def file_key(self, number: int) -> str:
        """Where the bytes of one of its files lie."""
        return f"{place_of(self.id)}/{number}"

    def attachment_id(self, number: int) -> UUID:
        """Return the id that a file has as an attachment, the same however often it is taken up."""
        return uuid5(self.id, str(number))

    def attachment_id_handed_over(self, number: int, organisation_id: UUID, by: UUID) -> UUID:
        """Return the id that it has when somebody hands the mail over to one of the organisation's.

        Its sender's attachment may be there already, from when the mail could not be taken.
        """
        return uuid5(self.id, f"{organisation_id}:{by}:{number}")


def body_handed_over(read: ReadMail) -> str:
    """Return what goes into the conversation when another one than its sender puts it there."""
    body = body_of(read) or "…"
    return f"{read.sender}:\n\n{body}" if read.sender else body


def place_of(mail_id: UUID) -> str:
    """Return the folder in which everything of a mail lies."""
    return f"mails/{mail_id}"


def id_of_digest(digest: str) -> UUID:
    """Return the id of the mail with this digest: taken in again, it is the same mail."""
    return uuid5(NAMESPACE_URL, f"kontor:mail:{digest}")


def body_of(read: ReadMail) -> str:
    """Return what goes into the conversation: the new words, or what stands for them."""
    words = read.words.strip() or read.subject.strip()
    words = words or "\n".join(file.name for file in read.files) or "\n".join(read.left_out)
    if len(words) <= LONGEST_BODY:
        return words
    # The whole mail is kept as it came.
    return words[:LONGEST_BODY].rstrip() + " …"


def title_of(read: ReadMail) -> str:
    """Return the title of a request that is opened by mail."""
    first_line = body_of(read).split("\n", 1)[0]
    return " ".join((read.subject or first_line).split())[:200] or "…"
