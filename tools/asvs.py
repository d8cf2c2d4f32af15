"""Show what answers for each requirement of OWASP ASVS 5.0: `python -m tools.asvs`."""

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

REGISTER = Path("docs/asvs.toml")
PAGE = Path("docs/asvs.md")

# ASVS 5.0.0 has so many requirements of each level.
LEVELS = {1: 70, 2: 183, 3: 92}
_EVIDENCE = ("tests", "rules", "commands", "pages")
_STATES = ("answered", "in part", "open", "not applicable")
_PREAMBLE = """\
# OWASP ASVS 5.0.0

Written by `make asvs` from `docs/asvs.toml`; do not edit. The names are ours, the words of the
standard are at <https://github.com/OWASP/ASVS>. **Answered**: by the tests, rules of ruff, commands
or pages that are named. **In part**: these, and what is missing. `make test` runs the tests and
rules, and checks that everything that is named exists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What answers for one requirement."""

    id: str
    level: int
    about: str
    tests: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    not_applicable: str = ""
    open: str = ""

    @property
    def has_evidence(self) -> bool:
        """Whether anything that can be looked up answers for it."""
        return any(getattr(self, kind) for kind in _EVIDENCE)

    @property
    def state(self) -> str:
        """`answered`, `in part`, `open` or `not applicable`."""
        if self.not_applicable:
            return "not applicable"
        if self.open:
            return "in part" if self.has_evidence else "open"
        return "answered"


def read_register(root: Path) -> list[Answer]:
    """Return the register below `root` in its own order.

    Raises:
        ValueError: an entry says nothing, or two things at once; the message names it.
    """
    sections = tomllib.loads((root / REGISTER).read_text(encoding="utf-8"))
    return [
        _answer(f"{chapter}.{section}.{number}", entry)
        for chapter, inside in sections.items()
        for section, entries in inside.items()
        for number, entry in entries.items()
    ]


def _answer(id_: str, entry: dict[str, Any]) -> Answer:
    said: dict[str, Any] = {
        key: tuple(value) if key in _EVIDENCE else value for key, value in entry.items()
    }
    try:
        answer = Answer(id=id_, **said)
    except TypeError as error:
        msg = f"{REGISTER}: {id_}: {error}"
        raise ValueError(msg) from error
    says = answer.has_evidence or answer.open
    if bool(answer.not_applicable) == bool(says):
        msg = f"{REGISTER}: {id_} needs evidence or what is open, or else why it does not apply"
        raise ValueError(msg)
    return answer


def faults(root: Path) -> Iterator[str]:
    """Yield what the register names and does not exist."""
    for answer in read_register(root):
        for test in answer.tests:
            if not _has_test(root, test):
                yield f"{answer.id}: there is no test {test}"
        for rule in answer.rules:
            if not _is_kept(root, rule):
                yield f"{answer.id}: ruff does not keep {rule}"
        for command in answer.commands:
            if not _has_target(root, command):
                yield f"{answer.id}: there is no command `{command}`"
        for page in answer.pages:
            if not _has_heading(root, page):
                yield f"{answer.id}: there is no docs/{page}"


def _has_test(root: Path, named: str) -> bool:
    path, _, function = named.partition("::")
    return function in _functions(root / "tests" / path)


@cache
def _functions(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def _is_kept(root: Path, rule: str) -> bool:
    lint = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"][
        "lint"
    ]
    return "ALL" in lint["select"] and not any(rule.startswith(each) for each in lint["ignore"])


def _has_target(root: Path, command: str) -> bool:
    target = command.removeprefix("make ").split()[0]
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    return re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE) is not None


def _has_heading(root: Path, page: str) -> bool:
    path, _, anchor = page.partition("#")
    file = root / "docs" / path
    if not file.is_file():
        return False
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return not anchor or anchor in {_anchor(each) for each in headings}


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def page(answers: list[Answer]) -> str:
    """Return the page: one line of counts for each level, one table for each chapter."""
    lines = [_PREAMBLE, "", *_counts(answers)]
    chapter = ""
    for answer in answers:
        if (begins := answer.id.partition(".")[0]) != chapter:
            chapter = begins
            lines += ["", f"## V{chapter}", "", "| id | level | about | by |", "| - | - | - | - |"]
        lines.append(f"| {answer.id} | {answer.level} | {answer.about} | {_by(answer)} |")
    return "\n".join(lines) + "\n"


def _counts(answers: list[Answer]) -> Iterator[str]:
    yield "| level | " + " | ".join(_STATES) + " | of |"
    yield "| - | - | - | - | - | - |"
    counted = Counter((answer.level, answer.state) for answer in answers)
    for level, all_of_it in LEVELS.items():
        cells = [str(counted[level, state]) for state in _STATES]
        yield f"| {level} | " + " | ".join([*cells, str(all_of_it)]) + " |"


def _by(answer: Answer) -> str:
    if answer.not_applicable:
        return f"Not applicable: {answer.not_applicable}"
    said = [f"`{test}`" for test in answer.tests]
    said += [f"ruff {rule}" for rule in answer.rules]
    said += [f"`{command}`" for command in answer.commands]
    said += [f"[{target}]({target})" for target in answer.pages]
    text = ", ".join(said)
    if not answer.open:
        return text
    return f"{text}. Open: {answer.open}" if text else f"**Open**: {answer.open}"


def main() -> int:
    """Write the page; 1 when the register names what does not exist."""
    root = Path.cwd()
    found = list(faults(root))
    (root / PAGE).write_text(page(read_register(root)), encoding="utf-8")
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    sys.stdout.write("\n".join(_counts(read_register(root))) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
