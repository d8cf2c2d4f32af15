"""The mails of the local stack, as its page reads them."""

from __future__ import annotations

import mailbox
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kontor_local.mailbox_folder import MailboxFolder


@pytest.fixture(autouse=True)
def _impatient_threads() -> object:
    """Let threads take turns so often that what they share is seen to be shared."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_many_may_read_while_mails_arrive(tmp_path: Path) -> None:
    folder = MailboxFolder(tmp_path)
    arriving = mailbox.Maildir(tmp_path, create=False)

    def arrive() -> None:
        for number in range(60):
            arriving.add(f"Subject: {number}\nX-RcptTo: a@example.com\n\nHallo".encode())

    def read() -> None:
        for _ in range(60):
            folder.mails(to="a@example.com")

    with ThreadPoolExecutor(5) as pool:
        for done in [pool.submit(arrive), *(pool.submit(read) for _ in range(4))]:
            done.result()

    assert len(folder.mails()) == 60
