"""The broker is killed and stopped with messages and calls in flight; a queue has no leader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from kombu import Exchange, Queue
from sample.service import Note

from chassis.clock import SystemClock
from chassis.outbox import Outbox
from chassis.testing import RunningService
from kontor_local.servers import RunningServers, Servers, start_servers
from tests.chassis.integration.conftest import OpenStage
from tests.chassis.quorum_queue import QueueLeader
from tests.chassis.stage import Stage
from tests.waiting import until


@pytest.fixture(scope="module")
def own_broker(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServers]:
    """Return a broker that no other test uses; the other servers are the run's."""
    others = {k: v for k, v in servers.environment().items() if "AMQP" not in k and v}
    running = start_servers(tmp_path_factory.mktemp("broker"), environment=others, throwaway=True)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def own_stage(own_broker: RunningServers, open_stage: OpenStage) -> Iterator[Stage]:
    with open_stage(own_broker.servers) as stage:
        yield stage


@pytest.fixture
def fresh_stage(own_broker: RunningServers, open_stage: OpenStage) -> Iterator[Stage]:
    """Return a stage on the test's own broker on which nothing runs yet."""
    with open_stage(own_broker.servers) as stage:
        yield stage


@pytest.fixture(scope="module")
def own_sample(own_broker: RunningServers, own_stage: Stage) -> RunningService:
    sample = own_stage.new_process()
    # RabbitMQ 3.10 writes down later where its queues lie: of one that was declared in the second
    # before a SIGKILL nobody becomes the leader. An orderly end writes everything down.
    own_broker.shut_down("rabbitmq")
    own_broker.bring_back("rabbitmq")
    sample.start()
    sample.wait_ready()
    return sample


def publish_all(stage: Stage, words: list[str]) -> None:
    erp = stage.bus("erp-demo")
    for each in words:
        erp.tell(each)


def test_nothing_confirmed_is_lost_when_the_broker_is_killed(
    own_broker: RunningServers, own_stage: Stage, own_sample: RunningService
) -> None:
    pid = own_sample.pid
    words = [f"slow {n}" for n in range(4)] + [f"killed broker {n}" for n in range(100)]
    publish_all(own_stage, words)
    until(lambda: own_stage.attempts("slow 3"))

    own_broker.kill("rabbitmq")
    own_broker.wait_ready("rabbitmq")

    until(lambda: set(words) <= set(own_stage.notes()), seconds=60)
    assert own_stage.parked() == []
    assert own_stage.bus().call("sample", "tell_pid")["result"] == pid
    # What was to be told meanwhile is told now.
    until(lambda: not own_stage.outbox())


def test_what_is_told_while_the_broker_is_killed_is_kept_once_beside_what_cannot_go(
    own_broker: RunningServers, own_stage: Stage, own_sample: RunningService
) -> None:
    del own_sample  # it relays and hears
    words = [f"told through the fall {n}" for n in range(400)]
    with own_stage.database.transaction() as session:
        outbox = Outbox(session, "other", SystemClock().now())
        stuck = str(outbox.announce("note_nobody_takes", Note(words="stuck")))
        for each in words:
            outbox.announce("note_spoken", Note(words=each))
    until(lambda: own_stage.notes(words[0]))

    own_broker.kill("rabbitmq")
    own_broker.wait_ready("rabbitmq")

    until(lambda: set(words) <= set(own_stage.notes()), seconds=60)
    until(lambda: [str(row.id) for row in own_stage.outbox()] == [stuck], seconds=60)
    assert max(Counter(own_stage.notes()).values()) == 1
    bus = own_stage.bus()
    taken = bus.listen("other.events", "note_nobody_takes")
    assert bus.next_message(taken, seconds=60).properties["message_id"] == stuck


@dataclass(frozen=True, kw_only=True)
class Outage:
    """What was begun before an orderly end of the broker, and meanwhile; it is back now."""

    pid: int
    message_id: str
    listening: Queue
    waiting: RunningService


@pytest.fixture(scope="module")
def outage(own_broker: RunningServers, own_stage: Stage, own_sample: RunningService) -> Outage:
    """Return what was done around one outage, of which each test looks at a part."""
    bus = own_stage.bus()
    telling = Exchange("sample.events", type="topic", durable=True)
    listening = Queue("listening", telling, "note_written", durable=True)
    listening(bus.channel).declare()
    pid = own_sample.pid
    bus.send_call(b'{"args": ["during the outage", 1], "kwargs": {}}', "sample.wait")
    publish_all(own_stage, [f"slow outage {n}" for n in range(4)])
    until(lambda: own_stage.attempts("slow outage 3"))

    own_broker.shut_down("rabbitmq")
    until(lambda: "broker does not answer" in own_sample.faults())
    with own_stage.database.transaction() as session:
        outbox = Outbox(session, "sample", SystemClock().now())
        message_id = outbox.announce("note_written", Note(words="written meanwhile"))
    waiting = own_stage.new_process()
    waiting.start()
    until(lambda: "broker does not answer" in waiting.log())
    waiting.stop()
    until(lambda: "outbox waits" in own_sample.log())
    own_broker.bring_back("rabbitmq")
    own_sample.wait_ready()
    return Outage(pid=pid, message_id=str(message_id), listening=listening, waiting=waiting)


