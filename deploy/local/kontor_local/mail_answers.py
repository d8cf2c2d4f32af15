"""What comes back for a caught mail: the reply of whoever got it, or a server's report."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import make_msgid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontor_local.mailbox_folder import CaughtMail

_SECONDS = 60.0


def is_answerable(mail: CaughtMail) -> bool:
    """Tell whether the mail says where answers go."""
    return "Reply-To" in mail.headers and bool(mail.recipients)


def is_returnable(mail: CaughtMail) -> bool:
    """Tell whether the mail says where it goes when it cannot be delivered."""
    return mail.sender.startswith("bounce+") and bool(mail.recipients)


def reply_to(mail: CaughtMail, words: str) -> EmailMessage:
    """Return a reply as a mail program writes it: below the new words stands the whole mail."""
    reply = EmailMessage()
    reply["From"] = mail.recipients[0]
    reply["To"] = mail.headers["Reply-To"]
    reply["Subject"] = f"Re: {mail.subject}"
    reply["Message-ID"] = make_msgid(domain="mail-sink.example")
    known = mail.headers.get("Message-ID", "")
    reply["In-Reply-To"] = known
    reply["References"] = " ".join(filter(None, [mail.headers.get("References", ""), known]))
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    written = f"{datetime.fromtimestamp(mail.arrived_at, UTC):%d.%m.%Y um %H:%M}"
    reply.set_content(f"{words}\n\nAm {written} schrieb {mail.headers['From']}:\n{quoted}\n")
    return reply


def report_of(mail: CaughtMail) -> Message:
    """Return what a mail server sends back when there is no such mailbox (RFC 3464)."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = "MAILER-DAEMON@mail-sink.example"
    report["To"] = mail.sender
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Message-ID"] = make_msgid(domain="mail-sink.example")
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText(f"<{mail.recipients[0]}>: there is no such mailbox.\n"))
    report.attach(_status(mail.recipients[0]))
    return report


def send(port: int, message: Message, *, sender: str, recipient: str) -> str | None:
    """Hand a mail to the SMTP server at `port`; return its words if it refuses the mail."""
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=_SECONDS) as server:
            server.send_message(message, from_addr=sender, to_addrs=[recipient])
    except (smtplib.SMTPException, OSError) as refused:
        return str(refused)
    return None


def _status(recipient: str) -> Message:
    about_all, about_one = Message(), Message()
    about_all["Reporting-MTA"] = "dns; mail-sink.example"
    about_one["Final-Recipient"] = f"rfc822; {recipient}"
    about_one["Action"] = "failed"
    about_one["Status"] = "5.1.1"
    about_one["Diagnostic-Code"] = "smtp; 550 5.1.1 There is no such mailbox"
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([about_all, about_one])
    return status
