"""docs/who-may.toml names each operation of the API once, and who may call it."""

from collections import Counter
from pathlib import Path

from tests.flows.asked import DESCRIBED, METHODS, names
from tests.flows.everybody import EVERYBODY, NOBODY
from tests.flows.who_may import Entry, entries


def faults_of(operations: list[str], declared: tuple[Entry, ...]) -> list[str]:
    """Say which operation has no entry, which entry no operation, and which one is said twice."""
    said = Counter(name for entry in declared for name in entry.operations)
    return [
        *(f"{name} has no entry in docs/who-may.toml" for name in operations if name not in said),
        *(f"{name} is no operation of the API" for name in said if name not in operations),
        *(f"{name} has {times} entries" for name, times in said.items() if times > 1),
    ]


def test_each_operation_has_one_entry() -> None:
    assert faults_of(names(), entries()) == []


def test_what_needs_no_session_is_declared_so() -> None:
    open_to_all = {
        f"{method.upper()} {path}"
        for path, methods in DESCRIBED["paths"].items()
        for method in METHODS
        if method in methods and methods[method].get("security") == []
    }

    assert {
        name for entry in entries() if entry.is_public for name in entry.operations
    } == open_to_all


def test_only_people_and_systems_that_are_tried_are_named() -> None:
    unknown = {who for entry in entries() for who in entry.may} - set(EVERYBODY)

    assert unknown == set()
    assert NOBODY not in {who for entry in entries() for who in entry.may}


def test_a_route_without_an_entry_is_found(tmp_path: Path) -> None:
    page = tmp_path / "who-may.toml"
    page.write_text(
        '[[group]]\ntitle = "x"\nmay = ["admin"]\n'
        'operations = ["GET /v1/old", "GET /v1/new", "GET /v1/new"]\n'
    )

    assert faults_of(["GET /v1/new", "POST /v1/new"], entries(page)) == [
        "POST /v1/new has no entry in docs/who-may.toml",
        "GET /v1/old is no operation of the API",
        "GET /v1/new has 2 entries",
    ]
