"""`kontor-publish`, as a script of the publishing system calls it."""

from __future__ import annotations

import json
import os
import subprocess
from importlib.metadata import entry_points
from pathlib import Path
from uuid import UUID

import pytest

from contracts.billing_docs import Publication
from tests.publisher.documents import PDF
from tests.publisher.inbox import Inbox, document_in
from tests.publisher.portal_stub import API_KEY, PortalStub
from tests.publisher.processes import run_python

DOCUMENT = ["R-2026-1.pdf", "--customer", "10001", "--number", "R-2026-1"]
SOON = ["--deadline", "0.2"]


class CommandLine:
    """Runs the command in a folder with one PDF, and remembers its settings."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.settings = settings
        self.file = folder / "R-2026-1.pdf"
        self.file.write_bytes(PDF)
        os.utime(self.file, (1793487600,) * 2)  # 2026-10-31T23:00Z: 1 November in Berlin

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_python(
            "-m", "kontor_publisher", *arguments, settings=self.settings, folder=self.folder
        )


@pytest.fixture
def kontor_publish(amqp_url: str, tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path, KONTOR_AMQP_URL=amqp_url, KONTOR_SOURCE="/erp/demo")


def test_a_file_is_published_in_one_command(kontor_publish: CommandLine, inbox: Inbox) -> None:
    outcome = kontor_publish(
        *DOCUMENT, "--type", "credit_note", "--issued-on", "2026-11-02", "--total", "119.00", "EUR"
    )

    document = document_in(message := inbox.take_one())
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout == f"confirmed {message.properties['message_id']}\n"
    assert document.document_type == "credit_note"
    assert document.issued_on.isoformat() == "2026-11-02"
    assert document.total is not None
    assert document.total.minor_units == 11900


def test_without_a_date_the_file_was_issued_when_it_was_last_written(
    kontor_publish: CommandLine, inbox: Inbox
) -> None:
    outcome = kontor_publish(*DOCUMENT, "--json")

    assert json.loads(outcome.stdout)["state"] == "confirmed"
    assert document_in(inbox.take_one()).issued_on.isoformat() == "2026-11-01"


def test_an_absent_broker_is_exit_code_3_with_a_spool_and_1_without(
    kontor_publish: CommandLine, inbox: Inbox, amqp_url: str
) -> None:
    kontor_publish.settings["KONTOR_AMQP_URL"] = "amqp://erp-demo:demo@127.0.0.1:9/nowhere"
    without = kontor_publish(*DOCUMENT, *SOON)
    kontor_publish.settings["KONTOR_SPOOL"] = "spool"
    kept = kontor_publish(*DOCUMENT, *SOON)
    waiting = kontor_publish("flush", *SOON)
    kontor_publish.settings["KONTOR_AMQP_URL"] = amqp_url
    flushed = kontor_publish("flush", "--json")

    event_id = kept.stdout.split()[1]
    assert (without.returncode, kept.returncode, waiting.returncode) == (1, 3, 3)
    assert "was not confirmed" in without.stderr
    assert kept.stdout.startswith("spooled ")
    assert "1 waiting" in waiting.stdout
    assert flushed.returncode == 0
    assert json.loads(flushed.stdout) == {"confirmed": [event_id], "waiting": 0, "trouble": None}
    assert inbox.take_one().properties["message_id"] == event_id


def test_an_event_for_nobody_is_exit_code_4(kontor_publish: CommandLine) -> None:
    outcome = kontor_publish(*DOCUMENT)

    assert outcome.returncode == 4
    assert "reached nobody" in outcome.stderr


def test_wrong_credentials_are_exit_code_5(kontor_publish: CommandLine, amqp_url: str) -> None:
    kontor_publish.settings["KONTOR_AMQP_URL"] = amqp_url.replace("erp-demo:", "erp-demo:not-")

    outcome = kontor_publish(*DOCUMENT)

    assert outcome.returncode == 5
    assert "ACCESS_REFUSED" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.pdf", *DOCUMENT[1:]], "missing.pdf"),
        ([DOCUMENT[0], "--customer", "77", *DOCUMENT[3:]], "$.customer_number"),
        ([*DOCUMENT, "--total", "1.005", "EUR"], "fraction of the smallest unit"),
        ([*DOCUMENT, "--issued-on", "1.11.2026"], "--issued-on"),
        ([*DOCUMENT, "--deadline", "0"], "--deadline"),
        (DOCUMENT[:3], "--number"),
    ],
)
def test_wrong_use_is_exit_code_2_and_says_what_is_wrong(
    arguments: list[str], words: str, kontor_publish: CommandLine
) -> None:
    outcome = kontor_publish(*arguments)

    assert outcome.returncode == 2
    assert words in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_all_missing_settings_are_named_at_once(tmp_path: Path) -> None:
    outcome = CommandLine(tmp_path)(*DOCUMENT)

    assert outcome.returncode == 2
    assert "KONTOR_AMQP_URL and KONTOR_SOURCE" in outcome.stderr


def test_what_became_of_events_is_exit_code_6_until_all_are_archived(
    kontor_publish: CommandLine, portal: PortalStub
) -> None:
    kontor_publish.settings |= {"KONTOR_API_URL": portal.url, "KONTOR_API_KEY": API_KEY}
    portal.publications = {
        "a": Publication(event_id="a", state="archived", document_id=UUID(int=1)),
        "b": Publication(event_id="b", state="parked", code="broken_xml"),
    }

    some = kontor_publish("reconcile", "a", "b", "c")
    archived = kontor_publish("reconcile", "a", "--json")

    assert some.returncode == 6
    assert some.stdout.splitlines() == [
        "archived a 00000000-0000-0000-0000-000000000001",
        "parked b broken_xml",
        "unknown c",
    ]
    assert archived.returncode == 0
    assert json.loads(archived.stdout)[0]["state"] == "archived"


def test_the_help_names_commands_settings_and_exit_codes(kontor_publish: CommandLine) -> None:
    shown = kontor_publish("--help").stdout

    for words in ("flush", "reconcile", "KONTOR_SPOOL", "3 kept in the spool"):
        assert words in shown


def test_the_command_is_installed_with_the_package() -> None:
    [command] = entry_points(group="console_scripts", name="kontor-publish")

    assert command.value == "kontor_publisher.__main__:main"


@pytest.mark.req("R22")
def test_a_ledger_names_what_is_missing_parked_or_archived_otherwise(
    amqp_url: str, inbox: Inbox, portal: PortalStub, tmp_path: Path
) -> None:
    ledger = tmp_path / "published.jsonl"
    command = CommandLine(
        tmp_path,
        KONTOR_AMQP_URL=amqp_url,
        KONTOR_SOURCE="/erp/demo",
        KONTOR_LEDGER=str(ledger),
        KONTOR_API_URL=portal.url,
        KONTOR_API_KEY=API_KEY,
    )
    for number in ("R-1", "R-2", "R-3", "R-4"):
        assert command(DOCUMENT[0], *DOCUMENT[1:3], "--number", number).returncode == 0
        inbox.take_one()
    entries = [json.loads(line) for line in ledger.read_text().splitlines()]
    ids = [entry["event_id"] for entry in entries]
    there = {"document_id": UUID(int=1), "number": "R-1", "sha256": entries[0]["sha256"]}
    portal.publications = {
        ids[0]: Publication(event_id=ids[0], state="archived", **there),
        ids[1]: Publication(event_id=ids[1], state="archived", **{**there, "sha256": "0" * 64}),
        ids[2]: Publication(event_id=ids[2], state="parked", code="not_a_pdf"),
    }

    answer = command("reconcile", "--ledger", str(ledger), "--json")

    assert answer.returncode == 6, answer.stderr
    named = json.loads(answer.stdout)
    assert named["compared"] == 4
    assert [(line["number"], line["difference"].split()[0]) for line in named["not_in_order"]] == [
        ("R-2", "other_number"),
        ("R-3", "parked"),
        ("R-4", "unknown"),
    ]
