"""The ledger must be able to fail: each thing that can go wrong is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.ledger import Archived, Found, Ledger, judge

ATTEMPTED = {"one": "11", "two": "22", "three": "33"}
CONFIRMED = {"one", "two"}


def a_document(event_id: str, sha256: str, **changes: object) -> Archived:
    archived = Archived(
        id=f"document-{event_id}",
        sha256=sha256,
        object=f"object-{sha256}",
        event_ids=(event_id,),
        message_ids=(f"<{event_id}>",),
    )
    return replace(archived, **changes)  # type: ignore[arg-type]  # as Archived names them


ONE, TWO, THREE = (a_document(event_id, sha256) for event_id, sha256 in ATTEMPTED.items())
WHOLE = Found(
    documents=[ONE, TWO, THREE],
    parked={},
    objects={each.object: each.sha256 for each in (ONE, TWO, THREE)},
    caught={"<one>": 1, "<two>": 2, "<three>": 1},
    in_doubt=1,
    waiting={"queue": 0},
    trail_faults=[],
)


def test_what_is_whole_is_told_in_numbers() -> None:
    verdict = judge(ATTEMPTED, CONFIRMED, WHOLE)

    verdict.assert_whole()
    assert (verdict.archived, verdict.mailed, verdict.copies, verdict.recovered) == (3, 3, 1, 1)


WITHOUT_TWO = {"documents": [ONE, THREE], "objects": {ONE.object: "11", THREE.object: "33"}}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("lost", WITHOUT_TWO),
        ("unexplained", {**WITHOUT_TWO, "parked": {"two": "handler_failed"}}),
        ("duplicated", {"documents": [ONE, TWO, THREE, replace(TWO, id="again")]}),
        ("unexpected", {"documents": [ONE, TWO, THREE, a_document("four", "44")]}),
        ("damaged", {"objects": {ONE.object: "11", TWO.object: "2!", THREE.object: "33"}}),
        ("damaged", {"objects": {ONE.object: "11", THREE.object: "33"}}),
        ("damaged", {"documents": [ONE, replace(TWO, sha256="33"), THREE]}),
        ("orphaned", {"objects": {**WHOLE.objects, "object-of-nobody": "55"}}),
        ("untold", {"documents": [ONE, replace(TWO, message_ids=()), THREE]}),
        ("untold", {"caught": {"<one>": 1, "<three>": 1}}),
        ("told_twice", {"documents": [ONE, replace(TWO, message_ids=("<one>", "<two>")), THREE]}),
        ("undrained", {"waiting": {"queue": 1}}),
        ("trail_faults", {"trail_faults": ["entry 7 was changed"]}),
    ],
)
def test_each_fault_is_named(name: str, changes: dict[str, object]) -> None:
    verdict = judge(ATTEMPTED, CONFIRMED, replace(WHOLE, **changes))  # type: ignore[arg-type]  # as Found names them

    assert verdict.faults[name]
    with pytest.raises(AssertionError, match=name):
        verdict.assert_whole()


def test_more_copies_than_doubts_are_a_fault() -> None:
    verdict = judge(ATTEMPTED, CONFIRMED, replace(WHOLE, in_doubt=0))

    with pytest.raises(AssertionError, match="copies"):
        verdict.assert_whole()


def test_nothing_attempted_shows_nothing() -> None:
    nothing = replace(WHOLE, documents=[], objects={}, caught={})

    with pytest.raises(AssertionError, match="nothing was attempted"):
        judge({}, set(), nothing).assert_whole()


def test_an_attempt_is_on_the_disk_before_its_event_is_sent(tmp_path: Path) -> None:
    file = tmp_path / "ledger"
    with Ledger(file) as ledger:
        ledger.attempt("one", "11")

        assert file.read_text() == "attempted one 11\n"
        ledger.confirm("one")

    assert file.read_text().splitlines()[1] == "confirmed one"
