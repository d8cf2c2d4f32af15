"""The mail sink's pages, on which a developer answers mails too, and its JSON list for tests."""

from __future__ import annotations

import html
import json
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from kontor_local.mail_answers import is_answerable, is_returnable, reply_to, report_of, send

if TYPE_CHECKING:
    from email.message import Message

    from kontor_local.mail_previews import MailPreviews
    from kontor_local.mailbox_folder import CaughtMail, MailboxFolder
    from kontor_local.text_box import CaughtText, TextBox

ALLOWED_IN_FRAME = "allow-popups allow-popups-to-escape-sandbox"
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;
border-bottom:1px solid #ddd;vertical-align:top}
iframe{width:100%;height:36rem;border:1px solid #ccc}
pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}.quiet{color:#666}
form{margin:1rem 0}textarea{width:100%;box-sizing:border-box;font:inherit}
button{font:inherit;padding:.3rem 1rem}.said{background:#eef6ee;padding:.5rem 1rem}
"""
LONGEST_FORM_BYTES = 100_000


def mail_page_server(
    port: int,
    folder: MailboxFolder,
    answers_to_port: int,
    caught: TextBox,
    kinds: MailPreviews,
) -> ThreadingHTTPServer:
    """Return a server for the pages; call its `serve_forever`.

    What is answered there goes to the SMTP server at `answers_to_port`. Text messages for phones
    are taken at `/texts`, and what each kind of mail looks like is shown at `/dev/mails`.
    """

    class Handler(_MailHandler):
        mailbox = folder
        smtp_port = answers_to_port
        text_box = caught
        previews = kinds

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _MailHandler(BaseHTTPRequestHandler):
    mailbox: MailboxFolder
    smtp_port: int
    text_box: TextBox
    previews: MailPreviews
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        to = parse_qs(url.query).get("to", [None])[0]
        parts = [unquote(part) for part in url.path.strip("/").split("/")]
        if url.path == "/":
            self._answer(_list_page(self.mailbox.mails(to=to), to))
        elif url.path == "/mails.json":
            mails = [asdict(mail) for mail in self.mailbox.mails(to=to)]
            self._answer(json.dumps(mails, ensure_ascii=False), "application/json")
        elif parts == ["texts"]:
            self._answer(_texts_page(self.text_box.texts(to=to)))
        elif parts == ["texts.json"]:
            texts = [asdict(text) for text in self.text_box.texts(to=to)]
            self._answer(json.dumps(texts, ensure_ascii=False), "application/json")
        elif parts[:2] == ["dev", "mails"]:
            self._preview("/".join(parts[2:]), is_index=url.path.endswith("/mails/"))
        elif parts[0] == "mails" and (mail := self.mailbox.mail("".join(parts[1:2]))):
            self._one(mail, parts[2:])
        else:
            self._answer("<p>No such mail.</p>", status=HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, LONGEST_FORM_BYTES))
        parts = [unquote(part) for part in urlsplit(self.path).path.strip("/").split("/")]
        mail = self.mailbox.mail("".join(parts[1:2])) if parts[0] == "mails" else None
        # A page of somebody else may send a form here, but not under our name.
        origin = self.headers.get("Origin")
        is_ours = origin is None or urlsplit(origin).netloc == self.headers.get("Host")
        if not is_ours or length > LONGEST_FORM_BYTES:
            self._answer("<p>Not taken.</p>", status=HTTPStatus.FORBIDDEN)
        elif parts == ["texts"]:
            is_taken = self.text_box.take(body)
            status = HTTPStatus.ACCEPTED if is_taken else HTTPStatus.BAD_REQUEST
            self._answer("{}" if is_taken else "no message", "application/json", status)
        elif mail and parts[2:] == ["reply"] and is_answerable(mail):
            words = parse_qs(body.decode(errors="replace")).get("words", [""])[0].strip()
            reply = reply_to(mail, words.replace("\r\n", "\n"))
            self._sent(mail, reply, sender=mail.recipients[0], recipient=str(reply["To"]))
        elif mail and parts[2:] == ["return"] and is_returnable(mail):
            self._sent(mail, report_of(mail), sender="", recipient=mail.sender)
        else:
            self._answer("<p>No such mail.</p>", status=HTTPStatus.NOT_FOUND)

    def _sent(self, mail: CaughtMail, answer: Message, *, sender: str, recipient: str) -> None:
        refusal = send(self.smtp_port, answer, sender=sender, recipient=recipient)
        if refusal is None:
            said = f"Sent to {recipient}."
            self._answer(_mail_page(mail, said=said))
        else:
            said = f"Refused: {refusal}"
            self._answer(_mail_page(mail, said=said), status=HTTPStatus.BAD_GATEWAY)

    def _one(self, mail: CaughtMail, rest: list[str]) -> None:
        if rest == ["html"]:
            # The frame shows what the mail says and runs nothing of it; links open beside it.
            self._answer(
                f'<base target="_blank">{mail.html}',
                headers={"Content-Security-Policy": f"sandbox {ALLOWED_IN_FRAME}"},
            )
        elif rest == ["raw"]:
            self._answer(self.mailbox.raw(mail.id), "text/plain; charset=utf-8")
        else:
            self._answer(_mail_page(mail))

    def _preview(self, name: str, *, is_index: bool) -> None:
        if not name and not is_index:
            self._answer("", status=HTTPStatus.FOUND, headers={"Location": "/dev/mails/"})
            return
        fault = None if name else self.previews.refresh()
        found = None if fault else self.previews.file(name or "index.html")
        if found is None:
            words = f"<pre>{html.escape(fault or 'No such mail.')}</pre>"
            self._answer(words, status=HTTPStatus.NOT_FOUND)
        else:
            self._answer(*found)

    def _answer(
        self,
        body: str | bytes,
        media_type: str = "text/html; charset=utf-8",
        status: HTTPStatus = HTTPStatus.OK,
        headers: dict[str, str] | None = None,
    ) -> None:
        content = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: the page is polled by tests."""


def _list_page(mails: list[CaughtMail], to: str | None) -> str:
    rows = "".join(
        f"<tr><td class=quiet>{_when(mail)}<td>{html.escape(', '.join(mail.recipients))}"
        f'<td><a href="/mails/{quote(mail.id)}">{html.escape(mail.subject or "(no subject)")}</a>'
        for mail in mails
    )
    whose = f" to {html.escape(to)}" if to else ""
    return _page(
        f"Mails{whose}",
        f"<p class=quiet>{len(mails)} caught{whose}; nothing here left this machine."
        ' Reload to see new ones. As <a href="/mails.json">JSON</a>.'
        ' Also here: <a href="/texts">text messages</a> to phones, and'
        ' <a href="/dev/mails/">every kind of mail</a> to look at.</p>'
        f"<table><tr><th>Arrived<th>To<th>Subject{rows}</table>",
    )


def _texts_page(texts: list[CaughtText]) -> str:
    rows = "".join(
        f"<tr><td class=quiet>{_moment(text.arrived_at)}<td>{html.escape(text.to)}"
        f"<td>{html.escape(text.sender)}<td>{html.escape(text.text)}"
        for text in texts
    )
    return _page(
        "Text messages",
        f'<p><a href="/">All mails</a></p><p class=quiet>{len(texts)} caught; no phone has rung.'
        ' As <a href="/texts.json">JSON</a>.</p>'
        f"<table><tr><th>Arrived<th>To<th>From<th>Text{rows}</table>",
    )


def _mail_page(mail: CaughtMail, *, said: str = "") -> str:
    link = f"/mails/{quote(mail.id)}"
    frame = f'<iframe sandbox="{ALLOWED_IN_FRAME}" src="{link}/html"></iframe>'
    readable = f"<h2>HTML</h2>{frame}" if mail.html else ""
    attachments = html.escape(", ".join(mail.attachments)) or "none"
    told = f"<p class=said>{html.escape(said)}</p>" if said else ""
    return _page(
        mail.subject or "(no subject)",
        f'{told}<p><a href="/">All mails</a> · <a href="{link}/raw">Raw</a></p>'
        f"<p class=quiet>{_when(mail)} from {html.escape(mail.sender)}"
        f" to {html.escape(', '.join(mail.recipients))}. Attachments: {attachments}</p>"
        f"{readable}<h2>Text</h2><pre>{html.escape(mail.text)}</pre>{_answer_forms(mail, link)}",
    )


def _answer_forms(mail: CaughtMail, link: str) -> str:
    forms = ""
    if is_answerable(mail):
        forms += (
            f'<h2>Answer it</h2><form method=post action="{link}/reply">'
            f"<p><label for=words>As {html.escape(mail.recipients[0])} to"
            f" {html.escape(mail.headers['Reply-To'])}</label></p>"
            "<textarea id=words name=words rows=4 required></textarea>"
            "<p><button>Send reply</button></p></form>"
        )
    if is_returnable(mail):
        forms += (
            f'<h2>Send it back</h2><form method=post action="{link}/return">'
            "<p>As the mail server of somebody who has no such mailbox."
            " <button>Send back</button></p></form>"
        )
    return forms


def _page(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<style>{STYLE}</style><h1>{html.escape(title)}</h1>{body}</html>"
    )


def _when(mail: CaughtMail) -> str:
    return _moment(mail.arrived_at)


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
