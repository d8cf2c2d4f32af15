"""Mails that come back, as mail servers and people's programs write them."""

from __future__ import annotations

from email.message import EmailMessage

RETURNED_TO = "bounce+demo@kontor.example"


def a_report(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <rechnung@muster.example>: User unknown",
    to: str = RETURNED_TO,
    message_id: str = "<report-1@relay.example>",
    returned: str = "From: Kontor <kontor@kontor.example>\nSubject: Rechnung\n",
    headers: str = "",
) -> bytes:
    """Return a delivery status notification as Postfix writes it (RFC 3464)."""
    text = f"""\
Return-Path: <>
{headers}From: MAILER-DAEMON@relay.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: {message_id}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="demo"

This is a MIME-encapsulated message.

--demo
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--demo
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Mon, 2 Mar 2026 12:00:00 +0000

Final-Recipient: rfc822; rechnung@muster.example
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--demo
Content-Type: text/rfc822-headers

{returned}
--demo--
"""
    return text.replace("\n", "\r\n").encode()


def a_mail(text: str, **headers: str) -> bytes:
    """Return a mail without a report: `auto_submitted="auto-replied"` becomes a header."""
    mail = EmailMessage()
    values = {
        "Return-Path": "<>",
        "From": "MAILER-DAEMON@old.example",
        "To": RETURNED_TO,
        "Subject": "failure notice",
        "Message-ID": "<plain-1@old.example>",
        **{name.replace("_", "-").title(): value for name, value in headers.items()},
    }
    for name, value in values.items():
        mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


QMAIL = """\
Hi. This is the qmail-send program at old.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<rechnung@muster.example>:
Sorry, no mailbox here by that name. (#5.1.1)
"""
