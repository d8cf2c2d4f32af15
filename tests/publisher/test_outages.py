"""The broker goes away, hangs, or comes back: every call ends, and no event is lost or doubled."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from signal import SIGKILL
from typing import TYPE_CHECKING

import pytest

from kontor_publisher import NotConfirmed
from tests.publisher.documents import PDF, an_invoice
from tests.publisher.inbox import Inbox, document_in, wait_until
from tests.publisher.processes import finish, run_python, start_python
from tests.publisher.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    from tests.publisher.conftest import MakePublisher

# Deadlines are a second here; without any, the kernel would go on trying for minutes.
PATIENCE_SECONDS = 20
ALMOST_1_MIB = PDF + b"%" * (1024 * 1024 - len(PDF))


def test_without_a_spool_an_absent_broker_is_an_error_within_the_deadline(
    proxied_url: str, proxy: TcpProxy, publisher_of: MakePublisher
) -> None:
    proxy.refuse()
    publisher = publisher_of(proxied_url, deadline_seconds=1)
    started = time.monotonic()

    with pytest.raises(NotConfirmed, match="ConnectionRefused") as trouble:
        publisher.publish_document(PDF, **an_invoice(event_id="R-1"))

    assert time.monotonic() - started < PATIENCE_SECONDS
    assert trouble.value.event_id == "R-1"


def test_a_deadline_that_has_passed_is_an_unconfirmed_event_and_no_other_trouble(
    amqp_url: str, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(amqp_url, deadline_seconds=0)

    with pytest.raises(NotConfirmed, match="no time was left"):
        publisher.publish_document(PDF, **an_invoice())


@pytest.mark.parametrize("is_connected", [False, True], ids=["new", "connected"])
@pytest.mark.parametrize("weather", ["mute", "dead"])
@pytest.mark.parametrize("content", [PDF, ALMOST_1_MIB], ids=["small", "large"])
def test_a_broker_that_stops_answering_cannot_hold_the_call(
    *,
    content: bytes,
    weather: str,
    is_connected: bool,
    proxied_url: str,
    proxy: TcpProxy,
    inbox: Inbox,
    publisher_of: MakePublisher,
) -> None:
    assert len(inbox) == 0
    publisher = publisher_of(proxied_url, deadline_seconds=1)
    if is_connected:
        publisher.publish_document(PDF, **an_invoice(number="before"))
    proxy.become("mute" if weather == "mute" else "dead")
    started = time.monotonic()

    with pytest.raises(NotConfirmed):
        publisher.publish_document(content, **an_invoice())
    publisher.close()

    assert time.monotonic() - started < PATIENCE_SECONDS


def test_an_event_is_confirmed_once_the_broker_is_back_within_the_deadline(
    proxied_url: str, proxy: TcpProxy, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(proxied_url)
    publisher.publish_document(PDF, **an_invoice(number="before"))
    proxy.refuse()

    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(publisher.publish_document, PDF, **an_invoice())
        proxy.listen()
        receipt = call.result(timeout=10)

    assert receipt.state == "confirmed"
    assert [document_in(m).number for m in inbox.take_all()] == ["before", "R-2026-1"]


def test_a_connection_that_broke_unseen_is_replaced_without_a_word(
    proxied_url: str, proxy: TcpProxy, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(proxied_url, deadline_seconds=2)
    publisher.publish_document(PDF, **an_invoice(number="R-1"))
    proxy.cut()

    receipt = publisher.publish_document(PDF, **an_invoice(number="R-2"))

    assert receipt.state == "confirmed"
    assert [document_in(m).number for m in inbox.take_all()] == ["R-1", "R-2"]


def test_of_several_nodes_the_next_one_takes_what_one_that_is_away_does_not(
    amqp_url: str, proxied_url: str, proxy: TcpProxy, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(f"{amqp_url},{proxied_url}")
    proxy.refuse()

    # Whichever it began with, one way of two leads to nobody.
    receipts = [
        publisher_of(f"{amqp_url},{proxied_url}").publish_document(PDF, **an_invoice(number="R-1")),
        publisher.publish_document(PDF, **an_invoice(number="R-2")),
        publisher.publish_document(PDF, **an_invoice(number="R-3")),
    ]

    assert [receipt.state for receipt in receipts] == ["confirmed"] * 3
    assert [document_in(m).number for m in inbox.take_all()] == ["R-1", "R-2", "R-3"]


def test_what_arrived_without_a_confirm_is_repeated_with_the_same_id(
    proxied_url: str, proxy: TcpProxy, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(proxied_url, deadline_seconds=1)
    publisher.publish_document(PDF, **an_invoice(number="before"))
    proxy.become("mute")
    with pytest.raises(NotConfirmed) as trouble:
        publisher.publish_document(PDF, **an_invoice())
    proxy.become("fair")

    receipt = publisher.publish_document(PDF, **an_invoice())

    _, *repeated = inbox.take_all()
    assert receipt.event_id == trouble.value.event_id
    assert {message.properties["message_id"] for message in repeated} == {receipt.event_id}
    assert len({message.body for message in repeated}) == 1


def test_a_crash_between_sending_and_the_confirm_repeats_the_same_event(
    proxied_url: str, proxy: TcpProxy, inbox: Inbox, tmp_path: Path
) -> None:
    (tmp_path / "R-1.pdf").write_bytes(PDF)
    command = ["-m", "kontor_publisher", "R-1.pdf", "--customer", "10001"]
    command += ["--number", "R-1", "--issued-on", "2026-11-01"]
    settings = {"KONTOR_AMQP_URL": proxied_url, "KONTOR_SOURCE": "/erp/demo"}
    # The answers that let it connect pass; of what follows the event only the confirm is kept back.
    proxy.mute_after(b"document.issued.v1")
    crashing = start_python(*command, settings=settings, folder=tmp_path)
    wait_until(lambda: len(inbox) == 1)
    crashing.kill()
    finish(crashing)
    proxy.become("fair")

    repeated = run_python(*command, settings=settings, folder=tmp_path)

    first, second = inbox.take_all()
    assert crashing.returncode == -SIGKILL
    assert repeated.returncode == 0, repeated.stderr
    assert first.properties["message_id"] == second.properties["message_id"]
    assert first.body == second.body


def test_an_absent_broker_means_spooled_and_later_sent_with_the_same_id(
    proxied_url: str, proxy: TcpProxy, inbox: Inbox, publisher_of: MakePublisher, spool: Path
) -> None:
    publisher = publisher_of(proxied_url, spool=spool, deadline_seconds=0.5)
    proxy.refuse()
    receipts = [publisher.publish_document(PDF, **an_invoice(number=f"R-{n}")) for n in range(3)]
    proxy.listen()

    flushed = publisher.flush_spool()

    assert [receipt.state for receipt in receipts] == ["spooled"] * 3
    assert flushed.confirmed == tuple(receipt.event_id for receipt in receipts)
    assert flushed.waiting == 0
    assert flushed.trouble is None
    assert [document_in(m).number for m in inbox.take_all()] == ["R-0", "R-1", "R-2"]


def test_a_run_during_an_outage_does_not_wait_out_every_deadline(
    proxied_url: str, proxy: TcpProxy, publisher_of: MakePublisher, spool: Path
) -> None:
    publisher = publisher_of(proxied_url, spool=spool, deadline_seconds=1)
    proxy.refuse()
    started = time.monotonic()

    receipts = [publisher.publish_document(PDF, **an_invoice(number=f"R-{n}")) for n in range(50)]

    assert {receipt.state for receipt in receipts} == {"spooled"}
    assert time.monotonic() - started < PATIENCE_SECONDS  # a second for each would be fifty
    assert len(list(spool.glob("*.json"))) == 50


def test_flushing_while_the_broker_is_away_keeps_everything(
    proxied_url: str, proxy: TcpProxy, publisher_of: MakePublisher, spool: Path
) -> None:
    publisher = publisher_of(proxied_url, spool=spool, deadline_seconds=0.3)
    proxy.refuse()
    publisher.publish_document(PDF, **an_invoice(number="R-1"))
    publisher.publish_document(PDF, **an_invoice(number="R-2"))

    flushed = publisher.flush_spool()

    assert flushed.confirmed == ()
    assert flushed.waiting == 2
    assert isinstance(flushed.trouble, NotConfirmed)
