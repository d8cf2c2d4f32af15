"""Events that wait on disk: kept once, sent once, oldest first, whoever shares the folder."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.cloudevents import CloudEvent
from kontor_publisher import NotConfirmed, Publisher, Refused
from kontor_publisher.spool import Spool
from tests.publisher.documents import PDF, an_invoice
from tests.publisher.inbox import Inbox, document_in
from tests.publisher.processes import finish, run_python, start_python

if TYPE_CHECKING:
    from tests.publisher.conftest import MakePublisher

NOBODY = "amqp://erp-demo:demo@127.0.0.1:9/nowhere"  # port 9: nobody listens


def fill(spool: Path, count: int) -> None:
    with Publisher(NOBODY, "/erp/demo", spool=spool, deadline_seconds=0.1) as publisher:
        for number in range(count):
            publisher.publish_document(PDF, **an_invoice(number=f"R-{number}"))


def an_event(event_id: str) -> CloudEvent:
    return CloudEvent(specversion="1.0", id=event_id, source="/erp/demo", type="demo.v1")


def test_two_processes_that_share_a_spool_send_each_event_once(
    amqp_url: str, inbox: Inbox, spool: Path
) -> None:
    fill(spool, 60)
    settings = {"KONTOR_AMQP_URL": amqp_url, "KONTOR_SOURCE": "/erp/demo"}
    settings["KONTOR_SPOOL"] = str(spool)

    processes = [
        start_python("-m", "kontor_publisher", "flush", settings=settings) for _ in range(2)
    ]
    outputs = [finish(process).stdout for process in processes]

    numbers = [document_in(message).number for message in inbox.take_all()]
    assert sorted(numbers) == sorted(f"R-{number}" for number in range(60))
    assert sum(output.count("confirmed ") for output in outputs) == 60
    assert list(spool.glob("*.json")) == []


def test_the_oldest_event_goes_first(tmp_path: Path) -> None:
    spool = Spool(tmp_path)

    for number in range(50):
        spool.add(an_event(str(number)))

    waiting = []
    for file in spool.waiting():
        with spool.claim(file) as event:
            assert event is not None
            waiting.append(event.id)
    assert waiting == [str(number) for number in range(50)]


def test_the_same_event_kept_twice_is_one_file(spool: Path) -> None:
    fill(spool, 1)
    fill(spool, 1)

    assert len(list(spool.iterdir())) == 1


def test_an_event_in_the_hands_of_another_is_left_to_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.add(an_event("1"))
    [file] = spool.waiting()

    with spool.claim(file) as mine, spool.claim(file) as theirs:
        assert mine is not None
        assert theirs is None
        spool.remove(file)

    with spool.claim(file) as gone:
        assert gone is None


def test_a_process_that_died_while_sending_leaves_the_event_to_the_next(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher, spool: Path
) -> None:
    fill(spool, 1)
    [file] = Spool(spool).waiting()
    holding = "import fcntl, os, sys; f = open(sys.argv[1]); fcntl.flock(f, 2); os._exit(137)"
    run_python("-c", holding, str(file), settings={})

    flushed = publisher_of(amqp_url, spool=spool).flush_spool()

    assert flushed.waiting == 0
    assert len(inbox) == len(flushed.confirmed) == 1


def test_a_file_that_holds_no_event_is_set_aside_and_the_rest_is_sent(
    amqp_url: str,
    inbox: Inbox,
    publisher_of: MakePublisher,
    spool: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fill(spool, 1)
    (spool / "damaged.json").write_bytes(b'{"specversion": "1.0", ')

    flushed = publisher_of(amqp_url, spool=spool).flush_spool()

    assert len(flushed.confirmed) == len(inbox) == 1
    assert flushed.waiting == 0
    assert (spool / "damaged.unreadable").exists()
    assert "damaged.unreadable" in caplog.text


def test_a_spool_that_cannot_take_the_event_says_so(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.write_text("a file where the folder should be")

    with pytest.raises(NotConfirmed, match="nor could the spool take it"):
        fill(spool, 1)


def test_what_a_dying_writer_left_is_swept_after_an_hour(tmp_path: Path) -> None:
    old, new = tmp_path / "old.part", tmp_path / "new.part"
    old.touch()
    new.touch()
    os.utime(old, (time.time() - 4000,) * 2)

    Spool(tmp_path).sweep()

    assert [file.name for file in tmp_path.iterdir()] == ["new.part"]


def test_others_on_the_machine_cannot_read_the_spool(spool: Path) -> None:
    fill(spool, 1)

    [file] = spool.iterdir()
    assert spool.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_refusal_stops_the_flush_and_keeps_the_events(
    amqp_url: str, publisher_of: MakePublisher, spool: Path
) -> None:
    fill(spool, 2)
    publisher = publisher_of(amqp_url.replace("erp-demo:", "erp-demo:not-"), spool=spool)

    flushed = publisher.flush_spool()

    assert isinstance(flushed.trouble, Refused)
    assert flushed.waiting == 2


def test_flushing_needs_a_spool(publisher_of: MakePublisher) -> None:
    with pytest.raises(ValueError, match="no spool"):
        publisher_of(NOBODY).flush_spool()
