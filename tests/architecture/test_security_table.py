"""The table of attacks says what a run has shown, and nothing more."""

from pathlib import Path

from tools.security import proofs_of, read_report, table

REPORT = """<testsuites><testsuite>
<testcase classname="tests.a.test_b" name="test_c[one]" time="1.5">
  <properties><property name="figure" value="0 of 10"/></properties></testcase>
<testcase classname="tests.a.test_b" name="test_c[two]" time="0.5"/>
<testcase classname="tests.a.test_b" name="test_d" time="1"><failure message="no"/></testcase>
<testcase classname="tests.a.test_e" name="test_f" time="1"><skipped/></testcase>
</testsuite></testsuites>"""
TESTS = {
    "S1": ["tests/a/test_b.py::test_c"],
    "S2": ["tests/a/test_b.py::test_c", "tests/a/test_b.py::test_d"],
    "S3": ["tests/a/test_e.py::test_f"],
    "S4": ["tests/a/test_g.py::test_h"],
}


def test_every_attack_has_tests_and_those_that_failed_or_did_not_run_are_said() -> None:
    attacks = read_report(REPORT, TESTS)

    assert {name: attack.state for name, attack in attacks.items()} == {
        "S1": "held",
        "S2": "FAILED",
        "S3": "not shown",
        "S4": "not shown",
    }
    assert (attacks["S1"].passed, attacks["S1"].seconds) == (2, 2.0)
    printed = table(attacks, dict.fromkeys(TESTS, "what is tried"))
    assert "0 of 10" in printed
    assert "failed: tests.a.test_b::test_d" in printed


def test_the_tests_of_an_attack_are_those_that_carry_its_id() -> None:
    found = proofs_of(Path(__file__).parents[2], ["S3", "S8"])

    assert list(found) == ["S3", "S8"]
    assert (
        "tests/flows/test_drawn_calls.py::test_calls_drawn_by_lot_are_answered_as_described"
        in (found["S3"])
    )
    assert len(found["S8"]) > 1
