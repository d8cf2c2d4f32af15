"""What cannot be delivered waits by itself; everything beside and behind it goes out."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from kombu import Exchange, Queue
from sample.service import Note

from chassis.clock import SystemClock
from chassis.outbox import Outbox
from chassis.testing import RunningService
from tests.chassis.bus import Bus
from tests.chassis.stage import Stage
from tests.waiting import until

REFUSED, HEALTHY = "note_refused", "note_written"
EVENTS = Exchange("sample.events", type="topic", durable=True)


@contextmanager
def queue_for(bus: Bus, event: str, **arguments: object) -> Iterator[Queue]:
    """Bind a queue to one of the sample's events for a while."""
    queue = Queue(f"test-{uuid.uuid4()}", EVENTS, event, durable=True, queue_arguments=arguments)(
        bus.channel
    )
    queue.declare()
    yield queue
    queue.delete()


def full_queue(bus: Bus) -> AbstractContextManager[Queue]:
    """Bind a queue that has room for nothing to what is to be refused."""
    return queue_for(bus, REFUSED, **{"x-max-length": 0, "x-overflow": "reject-publish"})


def write(stage: Stage, **counts: int) -> dict[str, set[str]]:
    """Commit so many of each event in one transaction; return their ids."""
    with stage.database.transaction() as session:
        outbox = Outbox(session, "sample", SystemClock().now())
        return {
            event: {str(outbox.announce(event, Note(words=str(n)))) for n in range(count)}
            for event, count in counts.items()
        }


def heard(bus: Bus, queue: Queue, count: int) -> Counter[str]:
    """Return how often each came of so many messages, and of what lies behind them."""
    ids = [bus.next_message(queue).properties["message_id"] for _ in range(count)]
    while (more := queue.get(no_ack=True)) is not None:
        ids.append(more.properties["message_id"])
    return Counter(ids)


def tries_of(stage: Stage, ids: set[str]) -> list[int]:
    return [row.tries for row in stage.outbox() if str(row.id) in ids]


def test_what_a_queue_refuses_waits_alone_until_it_is_taken(
    bus: Bus, sample: RunningService, shared_stage: Stage
) -> None:
    with queue_for(bus, HEALTHY) as healthy, full_queue(bus):
        written = write(shared_stage, note_refused=3, note_written=150)

        assert heard(bus, healthy, 150) == Counter(written[HEALTHY])
        until(lambda: all(tries_of(shared_stage, written[REFUSED])))
        until(lambda: sample.metric("kontor_outbox_postponed") == 3)
        later = write(shared_stage, note_written=20)
        assert heard(bus, healthy, 20) == Counter(later[HEALTHY])

    with queue_for(bus, REFUSED) as roomy:
        assert heard(bus, roomy, 3) == Counter(written[REFUSED])
    until(lambda: not shared_stage.outbox())


def test_what_one_queue_refuses_its_neighbour_hears_at_once(bus: Bus, shared_stage: Stage) -> None:
    with queue_for(bus, REFUSED) as neighbour, full_queue(bus):
        first = write(shared_stage, note_refused=1)
        until(lambda: all(tries_of(shared_stage, first[REFUSED])))

        later = write(shared_stage, note_refused=5)

        bus.hear_all(neighbour, later[REFUSED])
        assert len(tries_of(shared_stage, later[REFUSED])) == 5
    with queue_for(bus, REFUSED):
        until(lambda: not shared_stage.outbox())


def test_a_message_the_broker_objects_to_stops_no_other(bus: Bus, shared_stage: Stage) -> None:
    with shared_stage.database.transaction() as session:
        outbox = Outbox(session, "sample", SystemClock().now())
        nowhere = outbox.send_raw(
            exchange="nowhere", queue="word", body=b"{}", content_type="text/plain", headers={}
        )
        unsendable = outbox.send_raw(
            queue="ü" * 200, body=b"{}", content_type="text/plain", headers={}
        )
        ids = {str(outbox.announce(HEALTHY, Note(words=str(n)))) for n in range(20)}

    with queue_for(bus, HEALTHY) as healthy:
        assert set(heard(bus, healthy, 20)) == ids
    until(lambda: all(tries_of(shared_stage, {str(nowhere), str(unsendable)})))
    shared_stage.as_owner("DELETE FROM outbox WHERE id = :id", id=unsendable)
    found = Queue(f"test-{uuid.uuid4()}", Exchange("nowhere"), "word", exclusive=True)(bus.channel)
    found.declare()
    assert bus.next_message(found).properties["message_id"] == str(nowhere)
    Exchange("nowhere")(bus.channel).delete()
    until(lambda: not shared_stage.outbox())


def test_two_relays_share_what_is_refused_and_what_is_not(bus: Bus, shared_stage: Stage) -> None:
    second = shared_stage.run()
    with queue_for(bus, HEALTHY) as healthy, full_queue(bus):
        written = write(shared_stage, note_refused=120, note_written=300)

        assert heard(bus, healthy, 300) == Counter(written[HEALTHY])
        until(lambda: all(tries_of(shared_stage, written[REFUSED])))

    with queue_for(bus, REFUSED) as roomy:
        assert heard(bus, roomy, 120) == Counter(written[REFUSED])
    until(lambda: not shared_stage.outbox())
    second.stop()
