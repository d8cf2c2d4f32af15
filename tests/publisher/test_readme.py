"""The ten lines in the README do what they say."""

from __future__ import annotations

import re
from pathlib import Path

from tests.publisher.documents import PDF
from tests.publisher.inbox import Inbox, document_in
from tests.publisher.processes import run_python

README = Path(__file__).parents[2] / "libs" / "publisher" / "README.md"


def test_the_ten_lines_of_the_readme_publish_an_invoice(
    amqp_url: str, inbox: Inbox, tmp_path: Path
) -> None:
    found = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None
    (tmp_path / "R-2026-1.pdf").write_bytes(PDF)

    outcome = run_python("-c", found[1], settings={"KONTOR_AMQP_URL": amqp_url}, folder=tmp_path)

    message = inbox.take_one()
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout == f"confirmed {message.properties['message_id']}\n"
    assert document_in(message).number == "R-2026-1"
