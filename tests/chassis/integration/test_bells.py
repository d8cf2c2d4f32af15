"""Work that is taken up when a commit rings, and not only when its time has come."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis.bells import Bells, ring_after_commit
from tests.chassis.stage import Stage
from tests.waiting import until

LOOKED = "looked for notes"


def test_a_commit_wakes_a_tick_that_is_not_due_for_an_hour(stage: Stage) -> None:
    stage.run()

    stage.bus("erp-demo").tell("plain words")

    until(lambda: stage.attempts(LOOKED))


def test_a_tick_that_takes_long_holds_no_other_up_where_two_may_be_at_work(stage: Stage) -> None:
    stage.run()
    erp = stage.bus("erp-demo")

    with stage.switched_on("looking long"):
        erp.tell("first words")
        until(lambda: len(stage.attempts(LOOKED)) == 1)
        erp.tell("second words")
        until(lambda: len(stage.attempts(LOOKED)) == 2)
        erp.tell("third words")
        until(lambda: len(stage.notes()) == 3)

    assert len(stage.attempts(LOOKED)) == 2


def test_a_bell_is_rung_once_for_a_commit_and_only_for_the_work_it_made() -> None:
    heard: list[str] = []
    bells, session = Bells(), Session()
    for name in ("mail", "outbox", "nobody hears it"):
        ring_after_commit(session, name)
        ring_after_commit(session, name)
    bells.listen("mail", lambda: heard.append("mail"))
    bells.listen("outbox", lambda: heard.append("outbox"))

    bells.ring_for(session)
    bells.ring_for(Session())

    assert sorted(heard) == ["mail", "outbox"]
