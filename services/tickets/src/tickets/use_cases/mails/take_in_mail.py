"""Write a mail down that has come for requests."""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from contracts.mails import MAIL_SENDER_ASKED, MailSenderAsked
from tickets.adapters.attachment_store import AttachmentStore, HeldFile
from tickets.adapters.mail_reading import MailReader, OpenedMail, UnreadableMailError
from tickets.domain.mails import (
    LARGEST_MAIL_BYTES,
    MOST_MAILS_AN_HOUR,
    ReadMail,
    StoredMail,
    id_of_digest,
)
from tickets.domain.request_mailbox import RequestMailbox
from tickets.store.records import RecordRoom

_PIECE_BYTES = 256 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class CameBy:
    """What the envelope said; empty where the way in knows no envelope."""

    sender: str | None = None
    recipient: str | None = None
    is_whole: bool = True
    """Not where the mail is too long to be fetched."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailTools:
    """What taking mails in needs."""

    room: RecordRoom
    store: AttachmentStore
    reader: MailReader
    mailbox: RequestMailbox


def take_in_mail(content: bytes, came_by: CameBy, tools: MailTools) -> bool:
    """Keep the mail as it came, and ask identity whose it is; return whether it is a new one.

    The same Message-ID of the same sender is the same mail, however often and by whichever way it
    comes. What nobody wrote is kept and not answered; what cannot be read is kept and parked.

    Raises:
        DependencyDown: the object store or the database is away; nothing is lost that comes again.
    """
    is_from_nobody = came_by.sender == ""
    if not came_by.is_whole:
        return _keep(content, ReadMail(), None, came_by, tools, reason="too_large")
    try:
        with tools.reader.open(content, is_from_nobody=is_from_nobody) as opened:
            return _keep(content, opened.read, opened, came_by, tools)
    except UnreadableMailError as unreadable:
        return _keep(content, ReadMail(), None, came_by, tools, reason=unreadable.reason)


def _keep(
    content: bytes,
    read: ReadMail,
    opened: OpenedMail | None,
    came_by: CameBy,
    tools: MailTools,
    *,
    reason: str | None = None,
) -> bool:
    read = _with_recipient(read, came_by)
    digest = _digest_of(content, read)
    with tools.room.of_everybody() as records:
        if records.mails.find(id_of_digest(digest)) is not None:
            return False
        lately = records.mails.count_of_sender(read.sender, within=timedelta(hours=1))
        mail = _as_new(
            StoredMail(
                id=id_of_digest(digest),
                digest=digest,
                state="asked",
                reason=None,
                size_bytes=len(content),
                received_at=records.now,
                read=read,
            ),
            reason,
            tools.mailbox,
        )
        if mail.state == "asked" and lately >= MOST_MAILS_AN_HOUR:
            mail = replace(mail, state="parked", reason="too_many")
    # Before the row: what is written down is there. Coming again finds the same places.
    _put(tools.store, mail.object_key, content)
    if opened is not None:
        for file in read.files:
            with HeldFile(
                opened.file_content(file.number), largest_bytes=LARGEST_MAIL_BYTES
            ) as held:
                tools.store.put(mail.file_key(file.number), held)
    with tools.room.of_everybody() as records:
        if not records.mails.add_if_new(mail):
            return False
        if mail.state == "asked":
            records.outbox.announce(
                MAIL_SENDER_ASKED, MailSenderAsked(mail_id=mail.id, address=read.sender)
            )
    return True


def _as_new(mail: StoredMail, reason: str | None, mailbox: RequestMailbox) -> StoredMail:
    """Return the mail with what is known of it before anybody is asked."""
    read = mail.read
    if reason is None and not read.sender:
        reason = "no_sender"
    if reason is not None:
        return replace(mail, state="parked", reason=reason)
    if read.ignored is not None:
        return replace(mail, state="ignored", reason=read.ignored)
    if mailbox.knows(read.sender):
        return replace(mail, state="ignored", reason="from_ourselves")
    return mail


def _with_recipient(read: ReadMail, came_by: CameBy) -> ReadMail:
    """Return the mail with whom the envelope named as its first recipient."""
    if came_by.recipient is None:
        return read
    return ReadMail(
        **{name: getattr(read, name) for name in read.__struct_fields__}
        | {"recipients": (came_by.recipient, *read.recipients)}
    )


def _digest_of(content: bytes, read: ReadMail) -> str:
    if read.message_id and read.sender:
        said = f"{read.sender}\0{read.message_id}".encode()
    else:
        said = hashlib.sha256(content).digest()
    return hashlib.sha256(said).hexdigest()


def _put(store: AttachmentStore, object_key: str, content: bytes) -> None:
    pieces = (content[at : at + _PIECE_BYTES] for at in range(0, len(content), _PIECE_BYTES))
    with HeldFile(pieces, largest_bytes=len(content)) as held:
        store.put(object_key, held)
