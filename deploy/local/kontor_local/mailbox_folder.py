"""The mails that the sink has caught, as values."""

from __future__ import annotations

import email
import email.policy
import mailbox
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtMail:
    """One mail as it arrived; `recipients` are those of the envelope."""

    id: str
    arrived_at: float
    sender: str
    recipients: tuple[str, ...]
    subject: str
    headers: dict[str, str]
    text: str
    html: str
    attachments: tuple[str, ...]


class MailboxFolder:
    """A Maildir, newest mail first. A mail never changes, so each is parsed once."""

    def __init__(self, folder: Path) -> None:
        for part in ("tmp", "new", "cur"):  # Maildir makes them only together with the folder
            (folder / part).mkdir(parents=True, exist_ok=True)
        self._maildir = mailbox.Maildir(folder, factory=None, create=False)
        self._parsed: dict[str, CaughtMail] = {}
        # A Maildir keeps what it has seen in a dictionary, and the page asks from many threads.
        self._reading = Lock()

    def mails(self, *, to: str | None = None) -> list[CaughtMail]:
        """Return the mails, or those to one address; upper and lower case are alike."""
        with self._reading:
            for key in self._maildir.keys():  # noqa: SIM118 - a mailbox iterates over its messages
                if key not in self._parsed:
                    self._parsed[key] = self._parse(key)
            parsed = list(self._parsed.values())
        wanted = to.casefold() if to else None
        found = [
            mail
            for mail in parsed
            if wanted is None or wanted in {address.casefold() for address in mail.recipients}
        ]
        return sorted(found, key=lambda mail: (mail.arrived_at, mail.id), reverse=True)

    def mail(self, mail_id: str) -> CaughtMail | None:
        """Return one mail, or None if there is none with this id."""
        return next((mail for mail in self.mails() if mail.id == mail_id), None)

    def raw(self, mail_id: str) -> bytes:
        """Return the mail's bytes.

        Raises:
            KeyError: there is none with this id.
        """
        with self._reading:
            return self._maildir.get_bytes(mail_id)

    def _parse(self, key: str) -> CaughtMail:
        message: EmailMessage = email.message_from_bytes(
            self._maildir.get_bytes(key), policy=email.policy.default
        )
        recipients = str(message.get("X-RcptTo", ""))
        return CaughtMail(
            id=key,
            # A Maildir name begins with the time of delivery in seconds, then M and microseconds.
            arrived_at=_arrival(key),
            sender=str(message.get("X-MailFrom", "")),
            recipients=tuple(part.strip() for part in recipients.split(",") if part.strip()),
            subject=str(message.get("Subject", "")),
            headers={name: str(value) for name, value in message.items()},
            text=_body(message, "plain"),
            html=_body(message, "html"),
            attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
        )


def _arrival(key: str) -> float:
    seconds, _, rest = key.partition(".")
    microseconds = rest.partition("P")[0].removeprefix("M")
    return float(f"{seconds}.{microseconds:0>6}")


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return str(part.get_content()) if part is not None else ""
