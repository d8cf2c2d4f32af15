"""The outbox's relay: what was committed is published, at least once, and only then forgotten."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kombu import Exchange, Queue
from sample.service import Note
from sqlalchemy.orm import Session

from chassis.clock import SystemClock
from chassis.outbox import Outbox
from chassis.testing import RunningService
from tests.chassis.bus import Bus
from tests.chassis.stage import Stage
from tests.waiting import until

EVENTS = "sample.events"


def announce(session: Session, words: str, *, must_be_heard: bool = True) -> uuid.UUID:
    outbox = Outbox(session, "sample", SystemClock().now())
    return outbox.announce("note_written", Note(words=words), must_be_heard=must_be_heard)


def commit_announcement(stage: Stage, words: str, *, must_be_heard: bool = True) -> uuid.UUID:
    with stage.database.transaction() as session:
        return announce(session, words, must_be_heard=must_be_heard)


@contextmanager
def hearing(bus: Bus, **arguments: object) -> Iterator[Queue]:
    """Bind a queue to the sample's events for a while."""
    queue = Queue(
        f"test-{uuid.uuid4()}",
        Exchange(EVENTS, type="topic", durable=True),
        "note_written",
        exclusive=True,
        auto_delete=True,
        queue_arguments=arguments,
    )(bus.channel)
    queue.declare()
    yield queue
    queue.delete()


def test_an_event_is_forgotten_once_the_broker_has_it(bus: Bus, shared_stage: Stage) -> None:
    with hearing(bus) as queue:
        message_id = commit_announcement(shared_stage, "to be forgotten")

        message = bus.next_message(queue)

    assert message.properties["message_id"] == str(message_id)
    assert message.properties["delivery_mode"] == 2
    assert message.properties["user_id"] == "operator"
    until(lambda: not shared_stage.outbox())


def test_what_was_rolled_back_is_never_told(bus: Bus, shared_stage: Stage) -> None:
    with hearing(bus) as queue:
        with shared_stage.database.transaction() as session:
            announce(session, "never happened")
            session.rollback()
        commit_announcement(shared_stage, "happened")

        assert b'"happened"' in bus.next_message(queue).body
        assert queue.get() is None


def test_what_must_be_heard_waits_until_a_queue_takes_it(bus: Bus, shared_stage: Stage) -> None:
    commit_announcement(shared_stage, "patient")
    until(lambda: any(row.tries for row in shared_stage.outbox()))

    with hearing(bus) as queue:
        assert b"patient" in bus.next_message(queue).body
    until(lambda: not shared_stage.outbox())


def test_what_is_for_whoever_listens_now_does_not_wait(bus: Bus, shared_stage: Stage) -> None:
    del bus

    commit_announcement(shared_stage, "for nobody", must_be_heard=False)

    until(lambda: not shared_stage.outbox())


def test_what_waits_does_not_hold_up_what_can_go(bus: Bus, erp: Bus, shared_stage: Stage) -> None:
    kept = bus.listen("kontor.out", "note.kept.v1")
    for n in range(150):  # more than one batch
        commit_announcement(shared_stage, f"waiting {n}")

    erp.tell("passing by")

    assert b"passing by" in bus.next_message(kept).body
    with hearing(bus):
        until(lambda: not shared_stage.outbox(), seconds=30)


def test_what_a_full_queue_refuses_is_published_when_there_is_room(
    bus: Bus, shared_stage: Stage
) -> None:
    full = {"x-max-length": 1, "x-overflow": "reject-publish"}
    with hearing(bus, **full) as queue:
        for n in range(3):
            commit_announcement(shared_stage, f"crowded {n}")
        until(lambda: sum(row.tries > 0 for row in shared_stage.outbox()) == 2)

        heard = {bytes(bus.next_message(queue).body) for _ in range(3)}

    assert len(heard) == 3
    until(lambda: not shared_stage.outbox())


def test_a_transaction_that_commits_late_is_not_passed_over(bus: Bus, shared_stage: Stage) -> None:
    with hearing(bus) as queue:
        with shared_stage.database.transaction() as late:
            announce(late, "written first, committed last")
            commit_announcement(shared_stage, "written last, committed first")
            first = bus.next_message(queue)
        second = bus.next_message(queue)

    assert b"committed first" in first.body
    assert b"committed last" in second.body


@pytest.mark.req("BR-02")
def test_two_relays_share_the_rows_and_publish_each_once(
    bus: Bus, sample: RunningService, shared_stage: Stage
) -> None:
    second = shared_stage.run()
    written: set[str] = set()

    def both_have_published() -> bool:
        # One of them may be quicker than the other and leave him none of a few.
        with shared_stage.database.transaction() as session:
            written.update(str(announce(session, f"shared {n}")) for n in range(300))
        return all(each.metric("kontor_outbox_published_total") for each in (sample, second))

    with hearing(bus) as queue:
        until(both_have_published, seconds=60, every=0.2)
        heard = [bus.next_message(queue).properties["message_id"] for _ in written]

        assert queue.get() is None
    assert len(heard) == len(written)
    assert set(heard) == written
    second.stop()


@pytest.mark.parametrize(
    ("point", "copies"), [("relay.claimed", 1), ("relay.published", 2), ("relay.marked", 1)]
)
def test_a_relay_that_dies_loses_nothing(
    stage: Stage, tmp_path: Path, point: str, copies: int
) -> None:
    sample = stage.run(KONTOR_CRASH_POINTS=str(tmp_path))
    bus = stage.bus()
    (tmp_path / point).touch()

    with hearing(bus) as queue:
        message_id = commit_announcement(stage, "told in spite of it")
        exit_code = sample.wait_exit()
        sample.start()
        sample.wait_ready()
        heard = [bus.next_message(queue).properties["message_id"] for _ in range(copies)]
        until(lambda: not stage.outbox())

        assert queue.get() is None
    assert exit_code == 137
    assert heard == [str(message_id)] * copies
