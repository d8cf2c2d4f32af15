"""Guards are found, taken away, and missed by the tests that reach them (`make guards`)."""

from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tools.guards import (
    copy_of,
    guards_below,
    judge,
    judge_all,
    reaching_tests,
    read_reached,
    without,
)

SELF_SERVICES = "services/catalog/src/catalog/domain/self_services.py"
ENTITLEMENTS = "tests/catalog/unit/test_entitlements.py"
SOURCE = """\
def enter(caller):
    if not caller.is_admin:
        raise NotPermitted(
            "admin",
        )
    if caller.is_gone:
        raise ValueError
    return caller
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(ROOT, tmp_path_factory.mktemp("guards") / "copy")


def test_what_refuses_is_found_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "services/any/src/any"
    folder.mkdir(parents=True)
    (folder / "entering.py").write_text(SOURCE)

    [guard] = guards_below(tmp_path)

    assert (guard.place, guard.end) == ("services/any/src/any/entering.py:3", 5)
    assert without(guard, SOURCE).splitlines()[1:6] == [
        "    if not caller.is_admin:",
        "        pass",
        "",
        "",
        "    if caller.is_gone:",
    ]


def test_there_are_more_than_a_hundred_in_every_service_and_the_gateway() -> None:
    guards = guards_below(ROOT)

    assert len(guards) > 100
    assert {guard.path.split("/")[1] for guard in guards} >= {
        *("identity", "billing-docs", "tickets", "catalog", "notifications"),
        *("chassis", "src"),
    }


def test_unit_tests_are_asked_first() -> None:
    found = reaching_tests(
        {"tests/a/integration/test_x.py::test": {"p:1"}, "tests/a/unit/test_y.py::test": {"p:1"}}
    )

    assert found == {"p:1": ["tests/a/unit/test_y.py::test", "tests/a/integration/test_x.py::test"]}


@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        ("test_self_services_are_for_admins", "noticed"),
        ("test_only_customers_have_the_base_set", "unnoticed"),
        ("test_that_does_not_exist", "does not run"),
    ],
)
def test_a_guard_that_is_gone_is_missed_by_its_test(copy: Path, test: str, verdict: str) -> None:
    source = (ROOT / SELF_SERVICES).read_text(encoding="utf-8")
    [guard] = [
        guard
        for guard in guards_below(ROOT, SELF_SERVICES)
        if guard.line == source[: source.index('raise NotPermitted("admin")')].count("\n") + 1
    ]

    assert judge(guard, copy, [f"{ENTITLEMENTS}::{test}"]) == verdict
    assert judge(guard, copy, []) == "reached by no test"
    assert (copy / SELF_SERVICES).read_text(encoding="utf-8") == source


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.req("S18")
def test_every_guard_is_missed_when_it_is_gone() -> None:
    assert read_reached(ROOT), "run `make test` first: it records which test reaches which guard"

    verdicts = list(judge_all(ROOT, guards_below(ROOT)))

    assert [(guard.place, verdict) for guard, verdict in verdicts if verdict != "noticed"] == []
