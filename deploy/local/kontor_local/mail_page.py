"""The mail sink's pages for developers, and its JSON list for tests."""

from __future__ import annotations

import html
import json
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

if TYPE_CHECKING:
    from kontor_local.mailbox_folder import CaughtMail, MailboxFolder

ALLOWED_IN_FRAME = "allow-popups allow-popups-to-escape-sandbox"
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;
border-bottom:1px solid #ddd;vertical-align:top}
iframe{width:100%;height:36rem;border:1px solid #ccc}
pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}.quiet{color:#666}
"""


def mail_page_server(port: int, folder: MailboxFolder) -> ThreadingHTTPServer:
    """Return a server for the pages; call its `serve_forever`."""

    class Handler(_MailHandler):
        mailbox = folder

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _MailHandler(BaseHTTPRequestHandler):
    mailbox: MailboxFolder
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
        elif parts[0] == "mails" and (mail := self.mailbox.mail("".join(parts[1:2]))):
            self._one(mail, parts[2:])
        else:
            self._answer("<p>No such mail.</p>", status=HTTPStatus.NOT_FOUND)

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
        ' Reload to see new ones. As <a href="/mails.json">JSON</a>.</p>'
        f"<table><tr><th>Arrived<th>To<th>Subject{rows}</table>",
    )


def _mail_page(mail: CaughtMail) -> str:
    link = f"/mails/{quote(mail.id)}"
    frame = f'<iframe sandbox="{ALLOWED_IN_FRAME}" src="{link}/html"></iframe>'
    readable = f"<h2>HTML</h2>{frame}" if mail.html else ""
    attachments = html.escape(", ".join(mail.attachments)) or "none"
    return _page(
        mail.subject or "(no subject)",
        f'<p><a href="/">All mails</a> · <a href="{link}/raw">Raw</a></p>'
        f"<p class=quiet>{_when(mail)} from {html.escape(mail.sender)}"
        f" to {html.escape(', '.join(mail.recipients))}. Attachments: {attachments}</p>"
        f"{readable}<h2>Text</h2><pre>{html.escape(mail.text)}</pre>",
    )


def _page(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<style>{STYLE}</style><h1>{html.escape(title)}</h1>{body}</html>"
    )


def _when(mail: CaughtMail) -> str:
    return f"{datetime.fromtimestamp(mail.arrived_at, UTC):%Y-%m-%d %H:%M:%S} UTC"
