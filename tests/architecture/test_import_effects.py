"""Nothing happens at import: no environment, no connection, no thread."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

SOURCES = sorted([*ROOT.glob("libs/*/src"), *ROOT.glob("services/*/src"), ROOT / "gateway" / "src"])


def import_effects(folders: list[Path]) -> dict[str, list[str]]:
    """Return what importing every module below `folders` did, by module."""
    watch = Path(__file__).with_name("import_watch.py")
    answer = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(watch), *map(str, folders)],
        capture_output=True,
        text=True,
        check=True,
    )
    effects: dict[str, list[str]] = json.loads(answer.stdout)
    return effects


def test_importing_any_module_does_nothing() -> None:
    assert import_effects(SOURCES) == {}


@pytest.mark.parametrize(
    ("source", "effect"),
    [
        ("import os\nURL = os.environ['KONTOR_URL']", "reads the environment: KONTOR_URL"),
        ("import os\nURL = os.environ.get('KONTOR_URL')", "reads the environment: KONTOR_URL"),
        ("import os\nURL = os.getenv('KONTOR_URL', '')", "reads the environment: KONTOR_URL"),
        ("import os\nON = 'KONTOR_ON' in os.environ", "reads the environment: KONTOR_ON"),
        ("import os\nALL = dict(os.environ)", "reads the environment: all of it"),
        (
            "import socket\nsocket.create_connection(('127.0.0.1', 1))",
            "connects to ('127.0.0.1', 1)",
        ),
        (
            "import threading as t\nt.Thread(target=t.Event().wait, daemon=True).start()",
            "starts a thread",
        ),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_an_effect_is_found(tmp_path: Path, source: str, effect: str) -> None:
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample/__init__.py").write_text(source)

    assert effect in import_effects([tmp_path])["sample"]


def test_a_library_may_read_the_environment_for_itself(tmp_path: Path) -> None:
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample/__init__.py").write_text("import tempfile\ntempfile.gettempdir()\n")

    assert import_effects([tmp_path]) == {}
