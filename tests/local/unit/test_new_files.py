"""`make adr` and `make migration` write the next numbered file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[3] / "deploy/local"


def run(script: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own scripts
        [SCRIPTS / script, *words], cwd=folder, check=False, capture_output=True, text=True
    )


def test_decision_records_are_numbered_on(tmp_path: Path) -> None:
    (tmp_path / "docs/adr").mkdir(parents=True)
    (tmp_path / "docs/adr/0009-words-live-in-texts.md").touch()

    answer = run("new_adr.sh", "Park failed messages!", folder=tmp_path)

    assert answer.stdout.strip() == "docs/adr/0010-park-failed-messages.md"
    text = (tmp_path / answer.stdout.strip()).read_text()
    assert text.startswith("# 0010. Park failed messages!\n")


def test_migrations_follow_the_last_one(tmp_path: Path) -> None:
    versions = tmp_path / "services/billing-docs/src/billing_docs/migrations/versions"
    versions.mkdir(parents=True)
    (versions / "0001_documents.py").touch()

    answer = run("new_migration.sh", "billing-docs", "delivery attempts", folder=tmp_path)

    text = (tmp_path / answer.stdout.strip()).read_text()
    assert answer.stdout.strip().endswith("versions/0002_delivery_attempts.py")
    assert 'revision = "0002"\ndown_revision = "0001"' in text


@pytest.mark.parametrize(
    ("script", "words"), [("new_adr.sh", [""]), ("new_migration.sh", ["nobody", "x"])]
)
def test_wrong_words_get_the_right_ones(tmp_path: Path, script: str, words: list[str]) -> None:
    answer = run(script, *words, folder=tmp_path)

    assert answer.returncode == 2
    assert answer.stderr.startswith("Usage: make ")
