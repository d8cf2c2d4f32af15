"""A publisher that does not reach the broker hands its events in at the portal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kontor_publisher import Refused
from tests.publisher.documents import LARGE_PDF, PDF, an_invoice
from tests.publisher.inbox import Inbox
from tests.publisher.portal_stub import API_KEY, PortalStub

if TYPE_CHECKING:
    from tests.publisher.conftest import MakePublisher


@pytest.mark.req("BR-04")
def test_an_event_goes_to_the_portal_with_the_id_it_has_everywhere(
    amqp_url: str, inbox: Inbox, publisher_of: MakePublisher, portal: PortalStub
) -> None:
    by_broker = publisher_of(amqp_url)
    publisher = publisher_of(portal.url, api_key=API_KEY)

    receipt = publisher.publish_document(PDF, **an_invoice())

    (event,) = map(json.loads, portal.events)
    assert receipt.state == "confirmed"
    assert event["id"] == receipt.event_id
    assert event["type"] == "document.issued.v1"
    by_broker.publish_document(PDF, **an_invoice())
    assert json.loads(inbox.take_one().body) == event


def test_a_large_file_is_uploaded_first(publisher_of: MakePublisher, portal: PortalStub) -> None:
    publisher = publisher_of(portal.url, api_key=API_KEY)

    publisher.publish_document(LARGE_PDF, **an_invoice())

    (event,) = map(json.loads, portal.events)
    assert portal.uploads == [LARGE_PDF]
    assert event["data"]["file"]["reference"] == "upload:1"


@pytest.mark.req("BR-07")
def test_while_the_portal_is_away_events_wait_in_the_spool(
    publisher_of: MakePublisher, portal: PortalStub, spool: Path
) -> None:
    publisher = publisher_of(portal.url, api_key=API_KEY, spool=spool)
    portal.status = 503
    receipt = publisher.publish_document(PDF, **an_invoice())
    portal.status = None

    flushed = publisher.flush_spool()

    assert receipt.state == "spooled"
    assert flushed.confirmed == (receipt.event_id,)
    assert [json.loads(event)["id"] for event in portal.events] == [receipt.event_id]


def test_a_refusal_tells_the_reason(publisher_of: MakePublisher, portal: PortalStub) -> None:
    publisher = publisher_of(portal.url, api_key=API_KEY)
    portal.problem = json.dumps(
        {
            "code": "event_conflict",
            "title": "Widerspruch",
            "reason": "number_conflict",
            "explanation": "data.number: used before",
        }
    ).encode()

    with pytest.raises(Refused, match=r"409 event_conflict .* number_conflict data\.number"):
        publisher.publish_document(PDF, **an_invoice())


def test_without_an_api_key_there_is_no_publishing_over_http(publisher_of: MakePublisher) -> None:
    with pytest.raises(Refused, match="publishing over HTTP needs api_url and api_key"):
        publisher_of("https://portal.example.com")
