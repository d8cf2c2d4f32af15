"""What the person at the terminal sees."""

from __future__ import annotations

import io
import json

import pytest

from kontor_local.console import Console

WARNING = json.dumps({"level": "warning", "event": "smtp does not answer", "tries": 3})
INFO = json.dumps({"level": "info", "event": "document archived"})


def shown(*lines: str, verbose: bool = False) -> str:
    output = io.StringIO()
    console = Console(verbose=verbose, output=output)
    for line in lines:
        console.line("billing-docs", line)
    return output.getvalue()


def test_a_warning_is_shown_with_the_service_that_gave_it() -> None:
    text = shown(WARNING)

    assert "billing-docs" in text
    assert "smtp does not answer  tries=3" in text


@pytest.mark.parametrize("line", [INFO, "[INFO] Starting server", '"just a word"', ""])
def test_everyday_lines_stay_in_the_log_files(line: str) -> None:
    assert shown(line) == ""


def test_everyday_lines_are_shown_on_request() -> None:
    assert "document archived" in shown(INFO, verbose=True)


def test_a_trace_is_shown_although_it_is_no_record() -> None:
    assert "ModuleNotFoundError" in shown("ModuleNotFoundError: No module named 'tickets'")


def test_a_trace_inside_a_record_is_shown_under_its_message() -> None:
    record = {"level": "error", "event": "service died", "exception": "Traceback: …\n  KeyError"}

    assert "service died\nTraceback: …\n  KeyError" in shown(json.dumps(record))


def test_a_pipe_gets_no_colours() -> None:
    assert "\033" not in shown(WARNING)


def test_the_box_fits_its_longest_line() -> None:
    output = io.StringIO()

    Console(output=output).box(["Kontor runs.", "Portal      http://127.0.0.1:20001"])

    widths = {len(line) for line in output.getvalue().splitlines() if line}
    assert len(widths) == 1
