"""An operator's mistake is answered with a sentence and a code; with no trace and no secret."""

from __future__ import annotations

import re
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path
from unittest.mock import patch

import pytest
from amqp.exceptions import AccessRefused

from chassis.cli import command, exits
from chassis.cli.exits import MEANINGS, answered
from chassis.cli.extension import installed_commands
from chassis.cli.settings_files import UnreadableSettings, read_settings, settings_in_folder
from chassis.errors import DependencyDown
from chassis.log import get_logger
from process.settings import SettingsError
from tests.chassis.kontor import run_kontor

PAGE = Path(__file__).parents[3] / "docs/kontor.md"
SECRET = "geheim-7"
DATABASE = f"postgresql+psycopg2://sample:{SECRET}@127.0.0.1:1/sample"
# What is typed in which environment, and the code and the words of the answer.
MISTAKES: dict[str, tuple[tuple[str, ...], dict[str, str], int, str]] = {
    "nothing set": (("status",), {}, 2, "KONTOR_SETTINGS_FOLDER"),
    "no such folder": (
        ("status",),
        {"KONTOR_SETTINGS_FOLDER": "/no/such"},
        2,
        "no folder /no/such",
    ),
    "no address": (
        ("status",),
        {"KONTOR_DATABASE_URL_SAMPLE": f"sample:{SECRET}@somewhere"},
        2,
        "a database address cannot be read",
    ),
    "a clock file in production": (
        ("status",),
        {"KONTOR_DATABASE_URL_SAMPLE": DATABASE, "KONTOR_CLOCK_FILE": "/tmp/clock"},  # noqa: S108 - never opened
        2,
        "KONTOR_CLOCK_FILE",
    ),
    "an unknown area": (
        ("doctor", "weather"),
        {"KONTOR_DATABASE_URL_SAMPLE": DATABASE},
        2,
        "nothing called weather",
    ),
    "a file of anchors that is none": (
        ("verify-audit", "--anchors", __file__),
        {"KONTOR_DATABASE_URL_SAMPLE": DATABASE},
        2,
        "a file holds something else",
    ),
    "no such file": (
        ("verify-audit", "--anchors", "/"),
        {"KONTOR_DATABASE_URL_SAMPLE": DATABASE},
        2,
        "/: Is a directory",
    ),
    "no such secret": (
        ("status",),
        {"KONTOR_DATABASE_URL_SAMPLE_FILE": "/no/such"},
        2,
        "/no/such: No such file",
    ),
    "an anchor bucket without keys": (
        ("verify-audit",),
        {"KONTOR_DATABASE_URL_SAMPLE": DATABASE, "KONTOR_AUDIT_BUCKET": "x"},
        2,
        "KONTOR_S3_URL",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_answered_with_a_sentence(mistake: str) -> None:
    words, environment, code, said = MISTAKES[mistake]

    answer = run_kontor(*words, **environment)

    assert (answer.returncode, answer.stdout) == (code, "")
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert SECRET not in answer.stderr


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file, folder = tmp_path / "secret", tmp_path / "settings"
    folder.mkdir()
    file.write_text(f"sample:{SECRET}@somewhere\n")
    (folder / "sample.env").write_text(
        f"KONTOR_DATABASE_URL_FILE={file}\nKONTOR_AMQP_URL_FILE=/for/the/service/alone\n"
    )

    each = run_kontor("status", KONTOR_DATABASE_URL_SAMPLE_FILE=str(file))
    whole = run_kontor("status", KONTOR_SETTINGS_FOLDER=str(folder))

    # It was read: what it holds is no address.
    assert "a database address cannot be read" in each.stderr
    assert "a database address cannot be read" in whole.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError("KONTOR_X is missing"), 2),
        (FileNotFoundError(2, "No such file or directory", "ledger.csv"), 2),
        (DependencyDown("object store", "EndpointConnectionError"), 3),
        (AccessRefused("ACCESS_REFUSED - vhost"), 3),
        (ConnectionRefusedError(111, "Connection refused"), 3),
        (ZeroDivisionError(SECRET), 70),
        (KeyError(SECRET), 70),
        (KeyboardInterrupt(), 130),
    ],
)
def test_whatever_is_raised_ends_with_its_code(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise error

    ended = answered(work)

    told = capsys.readouterr().err
    assert ended == code
    assert "Traceback" not in told
    assert SECRET not in told
    assert told.startswith("kontor: ") or code == exits.INTERRUPTED


def test_a_fault_of_ours_shows_where_it_is_when_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_TRACEBACK", "1")

    with patch.object(command, "known_services", side_effect=ZeroDivisionError):
        code = command.run(["status"])

    assert code == 70
    assert "Traceback" in capsys.readouterr().err


def test_what_is_logged_meanwhile_is_no_part_of_the_answer() -> None:
    def examine(*_: object) -> int:
        get_logger("trial").warning("logged meanwhile")
        return 0

    with patch.object(command, "show_status", examine):
        answer = run_kontor("status", KONTOR_DATABASE_URL_SAMPLE=DATABASE)

    assert (answer.returncode, answer.stdout) == (0, "")
    assert "logged meanwhile" in answer.stderr


def parsers(parser: ArgumentParser) -> list[ArgumentParser]:
    """Return a parser and all those below it."""
    return [parser] + [
        each
        for action in parser._actions  # noqa: SLF001 - argparse tells it nowhere else
        if isinstance(action, _SubParsersAction)
        for below in action.choices.values()
        for each in parsers(below)
    ]


def test_every_word_that_can_be_typed_is_explained() -> None:
    everything = command._parser(installed_commands())  # noqa: SLF001 - what is typed into

    unexplained = [
        f"{parser.prog} {action.dest}"
        for parser in parsers(everything)
        for action in parser._actions  # noqa: SLF001 - argparse tells it nowhere else
        if not action.help and not isinstance(action, _SubParsersAction)
    ]

    assert unexplained == []


def test_the_page_names_every_command_and_exit_code() -> None:
    page = PAGE.read_text()
    named = {parser.prog for parser in parsers(command._parser(installed_commands()))}  # noqa: SLF001 - as above

    assert [prog for prog in sorted(named) if f"`{prog}" not in page] == []
    assert re.findall(r"^\| (\d+) \| (.+) \|$", page, re.MULTILINE) == [
        (str(code), meaning) for code, meaning in MEANINGS.items()
    ]


def test_settings_are_read_as_others_read_them(tmp_path: Path) -> None:
    (tmp_path / "billing-docs.env").write_text(
        "# a remark\n\nKONTOR_ENV=test\nexport KONTOR_S3_URL='http://store:8333'\n"
        'KONTOR_MAIL_FROM="Kontor <kontor@example.com>"\nKONTOR_X=a=b # no remark\n'
    )
    (tmp_path / "notes.txt").write_text("nothing of ours")

    read = settings_in_folder({"KONTOR_SETTINGS_FOLDER": str(tmp_path)})

    assert read == {
        "billing_docs": {
            "KONTOR_ENV": "test",
            "KONTOR_S3_URL": "http://store:8333",
            "KONTOR_MAIL_FROM": "Kontor <kontor@example.com>",
            "KONTOR_X": "a=b # no remark",
        }
    }


@pytest.mark.parametrize("line", [f"KONTOR_X {SECRET}", f"KONTOR_X='{SECRET}", f"K-X={SECRET}"])
def test_a_line_that_is_no_setting_is_named_without_its_value(tmp_path: Path, line: str) -> None:
    file = tmp_path / "identity.env"
    file.write_text(f"KONTOR_ENV=test\n{line}\n")

    with pytest.raises(UnreadableSettings) as raised:
        read_settings(file)

    assert "identity.env, line 2" in str(raised.value)
    assert SECRET not in str(raised.value)
