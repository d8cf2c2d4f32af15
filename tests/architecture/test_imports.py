"""Who imports what, beyond what import-linter sees: libraries behind their wall, SQL in store/."""

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, package_sources, text_of

# The message libraries stay behind the chassis (docs/adr/0002); the publisher speaks AMQP itself.
_MESSAGING = frozenset({"nameko", "kombu", "amqp", "eventlet"})
_MAY_IMPORT = {
    "libs/chassis": _MESSAGING,
    "libs/publisher": frozenset({"kombu", "amqp"}),
}
_STATEMENTS = frozenset(
    {"text", "select", "insert", "update", "delete", "union", "union_all", "literal_column"}
)


def leaked_messaging(root: Path) -> list[str]:
    """Name the imports of nameko and its kin outside the library that wraps them."""
    return [
        f"{path}:{line}: {module}"
        for path in package_sources(root)
        for line, module, _ in _imports(root / path)
        if (top := module.partition(".")[0]) in _MESSAGING
        and top not in _MAY_IMPORT.get("/".join(path.parts[:2]), frozenset())
    ]


def sql_outside_store(root: Path) -> list[str]:
    """Name the imports that can write SQL outside store/ and the chassis."""
    return [
        f"{path}:{line}: {module} {name}".rstrip()
        for path in package_sources(root)
        if "store" not in path.parts and not path.is_relative_to("libs/chassis")
        for line, module, name in _imports(root / path)
        if module.partition(".")[0] in {"sqlalchemy", "psycopg2"}
        and (not name or name in _STATEMENTS)
    ]


def _imports(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, module and, for `from module import name`, the name."""
    for node in ast.walk(ast.parse(text_of(path), filename=str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, node.module, alias.name) for alias in node.names)


Check = Callable[[Path], list[str]]


@pytest.mark.parametrize("check", [leaked_messaging, sql_outside_store])
def test_libraries_stay_behind_their_wall(check: Check) -> None:
    faults = check(ROOT)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (leaked_messaging, "services/tickets/src/tickets/service.py", "from nameko import rpc"),
        (leaked_messaging, "services/tickets/src/tickets/adapters/a.py", "import eventlet.tpool"),
        (leaked_messaging, "gateway/src/gateway/app.py", "def f():\n    import kombu"),
        (leaked_messaging, "libs/publisher/src/kontor_publisher/a.py", "import nameko.rpc"),
        (sql_outside_store, "services/tickets/src/tickets/service.py", "import sqlalchemy as sa"),
        (
            sql_outside_store,
            "services/tickets/src/tickets/use_cases/reply.py",
            "from sqlalchemy import select",
        ),
        (
            sql_outside_store,
            "services/tickets/src/tickets/adapters/a.py",
            "from sqlalchemy.dialects.postgresql import insert",
        ),
    ],
)
def test_a_leak_is_found(tmp_path: Path, check: Check, path: str, text: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)

    assert check(tmp_path)


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (leaked_messaging, "libs/chassis/src/chassis/service.py", "import nameko, eventlet"),
        (leaked_messaging, "libs/publisher/src/kontor_publisher/a.py", "import amqp"),
        (
            sql_outside_store,
            "services/tickets/src/tickets/store/requests.py",
            "from sqlalchemy import select, text",
        ),
        (
            sql_outside_store,
            "services/tickets/src/tickets/service.py",
            "from sqlalchemy.orm import Session",
        ),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, check: Check, path: str, text: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)

    assert check(tmp_path) == []


def test_the_standard_library_has_no_name_of_ours() -> None:
    ours = {path.parts[path.parts.index("src") + 1] for path in package_sources(ROOT)}

    assert ours.isdisjoint(sys.stdlib_module_names)
