"""Lines of the log, and what becomes of them where nobody takes them."""

import io

import pytest

from process.log import LineLogger


class FullDisk(io.StringIO):
    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_line_is_written_in_one_piece(capsys: pytest.CaptureFixture[str]) -> None:
    LineLogger("somebody").info("{}")

    assert capsys.readouterr().out == "{}\n"


def test_a_disk_that_is_full_costs_the_line_and_not_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout", FullDisk())

    LineLogger().error("lost")


def test_an_output_that_is_closed_costs_the_line_and_not_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr("sys.stdout", closed)

    LineLogger().info("lost")
