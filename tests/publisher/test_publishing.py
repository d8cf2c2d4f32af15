"""A document in, a confirmed event in Kontor's queue out."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from chassis.broker.cloudevent_reading import read_cloudevent
from contracts.cloudevents import STRUCTURED_CONTENT_TYPE
from contracts.inbound import CUSTOMER_UPSERTED, DOCUMENT_ISSUED, CustomerUpserted, DocumentIssued
from kontor_publisher import Refused, Unroutable, money
from tests.publisher.documents import PDF, an_invoice
from tests.publisher.inbox import Inbox, document_in, event_in
from tests.publisher.processes import run_python

if TYPE_CHECKING:
    from tests.publisher.conftest import MakePublisher

FORKING = """
import os, sys
from datetime import date
from kontor_publisher import Publisher

publisher = Publisher(os.environ["KONTOR_AMQP_URL"], "/erp/demo")

def publish(number):
    publisher.publish_document(
        b"%PDF-", customer_number="10001", number=number, issued_on=date(2026, 11, 1)
    )

publish("before")
child = os.fork()
publish("child" if child == 0 else "parent")
if child == 0:
    os._exit(0)
_, status = os.waitpid(child, 0)
publish("after")
sys.exit(status)
"""


def test_a_document_arrives_as_a_structured_cloud_event(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher, tmp_path: Path
) -> None:
    file = tmp_path / "Rechnung R-2026-1.pdf"
    file.write_bytes(PDF)

    receipt = publisher_of(amqp_url).publish_document(
        file, **an_invoice(total=money("119.00", "EUR"))
    )

    message = inbox.take_one()
    event, document = event_in(message), document_in(message)
    assert receipt.state == "confirmed"
    assert message.properties["content_type"] == STRUCTURED_CONTENT_TYPE
    assert message.properties["message_id"] == receipt.event_id == event.id
    assert message.properties["user_id"] == "erp-demo"
    assert message.properties["delivery_mode"] == 2
    assert message.delivery_info["routing_key"] == event.type == DOCUMENT_ISSUED
    assert (event.specversion, event.source, event.subject) == ("1.0", "/erp/demo", "R-2026-1")
    assert document.file.name == "Rechnung R-2026-1.pdf"
    assert document.file.media_type == "application/pdf"
    assert document.file.content == PDF
    assert document.file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert document.total is not None
    assert document.total.minor_units == 11900


def test_in_binary_mode_the_attributes_travel_as_headers(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(amqp_url, mode="binary")

    receipt = publisher.publish_document(PDF, **an_invoice())

    message = inbox.take_one()
    document = msgspec.json.decode(message.body, type=DocumentIssued)
    assert document.number == "R-2026-1"
    assert message.properties["content_type"] == "application/json"
    assert message.headers == {
        "cloudEvents_specversion": "1.0",
        "cloudEvents_id": receipt.event_id,
        "cloudEvents_source": "/erp/demo",
        "cloudEvents_type": DOCUMENT_ISSUED,
        "cloudEvents_subject": "R-2026-1",
    }


@pytest.mark.parametrize("mode", ["structured", "binary"])
def test_the_products_own_reader_reads_what_was_published(
    mode: str, amqp_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    receipt = publisher_of(amqp_url, mode=mode).publish_document(PDF, **an_invoice())

    message = inbox.take_one()
    event = read_cloudevent(message.body, message.properties["content_type"], message.headers)
    assert (event.id, event.source) == (receipt.event_id, "/erp/demo")
    assert msgspec.json.decode(event.data, type=DocumentIssued).file.content == PDF


def test_the_same_file_published_again_is_the_same_event_to_the_byte(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher_of(amqp_url).publish_document(PDF, **an_invoice())
    publisher_of(amqp_url).publish_document(PDF, **an_invoice())

    first, second = inbox.take_all()
    assert first.properties["message_id"] == second.properties["message_id"]
    assert first.body == second.body


def test_an_id_of_the_callers_own_is_kept(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    receipt = publisher_of(amqp_url).publish_document(PDF, **an_invoice(event_id="spool-4711"))

    assert receipt.event_id == "spool-4711" == event_in(inbox.take_one()).id


def test_a_customer_is_published_like_a_document(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    customer = CustomerUpserted(customer_number="10001", name="Muster & Söhne GmbH", version=3)

    publisher_of(amqp_url).publish_event(CUSTOMER_UPSERTED, customer, event_id="10001/3")

    event = event_in(inbox.take_one())
    assert msgspec.json.decode(event.data, type=CustomerUpserted) == customer


def test_an_event_that_no_queue_takes_is_not_confirmed_but_named(
    amqp_url: str, publisher_of: MakePublisher, spool: Path
) -> None:
    publisher = publisher_of(amqp_url, spool=spool)

    with pytest.raises(Unroutable, match=r"reached nobody.*NO_ROUTE"):
        publisher.publish_document(PDF, **an_invoice())

    assert not spool.exists()


def test_a_publisher_goes_on_after_an_unroutable_event(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(amqp_url)
    inbox.forget()
    with pytest.raises(Unroutable):
        publisher.publish_document(PDF, **an_invoice())
    inbox.declare()

    receipt = publisher.publish_document(PDF, **an_invoice())

    assert receipt.state == "confirmed"
    assert len(inbox) == 1


def test_a_wrong_password_is_refused_clearly_and_never_repeated(
    amqp_url: str, publisher_of: MakePublisher, spool: Path
) -> None:
    publisher = publisher_of(amqp_url.replace("erp-demo:", "erp-demo:not-"), spool=spool)

    with pytest.raises(Refused, match=r"refuses user 'erp-demo'.*ACCESS_REFUSED") as refusal:
        publisher.publish_document(PDF, **an_invoice())

    assert "not-" not in str(refusal.value)


def test_an_unknown_virtual_host_is_refused_clearly(
    amqp_url: str, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(f"{amqp_url}-elsewhere")

    with pytest.raises(Refused, match=r"virtual host '.*-elsewhere'"):
        publisher.publish_document(PDF, **an_invoice())


def test_an_event_type_the_user_may_not_publish_is_refused_clearly(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    customer = CustomerUpserted(customer_number="10001", name="Muster GmbH", version=1)

    with pytest.raises(Refused, match=r"ACCESS_REFUSED.*payroll\.closed\.v1"):
        publisher_of(amqp_url).publish_event("payroll.closed.v1", customer, event_id="1")

    assert len(inbox) == 0


def test_threads_may_share_a_publisher(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    publisher = publisher_of(amqp_url)

    with ThreadPoolExecutor(8) as pool:
        receipts = list(
            pool.map(
                lambda n: publisher.publish_document(PDF, **an_invoice(number=f"R-{n}")),
                range(40),
            )
        )

    arrived = {message.properties["message_id"] for message in inbox.take_all()}
    assert arrived == {receipt.event_id for receipt in receipts}
    assert len(arrived) == 40


def test_a_forked_child_and_its_parent_do_not_disturb_each_other(
    amqp_url: str, inbox: Inbox
) -> None:
    outcome = run_python("-c", FORKING, settings={"KONTOR_AMQP_URL": amqp_url})

    assert outcome.returncode == 0, outcome.stderr
    numbers = sorted(document_in(message).number for message in inbox.take_all())
    assert numbers == ["after", "before", "child", "parent"]


def test_the_package_brings_no_green_threads() -> None:
    program = "import sys, kontor_publisher; sys.exit('eventlet' in sys.modules)"

    outcome = run_python("-c", program, settings={})

    assert outcome.returncode == 0, outcome.stderr