def test_a_service_outlives_a_broker_that_is_away(outage: Outage, own_stage: Stage) -> None:
    for n in range(4):
        own_stage.wait_kept(f"slow outage {n}")
    assert own_stage.bus().call("sample", "tell_pid")["result"] == outage.pid


@pytest.mark.req("BR-07")
def test_what_is_written_while_the_broker_is_away_is_told_when_it_is_back(
    outage: Outage, own_stage: Stage
) -> None:
    bus = own_stage.bus()
    told = bus.next_message(outage.listening(bus.channel))

    assert told.properties["message_id"] == outage.message_id
    until(lambda: not own_stage.outbox())


def test_a_service_that_waits_for_its_broker_can_be_stopped(outage: Outage) -> None:
    assert outage.waiting.exit_code == 0


# A queue that nobody leads --------------------------------------------------------------------


QUEUE = "in-note.issued.v1--sample.receive"


def test_a_queue_that_gives_no_answer_holds_up_no_other(
    own_broker: RunningServers, fresh_stage: Stage
) -> None:
    process = fresh_stage.new_process()
    fresh_stage.bus("erp-demo").tell("told before the silence")
    leader = QueueLeader(own_broker, fresh_stage, QUEUE)
    leader.fall_silent()

    process.start()

    process.wait_ready()
    bus = fresh_stage.bus()
    bus.announce("heard during the silence")
    fresh_stage.wait_kept("heard during the silence")
    assert bus.call("sample", "echo", words="hello")["result"] == "hello"
    assert process.troubles() == f"queue {QUEUE} is not consumed: the broker gives no answer\n"
    leader.answer_again()
    fresh_stage.wait_kept("told before the silence")
    until(lambda: process.troubles() == "")


def test_a_queue_for_which_the_broker_cuts_us_off_does_so_only_once(
    own_broker: RunningServers, fresh_stage: Stage
) -> None:
    process = fresh_stage.new_process()
    fresh_stage.bus("erp-demo").tell("told before the fall")
    leader = QueueLeader(own_broker, fresh_stage, QUEUE)
    leader.vanish()

    process.start()

    process.wait_ready()
    until(lambda: f"queue {QUEUE} is not consumed: INTERNAL_ERROR" in process.troubles())
    bus = fresh_stage.bus()
    bus.announce("slow and undisturbed")
    fresh_stage.wait_kept("slow and undisturbed")
    assert len(fresh_stage.attempts("slow and undisturbed")) == 1
    leader.come_back()
    fresh_stage.wait_kept("told before the fall")
    until(lambda: process.troubles() == "")


HEARD = "evt-other-note_spoken--sample.hear"


def tell(stage: Stage, service: str, event: str, words: list[str]) -> set[str]:
    """Commit announcements of a service, for this stage's relay to publish."""
    with stage.database.transaction() as session:
        outbox = Outbox(session, service, SystemClock().now())
        return {str(outbox.announce(event, Note(words=each))) for each in words}


def test_what_a_queue_without_an_answer_is_sent_keeps_nothing_else_from_going_out(
    own_broker: RunningServers, fresh_stage: Stage
) -> None:
    process = fresh_stage.run()
    bus = fresh_stage.bus()
    listening = bus.listen("sample.events", "note_written")
    leader = QueueLeader(own_broker, fresh_stage, HEARD)
    leader.fall_silent()

    words = [f"into the silence {n}" for n in range(120)]
    stuck = tell(fresh_stage, "other", "note_spoken", words)
    beside = tell(fresh_stage, "sample", "note_written", [f"beside {n}" for n in range(20)])

    bus.hear_all(listening, beside)
    until(lambda: {str(row.id) for row in fresh_stage.outbox()} == stuck)
    later = tell(fresh_stage, "other", "note_spoken", [f"later {n}" for n in range(100)])
    tell(fresh_stage, "sample", "note_written", ["behind all these"])
    assert b"behind all these" in bus.next_message(listening).body
    untried = {str(row.id) for row in fresh_stage.outbox() if not row.tries} & later
    assert len(untried) > 90  # but for one of each trial
    assert fresh_stage.notes() == []
    leader.answer_again()
    until(lambda: set(words) < set(fresh_stage.notes()), seconds=60)
    until(lambda: not fresh_stage.outbox(), seconds=60)
    until(lambda: len(fresh_stage.notes()) == len(stuck | later), seconds=60)
    assert max(Counter(fresh_stage.notes()).values()) == 1
    assert "messages are taken again" in process.log()
