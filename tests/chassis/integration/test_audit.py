"""The audit trail: chained, added to by many at once, changed by nobody unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.audit import Anchors, AuditTrail
from chassis.ids import new_id
from tests.chassis.stage import Stage, at_once

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OURS, THEIRS = new_id(), new_id()


def record(stage: Stage, action: str, organisation_id: UUID | None = OURS) -> None:
    with stage.database.transaction() as session:
        AuditTrail(session, NOON).record(
            organisation_id=organisation_id,
            actor="person:1",
            action=action,
            subject="document:ü",
            details={"b": "2", "a": "1"},
        )


def faults(stage: Stage, anchors: Anchors | None = None) -> list[str]:
    with stage.database.transaction() as session:
        return AuditTrail(session, NOON).faults(anchors)


def anchors_of(stage: Stage) -> Anchors:
    with stage.database.transaction() as session:
        return AuditTrail(session, NOON).anchors()


@pytest.fixture
def trail(stage: Stage) -> Stage:
    """Return a stage with five entries about us and two about others."""
    for n in range(1, 6):
        record(stage, f"ours.{n}")
    record(stage, "theirs.1", THEIRS)
    record(stage, "vendor.1", None)
    return stage


def test_an_untouched_trail_has_no_faults(trail: Stage) -> None:
    assert faults(trail) == []
    assert faults(trail, anchors_of(trail)) == []


def test_details_that_read_like_the_chain_itself_break_nothing(stage: Stage) -> None:
    misleading = {"previous": "", "sequence": "0", "subject": '"previous":"","sequence":0,'}
    with stage.database.transaction() as session:
        for n in range(3):
            AuditTrail(session, NOON).record(
                organisation_id=OURS,
                actor="person:1",
                action=f"ours.{n}",
                subject='"previous":"","sequence":0,"',
                details=misleading,
            )

    assert faults(stage) == []


def test_entries_are_read_newest_first_page_by_page(trail: Stage) -> None:
    with trail.database.transaction() as session:
        audit = AuditTrail(session, NOON + timedelta(days=1))
        first = audit.page(OURS, limit=3)
        second = audit.page(OURS, older_than=first[-1].sequence, limit=3)

    assert [line.action for line in first] == ["ours.5", "ours.4", "ours.3"]
    assert [line.action for line in second] == ["ours.2", "ours.1"]
    assert first[0].at == NOON


@pytest.mark.req("BR-11")
def test_writers_at_once_continue_one_chain(stage: Stage) -> None:
    def record_ten() -> None:
        for n in range(10):
            record(stage, f"raced.{n}")

    at_once(record_ten, count=4)

    with stage.database.transaction() as session:
        lines = AuditTrail(session, NOON).page(OURS, limit=100)
    assert [line.sequence for line in lines] == list(range(40, 0, -1))
    assert faults(stage) == []


@pytest.mark.req("BR-11")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "ALTER TABLE audit_entry ADD COLUMN more text",
        "DROP TABLE audit_entry",
    ],
)
def test_the_service_itself_cannot_change_the_trail(trail: Stage, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        trail.database.transaction() as session,
    ):
        session.execute(text(statement))

    assert faults(trail) == []


# What somebody with the owner's rights may do, and what is then said.
TAMPERING: dict[str, tuple[str, str]] = {
    "an edited actor": (
        """UPDATE audit_entry SET actor = 'person:2' WHERE chain = :chain AND sequence = 3""",
        "entry 3 was changed",
    ),
    "an edited detail": (
        """UPDATE audit_entry SET details = details || jsonb_build_object('a', '9')
           WHERE chain = :chain AND sequence = 3""",
        "entry 3 was changed",
    ),
    "an edited instant": (
        """UPDATE audit_entry SET at = at + interval '1 microsecond'
           WHERE chain = :chain AND sequence = 3""",
        "entry 3 was changed",
    ),
    "an entry moved to another chain": (
        """UPDATE audit_entry SET chain = gen_random_uuid()
           WHERE chain = :chain AND sequence = 5""",
        "does not continue",
    ),
    "a deleted entry": (
        """DELETE FROM audit_entry WHERE chain = :chain AND sequence = 3""",
        "entry 3 is missing",
    ),
    "the first entry deleted": (
        """DELETE FROM audit_entry WHERE chain = :chain AND sequence = 1""",
        "entry 1 is missing",
    ),
    "an entry deleted and the others closed up": (
        """DELETE FROM audit_entry WHERE chain = :chain AND sequence = 3;
           UPDATE audit_entry SET sequence = 3 WHERE chain = :chain AND sequence = 4;
           UPDATE audit_entry SET sequence = 4 WHERE chain = :chain AND sequence = 5""",
        "entry 3 does not continue",
    ),
    "an inserted entry": (
        """UPDATE audit_entry SET sequence = 6 WHERE chain = :chain AND sequence = 5;
           UPDATE audit_entry SET sequence = 5 WHERE chain = :chain AND sequence = 4;
           INSERT INTO audit_entry
             (chain, sequence, at, actor, action, subject, details, previous_hash, hash)
           SELECT chain, 4, at, actor, 'forged', subject, details, hash, hash
           FROM audit_entry WHERE chain = :chain AND sequence = 3""",
        "entry 4 was changed",
    ),
    "two entries exchanged": (
        """UPDATE audit_entry SET sequence = 99 WHERE chain = :chain AND sequence = 3;
           UPDATE audit_entry SET sequence = 3 WHERE chain = :chain AND sequence = 4;
           UPDATE audit_entry SET sequence = 4 WHERE chain = :chain AND sequence = 99""",
        "entry 3 does not continue",
    ),
}


@pytest.mark.req("BR-11", "P10", "R19")
@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_is_found(trail: Stage, kind: str) -> None:
    statements, said = TAMPERING[kind]

    for statement in statements.split(";"):
        trail.as_owner(statement, chain=OURS)

    assert any(said in fault for fault in faults(trail))
    assert not any(str(THEIRS) in fault for fault in faults(trail))


@pytest.mark.req("BR-11", "P10", "R19")
@pytest.mark.parametrize("kept", [4, 0])
def test_cutting_the_newest_off_is_found_by_an_anchor_kept_elsewhere(
    trail: Stage, kept: int
) -> None:
    anchors = anchors_of(trail)

    trail.as_owner(
        "DELETE FROM audit_entry WHERE chain = :chain AND sequence > :kept", chain=OURS, kept=kept
    )

    assert faults(trail) == []
    assert faults(trail, anchors) == [f"{OURS}: entry 5 is not the one that was anchored"]


@pytest.mark.req("BR-11", "P10", "R19")
def test_a_chain_rewritten_whole_is_found_by_an_anchor_kept_elsewhere(trail: Stage) -> None:
    anchors = anchors_of(trail)

    trail.as_owner("DELETE FROM audit_entry WHERE chain = :chain", chain=OURS)
    for n in range(1, 8):
        record(trail, f"rewritten.{n}")

    assert faults(trail) == []
    assert faults(trail, anchors) == [f"{OURS}: entry 5 is not the one that was anchored"]


def test_what_was_added_since_the_anchor_is_no_fault(trail: Stage) -> None:
    anchors = anchors_of(trail)

    record(trail, "ours.6")

    assert faults(trail, anchors) == []
