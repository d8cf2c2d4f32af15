"""Decision records have their form, their number and their place in the index."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, files, text_of

FOLDER = "docs/adr"
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]

_STATUS = re.compile(
    r"Status: (proposed|accepted|superseded by \[\d{4}\]\(.+\)), \d{4}-\d\d-\d\d", re.ASCII
)
_REFERENCE = re.compile(r"docs/adr/(\d{4})")
# Design notes that are not in the repository cannot be looked up by a reader.
_ELSEWHERE = re.compile(r"\bDESIGN D\d+|\b(?:RELIABILITY|RUNTIME|REQUIREMENTS|LIBRARIES)\.md\b")


def records(root: Path) -> list[Path]:
    """Return the decision records, in order of their numbers."""
    return sorted((root / FOLDER).glob("[0-9]*.md"))


def form_faults(record: Path) -> list[str]:
    """Say how a record's form differs from the others'."""
    lines = text_of(record).splitlines()
    number = record.name[:4]
    faults = []
    if not lines or not re.fullmatch(rf"# {number}\. \S.*", lines[0]):
        faults.append(f"{record.name}: the heading is '# {number}. Title'")
    if not any(_STATUS.fullmatch(line) for line in lines[:4]):
        faults.append(f"{record.name}: no status with a date")
    sections = re.split(r"^## (.+)$", text_of(record), flags=re.MULTILINE)[1:]
    if sections[::2] != SECTIONS:
        faults.append(f"{record.name}: sections are {sections[::2]}")
    faults += [
        f"{record.name}: {name} is empty"
        for name, body in zip(sections[::2], sections[1::2], strict=True)
        if not body.strip()
    ]
    return faults


def index_faults(root: Path) -> list[str]:
    """Name the records that the index lists with another title, or not at all."""
    index = text_of(root / FOLDER / "README.md")
    expected = [
        f"| [{record.name[:4]}]({record.name}) | {text_of(record).splitlines()[0][8:]} |"
        for record in records(root)
    ]
    return [row for row in expected if row not in index]


def dead_references(root: Path) -> list[str]:
    """Name the references to decisions that are not in the repository."""
    known = {record.name[:4] for record in records(root)}
    return [
        f"{path}:{number}: {line.strip()}"
        for path in files(root)
        if not path.is_relative_to("tests/architecture")
        for number, line in enumerate(text_of(root / path).splitlines(), start=1)
        if _ELSEWHERE.search(line) or not known.issuperset(_REFERENCE.findall(line))
    ]


def test_every_record_has_its_form() -> None:
    faults = [fault for record in records(ROOT) for fault in form_faults(record)]

    assert not faults, "\n".join(faults)


def test_records_are_numbered_without_gaps_and_indexed() -> None:
    assert [int(record.name[:4]) for record in records(ROOT)] == list(
        range(1, len(records(ROOT)) + 1)
    )
    assert index_faults(ROOT) == []


def test_every_decision_that_is_referred_to_can_be_read() -> None:
    faults = dead_references(ROOT)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# 0001. ", "# "),
        ("Status: accepted, ", "Accepted "),
        ("## Alternatives", "## Options"),
        ("## Enforced by\n", "## Enforced by\n\n## More\n"),
    ],
)
def test_another_form_is_found(tmp_path: Path, old: str, new: str) -> None:
    original = records(ROOT)[0]
    record = tmp_path / original.name
    record.write_text(text_of(original).replace(old, new))

    assert form_faults(original) == []
    assert form_faults(record)


def test_a_record_that_is_not_indexed_is_found(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "0001-we-begin.md").write_text("# 0001. We begin\n")
    (tmp_path / FOLDER / "README.md").write_text("# Decisions\n")

    assert index_faults(tmp_path) == ["| [0001](0001-we-begin.md) | We begin |"]


@pytest.mark.parametrize("text", ["# see docs/adr/0099", "# DESIGN D6", "# RELIABILITY.md, R1"])
def test_a_dead_reference_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(text)

    assert dead_references(tmp_path) == [f"a.py:1: {text}"]
