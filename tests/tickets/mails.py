"""Mails about requests, as people and programs write them."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

OUTLOOK_GERMAN = """\
Ja, mit Papier von A zieht er ein.

Mit freundlichen Grüßen
Erika Muster

Von: Kontor <kontor@example.com>
Gesendet: Montag, 2. März 2026 12:00
An: Erika Muster
Betreff: Antwort auf Ihre Anfrage 1001

--- Bitte schreiben Sie Ihre Antwort oberhalb dieser Zeile ---

Guten Tag,
"""
GMAIL_GERMAN = """\
Danke, das war es!

Am Mo., 2. März 2026 um 12:00 Uhr schrieb Kontor <
kontor@example.com>:

> --- Bitte schreiben Sie Ihre Antwort oberhalb dieser Zeile ---
>
> Guten Tag,
"""
APPLE_ENGLISH = """\
It works now.

> On 2. Mar 2026, at 12:00, Kontor <kontor@example.com> wrote:
>
> --- Please write your answer above this line ---

Sent from my iPhone
"""
BELOW = """\
Am 02.03.2026 um 12:00 schrieb Kontor:
> --- Bitte schreiben Sie Ihre Antwort oberhalb dieser Zeile ---
> Guten Tag,
> zieht er dann ein?

Nein, leider nicht.
"""
BETWEEN = """\
> Zieht er ein?

Ja.

> Bei jedem Format?

Nein, nur A4.

-- \n\
Erika Muster
Muster GmbH
"""


def a_mail(words: str = "Danke, das war es!", **said: Any) -> bytes:
    """Return a mail: `auto_submitted="auto-replied"` becomes a header; `files` maps names to bytes.

    `html` is the same in HTML; None leaves a header out.
    """
    files: dict[str, bytes] = said.pop("files", {})
    html: str | None = said.pop("html", None)
    mail = EmailMessage()
    values = {
        "From": "Erika Muster <erika@muster.example>",
        "To": "anfragen@kontor.example",
        "Subject": "Re: Antwort auf Ihre Anfrage 1001",
        "Message-Id": "<one@muster.example>",
        **{name.replace("_", "-").title(): value for name, value in said.items()},
    }
    for name, value in values.items():
        if value is not None:
            mail[name] = value
    mail.set_content(words)
    if html is not None:
        mail.add_alternative(html, subtype="html")
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def a_bomb(parts: int) -> bytes:
    """Return a mail with so many empty parts."""
    head = b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head + b"--b\r\n\r\n" * parts + b"--b--\r\n"


def a_nest(layers: int) -> bytes:
    """Return a mail of so many parts within each other."""
    head = b"From: a@b.example\r\n"
    for layer in range(layers):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (layer, layer)
    return head + b"\r\nx"
