"""Guards are found, taken away, and missed by the tests that reach them (`make guards`)."""

from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tools.guard_groups import Sought, failing, groups_of
from tools.guard_lines import guards_below, without
from tools.guards import (
    copy_of,
    excused_guards,
    judge,
    judge_all,
    judge_together,
    reaching_tests,
    read_reached,
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
    if caller.is_barred:
        raise _REFUSALS[caller.bar]
    if not caller.is_known:
        raise SignInRefused if caller.has_tried else NotSignedIn
    return caller
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(ROOT, tmp_path_factory.mktemp("guards") / "copy")


def test_what_refuses_is_found_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "services/any/src/any"
    folder.mkdir(parents=True)
    (folder / "entering.py").write_text(SOURCE)

    guard, *others = guards_below(tmp_path)

    assert (guard.place, guard.end) == ("services/any/src/any/entering.py:3", 5)
    assert guard.name == "services/any/src/any/entering.py enter: raise NotPermitted('admin')"
    assert [each.line for each in others] == [9, 11]
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


def test_guards_that_meet_in_a_file_or_a_test_are_not_taken_away_together() -> None:
    alone = Sought(place="a:1", tests=("x.py::one",))
    same_file = Sought(place="a:2", tests=("x.py::two",))
    reached_too = Sought(place="a:3", tests=("y.py::three",))
    apart = [
        Sought(place="a:4", tests=("a/unit/z.py::four",)),
        Sought(place="a:5", tests=("a/unit/z.py::five",)),
    ]
    reached = {"y.py::three": {"a:3", "a:1"}, "x.py::one": {"a:1"}}

    groups = list(groups_of([alone, same_file, reached_too, *apart], reached))

    assert groups == [[alone, *apart], [same_file, reached_too]]


def test_a_test_that_could_not_begin_has_not_failed() -> None:
    report = """<testsuites><testsuite>
        <testcase file="x.py" name="one"><failure/></testcase>
        <testcase file="x.py" name="two[a]"><error/></testcase>
        <testcase file="x.py" name="three"/>
    </testsuite></testsuites>"""

    assert failing(report) == {"x.py::one"}


def test_each_guard_that_need_not_be_missed_is_there_and_says_why() -> None:
    names = [guard.name for guard in guards_below(ROOT)]

    assert len(names) == len(set(names))
    assert set(excused_guards(ROOT)) <= set(names)
    assert all(len(reason.split()) > 5 for reason in excused_guards(ROOT).values())


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


def test_of_guards_taken_away_together_each_is_found_by_its_own_test(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guards = guards_below(ROOT, SELF_SERVICES)[:3]
    missing, untested, unsound = ({guard.place} for guard in guards)
    reached = {
        "tests/a/unit/b.py::misses": missing,
        "tests/a/unit/b.py::b": untested,
        "tests/a/unit/b.py::fails": unsound,
    }
    away: list[int] = []

    def run(copy: Path, *_: object, **__: object) -> set[str]:
        source = (copy / SELF_SERVICES).read_text(encoding="utf-8")
        away.append(source.count("        pass\n"))
        return {"tests/a/unit/b.py::fails"} | ({"tests/a/unit/b.py::misses"} if away[-1] else set())

    monkeypatch.setattr("tools.guards.run_tests", run)

    assert list(judge_together(guards, copy, reached)) == [(guards[0], "noticed")]
    # Once with every guard in its place: what fails then, would fail anyway.
    assert away == [0, 3]


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.req("S18")
def test_every_guard_is_missed_when_it_is_gone() -> None:
    assert read_reached(ROOT), "run `make test` first: it records which test reaches which guard"

    verdicts = list(judge_all(ROOT, guards_below(ROOT)))

    seen = {"noticed", "excused"}
    assert [(guard.place, verdict) for guard, verdict in verdicts if verdict not in seen] == []
