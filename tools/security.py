"""Try every attack at full size and print what came of it: `python -m tools.security [ID ...]`.

What is tried stands in docs/requirements.toml as S1 to S18, and which tests do it says their mark.
A test says its figure by `record_property(FIGURE, ...)`.
"""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.requirements import marked_tests, read_register

FIGURE = "figure"
REPORT = Path("build/security.xml")
# Both would take an hour: which guards are missed is asked by `make guards`.
LEFT_OUT = ("tests/architecture/test_guards.py::test_every_guard_is_missed_when_it_is_gone",)
_LONGEST_LINE = 44


@dataclass(kw_only=True, slots=True)
class Attack:
    """What came of one attack: how many tests of it passed, how long they took, their figures."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: int = 0
    seconds: float = 0
    figures: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        """What is to be said of it: it held, did not, or was not tried whole."""
        if self.failed:
            return "FAILED"
        return "held" if self.passed and not self.skipped else "not shown"


def proofs_of(root: Path, wanted: Iterable[str]) -> dict[str, list[str]]:
    """Return the tests of each attack in the order of the register, of all or of those wanted."""
    chosen = set(wanted)
    attacks = [
        id_
        for id_, requirement in read_register(root).items()
        if requirement.kind == "security" and (not chosen or id_ in chosen)
    ]
    marked = [(id_, test) for id_, test in marked_tests(root) if test not in LEFT_OUT]
    return {attack: [test for id_, test in marked if id_ == attack] for attack in attacks}


def read_report(report: str, tests: Mapping[str, list[str]]) -> dict[str, Attack]:
    """Return what a JUnit report says of each attack."""
    attacks: dict[str, list[str]] = defaultdict(list)
    for attack, names in tests.items():
        for name in names:
            attacks[_key(name)].append(attack)
    found = {attack: Attack() for attack in tests}
    for case in ET.fromstring(report).iter("testcase"):  # noqa: S314 - pytest's own
        name = f"{case.get('classname')}.{case.get('name', '').partition('[')[0]}"
        for attack in attacks.get(name, ()):
            _add(found[attack], case)
    return found


def _key(node_id: str) -> str:
    """Return how JUnit names a test: its module, dotted, and its function."""
    path, _, name = node_id.partition("::")
    return f"{path.removesuffix('.py').replace('/', '.')}.{name.replace('::', '.')}"


def _add(attack: Attack, case: ET.Element) -> None:
    attack.seconds += float(case.get("time", 0))
    if case.find("failure") is not None or case.find("error") is not None:
        attack.failed.append(f"{case.get('classname')}::{case.get('name')}")
    elif case.find("skipped") is not None:
        attack.skipped += 1
    else:
        attack.passed += 1
    attack.figures += [
        str(told.get("value")) for told in case.iter("property") if told.get("name") == FIGURE
    ]


def table(attacks: Mapping[str, Attack], lines: Mapping[str, str]) -> str:
    """Return the table for people."""
    rows = [f"{'':4}{'what is tried':46}{'':11}{'tests':>6}{'seconds':>9}"]
    for id_, attack in attacks.items():
        line = lines[id_]
        short = line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
        rows.append(f"{id_:4}{short:46}{attack.state:11}{attack.passed:6}{attack.seconds:9.1f}")
        rows += [f"{'':6}{figure}" for figure in attack.figures]
        rows += [f"{'':6}failed: {test}" for test in attack.failed]
    return "\n".join(rows)


def main(arguments: list[str] | None = None, root: Path = Path()) -> int:
    """Run the tests, print the table, and return 1 unless every attack was tried and held."""
    tests = proofs_of(root, sys.argv[1:] if arguments is None else arguments)
    nodes = sorted({test for names in tests.values() for test in names})
    (root / REPORT).parent.mkdir(exist_ok=True)
    subprocess.run(  # noqa: S603 - our own tests
        [
            *(sys.executable, "-m", "pytest", "-q", "-m", "not browser"),
            *("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"),
            *("-o", "junit_family=xunit1", f"--junitxml={REPORT}", *nodes),
        ],
        cwd=root,
        check=False,
    )
    attacks = read_report((root / REPORT).read_text(encoding="utf-8"), tests)
    lines = {id_: requirement.line for id_, requirement in read_register(root).items()}
    sys.stdout.write(f"{table(attacks, lines)}\n")
    return 0 if all(attack.state == "held" for attack in attacks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
