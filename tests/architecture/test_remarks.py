"""Every exception from a rule says why, and every promise to come back has a number."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, comments, files, text_of

_REASON = re.compile(r"[^\W\d_]{2,}")
_TYPE_IGNORE = re.compile(r"#\s*type:\s*ignore(?P<codes>\[[\w, -]+\])?(?P<rest>.*)")
_NOQA = re.compile(
    r"#\s*noqa(?P<codes>:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?(?P<rest>.*)", re.IGNORECASE
)
_LATER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b(?!.*#\d)")
_WRITTEN_IN = frozenset({".toml", ".yaml", ".yml", ".sh", ".sql", ".html", ".css", ".js", ".mjml"})
_IGNORED_CODE = re.compile(r'"[A-Z]+\d*"')


def unexplained_ignores(root: Path) -> list[str]:
    """Name each `type: ignore` and `noqa` without its code or without a reason."""
    return [
        f"{path}:{number}: {comment}"
        for path in files(root)
        if path.suffix in {".py", ".pyi"}
        for number, comment in comments(root / path)
        for pattern in (_TYPE_IGNORE, _NOQA)
        if (found := pattern.search(comment))
        and not (found["codes"] and _REASON.search(found["rest"]))
    ]


def unexplained_lint_settings(root: Path) -> list[str]:
    """Name each rule that ruff's settings switch off without saying why on the same line."""
    faults = []
    for path in files(root):
        if path.name not in {"pyproject.toml", "ruff.toml"}:
            continue
        inside = section = ""
        for number, line in enumerate(text_of(root / path).splitlines(), start=1):
            if line.startswith("["):
                section = line
            if re.match(r"(extend-)?ignore\s*=|(?=.*per-file-ignores).*=", line) or (
                "per-file-ignores" in section and "=" in line
            ):
                inside = line
            code, _, reason = line.partition("#")
            if inside and _IGNORED_CODE.search(code) and not _REASON.search(reason):
                faults.append(f"{path}:{number}: {line.strip()}")
            if code.rstrip().endswith("]"):
                inside = ""
    return faults


def promises_without_number(root: Path) -> list[str]:
    """Name each remark that something is still to be done and has no issue number."""
    python = [
        (path, number, comment)
        for path in files(root)
        if path.suffix == ".py"
        for number, comment in comments(root / path)
    ]
    others = [
        (path, number, line)
        for path in files(root)
        if path.suffix in _WRITTEN_IN or path.name in {"Makefile", "Dockerfile"}
        for number, line in enumerate(text_of(root / path).splitlines(), start=1)
    ]
    return [
        f"{path}:{number}: {line.strip()}"
        for path, number, line in (*python, *others)
        if _LATER.search(line)
    ]


Check = Callable[[Path], list[str]]


@pytest.mark.parametrize(
    "check", [unexplained_ignores, unexplained_lint_settings, promises_without_number]
)
def test_every_exception_says_why(check: Check) -> None:
    faults = check(ROOT)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (unexplained_ignores, "a.py", "x = f()  # type: ignore\n"),
        (unexplained_ignores, "a.py", "x = f()  # type: ignore[arg-type]\n"),
        (unexplained_ignores, "a.py", "x = f()  # type: ignore # it is late\n"),
        (unexplained_ignores, "a.pyi", "def f(): ...  # type: ignore[override]\n"),
        (unexplained_ignores, "a.py", "import os  # noqa\n"),
        (unexplained_ignores, "a.py", "import os  # noqa: F401\n"),
        (unexplained_ignores, "a.py", "import os  # noqa: F401, E501\n"),
        (unexplained_lint_settings, "pyproject.toml", '[tool.ruff.lint]\nignore = [\n"D1",\n]\n'),
        (unexplained_lint_settings, "ruff.toml", '[lint]\nextend-ignore = ["D1"]\n'),
        (
            unexplained_lint_settings,
            "pyproject.toml",
            '[tool.ruff.lint.per-file-ignores]\n"tests/**" = [\n  "S101",\n]\n',
        ),
        (promises_without_number, "a.py", "x = 1  # TODO mend this\n"),
        (promises_without_number, "a.html", "<!-- FIXME -->\n"),
        (promises_without_number, "Makefile", "# XXX later\n"),
    ],
)
def test_a_missing_reason_is_found(tmp_path: Path, check: Check, path: str, text: str) -> None:
    (tmp_path / path).write_text(text)

    assert check(tmp_path)


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (unexplained_ignores, "a.py", "x = f()  # type: ignore[arg-type]  # the stub is wrong\n"),
        (unexplained_ignores, "a.py", "x = 354  # noqa: PLR2004 - RFC 5321 4.2.3\n"),
        (unexplained_ignores, "a.py", "x = 200  # noqa: PLR2004 (success)\n"),
        (unexplained_ignores, "a.py", 'x = "# type: ignore"\n'),
        (unexplained_lint_settings, "ruff.toml", '[lint]\nignore = [\n"D1", # no\n]\nx = ["E"]\n'),
        (promises_without_number, "a.py", "x = 1  # TODO #41: the ERP sends no language\n"),
        (promises_without_number, "a.py", 'x = "TODO"\n'),
    ],
)
def test_what_has_a_reason_passes(tmp_path: Path, check: Check, path: str, text: str) -> None:
    (tmp_path / path).write_text(text)

    assert check(tmp_path) == []
