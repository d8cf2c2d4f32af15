"""The mail sink: an SMTP server that keeps every mail, and a page that shows them.

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
from kontor_local.mailbox_folder import MailboxFolder
from kontor_local.places import accepts_connections
from kontor_local.processes import Program

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
    """A mailbox that takes no files for addresses beginning with `no-files`: a mail bounces."""

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Answer what a mail server answers that refuses attachments, else keep the mail."""
        if any(address.startswith("no-files") for address in envelope.rcpt_tos):
            message = email.message_from_bytes(envelope.original_content or b"")
            if any(part.get_filename() for part in message.walk()):
                return "552 5.3.4 This mailbox takes no attachments"
        answer: str = await super().handle_DATA(server, session, envelope)
        return answer


async def serve(folder: Path, smtp_port: int, page_port: int) -> None:
    """Catch mails and show them until cancelled."""
    page = mail_page_server(page_port, MailboxFolder(folder))
    threading.Thread(target=page.serve_forever, daemon=True).start()
    handler = PickyMailbox(folder)
    session = partial(SMTP, handler, data_size_limit=MAX_MESSAGE_BYTES, enable_SMTPUTF8=True)
    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", smtp_port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
