"""Exim and Dovecot on the loopback, with a certificate of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kontor_local.mail_servers import (
    PASSWORD,
    USER,
    MailServerPlaces,
    ensure_mail_servers,
    mailbox_program,
    relay_program,
)
from kontor_local.places import local_folder, remembered_ports
from kontor_local.processes import Child
from tests.notifications.certificates import make_certificate


@dataclass(frozen=True, kw_only=True, slots=True)
class RealMailServers:
    """Where both listen; the relay brings mails that come back to `listener_port`."""

    smtp_port: int
    imap_port: int
    listener_port: int
    home: Path
    certificate: Path

    @property
    def smtp_url(self) -> str:
        """The relay, with the password it demands."""
        return f"smtp://{USER}:{PASSWORD}@localhost:{self.smtp_port}"

    @property
    def imap_url(self) -> str:
        """The mailbox."""
        return f"imap://{USER}:{PASSWORD}@localhost:{self.imap_port}/INBOX"

    @property
    def relay_log(self) -> str:
        """What the relay wrote down, for a test that fails."""
        return (self.home / "exim/mainlog").read_text()


@contextmanager
def running_mail_servers(folder: Path) -> Iterator[RealMailServers]:
    """Yield both servers, with their files in `folder`."""
    root = ensure_mail_servers(local_folder())
    ports = remembered_ports(folder, ["smtp", "imap", "listener"])
    certificate = make_certificate(folder)
    places = MailServerPlaces(
        home=folder,
        ports=ports,
        listener_port=ports["listener"],
        certificate=certificate.file,
        key=certificate.key_file,
    )
    children = [Child(relay_program(root, places)), Child(mailbox_program(root, places))]
    try:
        for child in children:
            child.start()
        for child in children:
            child.wait_ready(30)
        yield RealMailServers(
            smtp_port=ports["smtp"],
            imap_port=ports["imap"],
            listener_port=ports["listener"],
            home=folder,
            certificate=certificate.file,
        )
    finally:
        for child in children:
            child.stop()
