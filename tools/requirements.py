"""Show which requirement has a passing test: `python -m tools.requirements`."""

import ast
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, get_args

Kind = Literal["requirement", "feature", "promise", "fault", "security"]
KINDS: tuple[Kind, ...] = get_args(Kind)

REGISTER = Path("docs/requirements.toml")
PAGE = Path("docs/requirements.md")
TEST_REPORT = Path("build/test-report.json")
SUMMARY = Path("build/requirements.json")

_TITLES: dict[Kind, str] = {
    "requirement": "Requirements",
    "feature": "Features",
    "promise": "Promises",
    "fault": "Faults we survive",
    "security": "Attacks we withstand",
}
_PLURALS: dict[Kind, str] = {
    "requirement": "requirements",
    "feature": "features",
    "promise": "promises",
    "fault": "faults",
    "security": "attacks",
}
_PREAMBLE = """\
Written by `make requirements` from `docs/requirements.toml` and the last test run; do not edit.
**yes**: every test that carries the id passed. **no**: one did not pass or has not run yet.
A dash: no test carries the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One line the product answers for."""

    id: str
    kind: Kind
    owner: str
    line: str
    helpers: tuple[str, ...] = ()
    priority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The test functions that carry an id, and those of them that passed in the last run."""

    tests: tuple[str, ...]
    passed_tests: frozenset[str]

    @property
    def is_proven(self) -> bool:
        """Whether there is a test and every one passed; a skipped test proves nothing."""
        return bool(self.tests) and self.passed_tests.issuperset(self.tests)


def read_register(root: Path) -> dict[str, Requirement]:
    """Return the register below `root` by id, in its own order.

    Raises:
        ValueError: an entry is incomplete or of an unknown kind; the message names it.
    """
    entries = tomllib.loads((root / REGISTER).read_text(encoding="utf-8"))
    return {id_: _requirement(id_, entry) for id_, entry in entries.items()}


def _requirement(id_: str, entry: dict[str, Any]) -> Requirement:
    unknown = entry.keys() - {"kind", "owner", "with", "priority", "line"}
    if unknown or entry.get("kind") not in KINDS or not entry.get("owner") or not entry.get("line"):
        msg = f"{REGISTER}: {id_} needs kind, owner and line, and has {sorted(entry)}"
        raise ValueError(msg)
    return Requirement(
        id=id_,
        kind=entry["kind"],
        owner=entry["owner"],
        line=entry["line"],
        helpers=tuple(entry.get("with", ())),
        priority=entry.get("priority", ""),
    )


def read_outcomes(root: Path) -> dict[str, dict[str, Any]]:
    """Return the last known outcome of each test by node id; empty before the first run."""
    path = root / TEST_REPORT
    if not path.exists():
        return {}
    tests: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["tests"]
    return tests


def marked_tests(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (id, test function) for each `@pytest.mark.req` written in the tests below `root`.

    Read from the source, so that a test counts as existing before it ever ran.
    """
    for path in sorted((root / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        yield from _marked_in(tree, path.relative_to(root).as_posix(), ())


def _marked_in(
    scope: ast.Module | ast.ClassDef, place: str, inherited: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for statement in scope.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark"
            for target in statement.targets
        ):
            inherited += tuple(_ids_in(statement.value))
    for statement in scope.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if statement.name.startswith("test"):
                own = [id_ for mark in statement.decorator_list for id_ in _ids_in(mark)]
                for id_ in dict.fromkeys((*inherited, *own)):
                    yield id_, f"{place}::{statement.name}"
        elif isinstance(statement, ast.ClassDef) and statement.name.startswith("Test"):
            own = [id_ for mark in statement.decorator_list for id_ in _ids_in(mark)]
            yield from _marked_in(statement, f"{place}::{statement.name}", (*inherited, *own))


def _ids_in(expression: ast.expr) -> Iterator[str]:
    for node in ast.walk(expression):
        match node:
            case ast.Call(func=ast.Attribute(attr="req", value=ast.Attribute(attr="mark"))):
                yield from (
                    argument.value
                    for argument in node.args
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                )


def evidence_of(
    ids: Iterable[str],
    marked: Iterable[tuple[str, str]],
    outcomes: dict[str, dict[str, Any]],
) -> dict[str, Evidence]:
    """Return what is known about each id.

    The variants of a parametrised test are one test here, passed when all of them passed.
    """
    tests: dict[str, set[str]] = {id_: set() for id_ in ids}
    not_passed: set[str] = set()
    ran: set[str] = set()
    for id_, test in marked:
        tests[id_].add(test)
    for node_id, outcome in outcomes.items():
        test = node_id.partition("[")[0]
        ran.add(test)
        if outcome["outcome"] != "passed":
            not_passed.add(test)
        for id_ in outcome["ids"]:
            tests.setdefault(id_, set()).add(test)
    return {
        id_: Evidence(
            tests=tuple(sorted(names)), passed_tests=frozenset((names & ran) - not_passed)
        )
        for id_, names in tests.items()
    }


def page(register: dict[str, Requirement], evidence: dict[str, Evidence]) -> str:
    """Return docs/requirements.md: a row for each id with the tests that prove it."""
    parts = [
        "# Requirements and their proof",
        _PREAMBLE,
    ]
    for kind, group in groupby(register.values(), key=lambda requirement: requirement.kind):
        requirements = list(group)
        parts.append(f"## {_TITLES[kind]}")
        parts.append(
            "\n".join(
                [
                    "| id | what must hold | owner | proven | tests |",
                    "|---|---|---|---|---|",
                    *(_row(requirement, evidence[requirement.id]) for requirement in requirements),
                ]
            )
        )
    return "\n\n".join(parts) + "\n"


def _row(requirement: Requirement, evidence: Evidence) -> str:
    proven = "-" if not evidence.tests else "yes" if evidence.is_proven else "no"
    owners = ", ".join((requirement.owner, *requirement.helpers))
    tests = "<br>".join(f"`{test}`" for test in evidence.tests)
    return f"| {requirement.id} | {requirement.line} | {owners} | {proven} | {tests} |"


def overview(register: dict[str, Requirement], evidence: dict[str, Evidence]) -> str:
    """Return how many ids of each kind are proven, and the others in a compact form."""
    counts, rest = [], []
    for kind in KINDS:
        ids = [id_ for id_, requirement in register.items() if requirement.kind == kind]
        proven = [id_ for id_ in ids if evidence[id_].is_proven]
        counts.append(f"{len(proven)} of {len(ids)} {_PLURALS[kind]}")
        untested = [id_ for id_ in ids if not evidence[id_].tests]
        failing = [id_ for id_ in ids if evidence[id_].tests and not evidence[id_].is_proven]
        if failing:
            rest.append(f"{_PLURALS[kind]} with a test that did not pass: {_compact(failing)}")
        if untested:
            rest.append(f"{_PLURALS[kind]} without a test: {_compact(untested)}")
    return "\n".join([f"proven {', '.join(counts)}", *rest])


def _compact(ids: list[str]) -> str:
    """Return ids with runs of neighbours drawn together: `SE-01..04 SE-07 A1..3`."""
    runs: list[list[str]] = []
    for id_ in ids:
        prefix, number = split_id(id_)
        if runs and split_id(runs[-1][-1]) == (prefix, number - 1):
            runs[-1].append(id_)
        else:
            runs.append([id_])
    return " ".join(
        run[0] if len(run) == 1 else f"{run[0]}..{run[-1].removeprefix(split_id(run[-1])[0])}"
        for run in runs
    )


def split_id(id_: str) -> tuple[str, int]:
    """Return prefix and number: SE-07 gives ("SE-", 7)."""
    digits = len(id_) - len(id_.rstrip("0123456789"))
    return id_[: len(id_) - digits], int(id_[len(id_) - digits :])


def main(root: Path = Path()) -> int:
    """Write build/requirements.json and docs/requirements.md, print the overview."""
    register = read_register(root)
    evidence = evidence_of(register, marked_tests(root), read_outcomes(root))
    unknown = evidence.keys() - register.keys()
    if unknown:
        sys.stderr.write(f"not in {REGISTER}: {' '.join(sorted(unknown))}\n")
        return 1
    summary = {
        id_: {"tests": len(found.tests), "passed": found.is_proven}
        for id_, found in evidence.items()
    }
    (root / SUMMARY).parent.mkdir(exist_ok=True)
    (root / SUMMARY).write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    (root / PAGE).write_text(page(register, evidence), encoding="utf-8")
    sys.stdout.write(overview(register, evidence) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
