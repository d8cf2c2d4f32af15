"""What a publisher asks of the portal's API: large files go there, and answers come back."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from contracts.billing_docs import Publication
from kontor_publisher import NotConfirmed, PortalAway, Refused
from tests.publisher.documents import LARGE_PDF, an_invoice
from tests.publisher.inbox import Inbox, document_in
from tests.publisher.portal_stub import API_KEY, PortalStub

if TYPE_CHECKING:
    from tests.publisher.conftest import MakePublisher

NOBODY = "amqp://erp-demo:demo@127.0.0.1:9/nowhere"  # port 9: nobody listens


def access_to(portal: PortalStub, **changes: Any) -> dict[str, Any]:
    return {"api_url": portal.url, "api_key": API_KEY, **changes}


def test_a_large_file_is_uploaded_and_the_event_names_it(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher, portal: PortalStub
) -> None:
    publisher = publisher_of(amqp_url, **access_to(portal))

    receipt = publisher.publish_document(LARGE_PDF, **an_invoice())

    file = document_in(inbox.take_one()).file
    assert receipt.state == "confirmed"
    assert portal.uploads == [LARGE_PDF]
    assert file.content is None
    assert file.reference == "upload:1"


def test_a_file_of_exactly_1_mib_travels_in_the_event(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher
) -> None:
    content = LARGE_PDF[: 1024 * 1024]

    publisher_of(amqp_url).publish_document(content, **an_invoice())

    assert document_in(inbox.take_one()).file.content == content


def test_a_large_file_without_a_portal_is_refused_with_the_reason(
    amqp_url: str, publisher_of: MakePublisher, spool: Path
) -> None:
    publisher = publisher_of(amqp_url, spool=spool)

    with pytest.raises(Refused, match=r"1,048,635 bytes \(more than 1 MiB\) needs api_url"):
        publisher.publish_document(LARGE_PDF, **an_invoice())


def test_a_large_file_is_kept_while_the_portal_is_away_and_uploaded_later(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher, portal: PortalStub, spool: Path
) -> None:
    publisher = publisher_of(amqp_url, spool=spool, **access_to(portal))
    portal.status = 503
    receipt = publisher.publish_document(LARGE_PDF, **an_invoice())
    portal.status = None

    flushed = publisher.flush_spool()

    message = inbox.take_one()
    assert receipt.state == "spooled"
    assert flushed.confirmed == (receipt.event_id,)
    assert message.properties["message_id"] == receipt.event_id
    assert document_in(message).file.reference == "upload:1"
    assert portal.uploads == [LARGE_PDF]


def test_an_upload_that_arrives_damaged_is_not_named_in_an_event(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher, portal: PortalStub
) -> None:
    portal.is_damaging = True

    with pytest.raises(NotConfirmed, match="damaged"):
        publisher_of(amqp_url, **access_to(portal)).publish_document(LARGE_PDF, **an_invoice())

    assert len(inbox) == 0


def test_a_wrong_api_key_is_refused_with_the_portals_own_words(
    amqp_url: str, publisher_of: MakePublisher, portal: PortalStub, spool: Path
) -> None:
    publisher = publisher_of(amqp_url, spool=spool, **access_to(portal, api_key="kk_wrong"))

    with pytest.raises(Refused, match="answered 401 not_signed_in Please sign in"):
        publisher.publish_document(LARGE_PDF, **an_invoice())


def test_what_became_of_events_is_answered_in_the_order_asked_and_in_pages(
    publisher_of: MakePublisher, portal: PortalStub
) -> None:
    ids = [f"event-{number}" for number in range(1201)]
    archived = Publication(event_id="event-700", state="archived", document_id=UUID(int=1))
    portal.publications["event-700"] = archived
    publisher = publisher_of(NOBODY, **access_to(portal))

    publications = publisher.reconcile(ids)

    assert [publication.event_id for publication in publications] == ids
    assert publications[700] == archived
    assert publications[701].state == "unknown"
    assert [len(query.event_ids) for query in portal.queries] == [500, 500, 201]
    assert {query.source for query in portal.queries} == {"/erp/demo"}


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_portal_in_trouble_is_told_from_a_refusal(
    status: int, publisher_of: MakePublisher, portal: PortalStub
) -> None:
    portal.status = status

    with pytest.raises(PortalAway, match=str(status)):
        publisher_of(NOBODY, **access_to(portal)).reconcile(["event-1"])


def test_a_portal_that_is_not_there_is_named(publisher_of: MakePublisher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    publisher = publisher_of(NOBODY, api_url=f"http://127.0.0.1:{port}", api_key=API_KEY)

    with pytest.raises(PortalAway, match="ConnectionRefused"):
        publisher.reconcile(["event-1"])


def test_an_answer_that_is_not_the_portals_is_named(
    publisher_of: MakePublisher, portal: PortalStub
) -> None:
    portal.status = 200

    with pytest.raises(PortalAway, match="cannot be read"):
        publisher_of(NOBODY, **access_to(portal)).reconcile(["event-1"])


def test_asking_needs_a_portal(publisher_of: MakePublisher) -> None:
    with pytest.raises(Refused, match="reconcile needs api_url and api_key"):
        publisher_of(NOBODY).reconcile(["event-1"])
