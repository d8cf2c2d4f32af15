"""The mail sink: an SMTP server that keeps every mail, and a page that shows and answers them.

Text messages for phones are taken over HTTP at the same page.

What is addressed to the product itself goes on to its listeners, as a relay would send it.

`python -m kontor_local.mail_sink FOLDER SMTP_PORT PAGE_PORT`
"""

from __future__ import annotations

import asyncio
import email
import os
import sys
import threading
from functools import partial
from pathlib import Path

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, Envelope, Session

from kontor_local.mail_page import mail_page_server
from kontor_local.mail_previews import MailPreviews
from kontor_local.mail_routes import FILE_NAME, MailRoutes, hand_over
from kontor_local.mailbox_folder import MailboxFolder
from kontor_local.places import accepts_connections
from kontor_local.processes import Program
from kontor_local.text_box import TextBox

PORTS = ("smtp", "mail_page")
MAX_MESSAGE_BYTES = 40_000_000


def mail_sink_program(home: Path, ports: dict[str, int], log: Path) -> Program:
    """Return the mail sink as a program that keeps its Maildir in `home`/mail."""
    arguments = (str(home / "mail"), str(ports["smtp"]), str(ports["mail_page"]))
    return Program(
        name="mail",
        command=(sys.executable, "-m", "kontor_local.mail_sink", *arguments),
        environment=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        log=log,
        is_ready=lambda: all(accepts_connections(ports[name]) for name in PORTS),
        stop_seconds=3,
    )


class PickyMailbox(Mailbox):
    """A mailbox that takes no files for addresses beginning with `no-files`: a mail bounces.

    Mails to the product's own addresses are kept once the product has taken them.
    """

    def __init__(self, folder: Path, routes: MailRoutes) -> None:
        super().__init__(folder)
        self._routes = routes

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Answer what a mail server answers that refuses attachments, else keep the mail."""
        content = envelope.original_content or b""
        if any(address.startswith("no-files") for address in envelope.rcpt_tos):
            message = email.message_from_bytes(content)
            if any(part.get_filename() for part in message.walk()):
                return "552 5.3.4 This mailbox takes no attachments"
        sender = envelope.mail_from or ""
        for recipient in envelope.rcpt_tos:
            port = self._routes.port_of(recipient)
            if port is None:
                continue
            refusal = await asyncio.to_thread(
                hand_over, port, content, sender=sender, recipient=recipient
            )
            if refusal is not None:
                return refusal
        answer: str = await super().handle_DATA(server, session, envelope)
        return answer


async def serve(folder: Path, smtp_port: int, page_port: int) -> None:
    """Catch mails and show them until cancelled."""
    page = mail_page_server(
        page_port,
        MailboxFolder(folder),
        smtp_port,
        TextBox(folder.parent / "texts"),
        MailPreviews(folder.parent / "mail-previews"),
    )
    threading.Thread(target=page.serve_forever, daemon=True).start()
    handler = PickyMailbox(folder, MailRoutes(file=folder.parent / FILE_NAME))
    session = partial(SMTP, handler, data_size_limit=MAX_MESSAGE_BYTES, enable_SMTPUTF8=True)
    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", smtp_port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
