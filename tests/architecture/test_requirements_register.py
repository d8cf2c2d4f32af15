"""The register, the recorder of outcomes and the page made of both."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tools import requirements

ROOT = Path(__file__).parents[2]

REGISTER = """\
SE-01 = { kind = "requirement", owner = "identity", line = "One holds." }
SE-02 = { kind = "requirement", owner = "identity", line = "Two holds." }
SE-03 = { kind = "requirement", owner = "identity", with = ["gateway"], line = "Three holds." }
A1 = { kind = "feature", owner = "identity", priority = "must", line = "A feature holds." }
"""
TESTS = """\
import pytest

@pytest.mark.req("SE-01", "A1")
def test_one():
    pass

@pytest.mark.req("SE-02")
@pytest.mark.parametrize("number", [1, 2])
def test_two(number):
    assert number == 1

@pytest.mark.req("SE-03")
def test_three():
    pytest.skip("no server")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/requirements.toml").write_text(REGISTER)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_sample.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = req(*ids): proves\n")
    return tmp_path


def run_tests(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    options = ("-q", "-p", "tests.requirements_plugin", "-p", "no:cacheprovider")
    return subprocess.run(  # noqa: S603  # our own pytest on a folder of this test
        [sys.executable, "-m", "pytest", *options, "--import-mode=importlib", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def outcomes_of(project: Path) -> dict[str, str]:
    return {
        node_id.rpartition("::")[2]: outcome["outcome"]
        for node_id, outcome in requirements.read_outcomes(project).items()
    }


def proven_in(project: Path) -> dict[str, bool]:
    requirements.main(project)
    summary = json.loads((project / requirements.SUMMARY).read_text())
    return {id_: entry["passed"] for id_, entry in summary.items()}


def test_the_register_holds_every_id_once_and_in_order() -> None:
    register = requirements.read_register(ROOT)

    assert Counter(entry.kind for entry in register.values()) == {
        "requirement": 211,
        "feature": 120,
        "promise": 10,
        "fault": 22,
        "security": 18,
    }
    for neighbours in zip(list(register), list(register)[1:], strict=False):
        (prefix, number), (next_prefix, next_number) = map(requirements.split_id, neighbours)
        assert next_number == (number + 1 if prefix == next_prefix else 1), neighbours


def test_the_page_holds_the_lines_of_the_register() -> None:
    page = (ROOT / requirements.PAGE).read_text()

    on_page = [
        tuple(cell.strip() for cell in row.split("|")[1:3])
        for row in page.splitlines()
        if row.startswith("| ") and not row.startswith("| id ")
    ]
    register = requirements.read_register(ROOT)
    assert on_page == [(entry.id, entry.line) for entry in register.values()], (
        "docs/requirements.md is stale: make requirements"
    )


@pytest.mark.parametrize(
    "entry",
    [
        'X = { owner = "identity", line = "No kind." }',
        'X = { kind = "wish", owner = "identity", line = "Odd kind." }',
        'X = { kind = "feature", owner = "identity" }',
        'X = { kind = "feature", owner = "identity", line = "Odd key.", lien = "" }',
    ],
)
def test_an_incomplete_entry_is_refused_by_name(project: Path, entry: str) -> None:
    (project / requirements.REGISTER).write_text(entry)

    with pytest.raises(ValueError, match=r"requirements\.toml: X needs"):
        requirements.read_register(project)


@pytest.mark.parametrize("workers", [(), ("-p", "xdist.plugin", "-n", "2")], ids=["alone", "xdist"])
def test_an_id_is_proven_when_all_its_tests_passed(project: Path, workers: tuple[str, ...]) -> None:
    run_tests(project, *workers)

    assert outcomes_of(project) == {
        "test_one": "passed",
        "test_two[1]": "passed",
        "test_two[2]": "failed",
        "test_three": "skipped",
    }
    assert proven_in(project) == {"SE-01": True, "SE-02": False, "SE-03": False, "A1": True}


def test_a_partial_run_updates_what_it_ran(project: Path) -> None:
    run_tests(project)
    (project / "tests/test_sample.py").write_text(TESTS.replace("number == 1", "number"))

    run_tests(project, "tests/test_sample.py::test_two")

    assert outcomes_of(project) == {
        "test_one": "passed",
        "test_two[1]": "passed",
        "test_two[2]": "passed",
        "test_three": "skipped",
    }


@pytest.mark.parametrize("workers", [(), ("-p", "xdist.plugin", "-n", "2")], ids=["alone", "xdist"])
def test_a_run_forgets_tests_that_are_gone(project: Path, workers: tuple[str, ...]) -> None:
    (project / "tests/test_gone.py").write_text("def test_gone():\n    pass\n")
    run_tests(project, *workers)
    (project / "tests/test_gone.py").unlink()
    (project / "tests/test_sample.py").write_text(TESTS.replace("test_one", "test_renamed"))

    run_tests(project, *workers, "-k", "renamed")

    assert outcomes_of(project).keys() == {
        "test_renamed",
        "test_two[1]",
        "test_two[2]",
        "test_three",
    }


@pytest.mark.parametrize("workers", [(), ("-p", "xdist.plugin", "-n", "2")], ids=["alone", "xdist"])
def test_an_unknown_id_stops_the_run(project: Path, workers: tuple[str, ...]) -> None:
    (project / "tests/test_sample.py").write_text(TESTS.replace("SE-03", "SE-30"))

    run = run_tests(project, *workers)

    assert run.returncode != 0
    assert "test_three: SE-30 is not in docs/requirements.toml" in run.stdout + run.stderr
    assert outcomes_of(project) == {}


def test_a_marked_test_that_never_ran_is_listed_and_proves_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    requirements.main(project)

    page = (project / requirements.PAGE).read_text()
    assert (
        "| SE-03 | Three holds. | identity, gateway | no | `tests/test_sample.py::test_three` |"
        in page
    )
    assert capsys.readouterr().out == (
        "proven 0 of 3 requirements, 0 of 1 features, 0 of 0 promises, 0 of 0 faults, "
        "0 of 0 attacks\n"
        "requirements with a test that did not pass: SE-01..03\n"
        "features with a test that did not pass: A1\n"
    )


def test_marks_are_found_on_functions_classes_modules_and_parameters(project: Path) -> None:
    (project / "tests/test_sample.py").write_text(
        """\
import pytest
pytestmark = [pytest.mark.req("SE-01")]

@pytest.mark.req("SE-02")
class TestGroup:
    @pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.req("SE-03"))])
    def test_inside(self, n): ...

def test_outside(): ...
"""
    )

    found = set(requirements.marked_tests(project))

    inside, outside = "tests/test_sample.py::TestGroup::test_inside", "::test_outside"
    assert found == {
        ("SE-01", inside),
        ("SE-02", inside),
        ("SE-03", inside),
        ("SE-01", f"tests/test_sample.py{outside}"),
    }
