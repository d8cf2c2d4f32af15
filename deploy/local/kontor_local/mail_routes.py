"""Which caught mails go on to the product: those that people answer, and those that come back."""

from __future__ import annotations

import json
import smtplib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontor_local.places import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME = "mail-routes.json"
_SECONDS = 60.0
# What a relay may still try again (RFC 5321 4.2.1); a person at the page does.
_AWAY = "451 4.3.0 Nobody listens there: does the product run?"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRoutes:
    """The listeners of the product that runs just now, as it wrote them down."""

    file: Path

    def write(self, ports: Mapping[str, int]) -> None:
        """Hand mails to these addresses, and to those below them (name+…), over at these ports."""
        write_private(self.file, json.dumps(dict(ports), indent=1))

    def port_of(self, recipient: str) -> int | None:
        """Return where mails to `recipient` are handed over, None for those that stay."""
        if not self.file.exists():
            return None
        ports: dict[str, int] = json.loads(self.file.read_text())
        name, _, domain = recipient.casefold().rpartition("@")
        return ports.get(f"{name.partition('+')[0]}@{domain}")


def hand_over(port: int, content: bytes, *, sender: str, recipient: str) -> str | None:
    """Give the mail to a listener by LMTP; return its answer if it does not take the mail."""
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=_SECONDS) as listener:
            listener.sendmail(sender, [recipient], content)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = refused.recipients[recipient]
        return f"{code} {_text(words)}"
    except smtplib.SMTPResponseException as refused:
        return f"{refused.smtp_code} {_text(refused.smtp_error)}"
    except OSError:
        return _AWAY
    return None


def _text(words: bytes | str) -> str:
    return words if isinstance(words, str) else words.decode(errors="replace")
