"""An event by call concerns only the customers that its publisher may speak for."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from billing_docs.use_cases.publications.accept_event import Entrance, accept_event
from chassis.ids import new_id
from chassis.publishers import Publisher, Publishers
from contracts.errors import EventRefused
from contracts.inbound import DOCUMENT_ISSUED
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import SOURCE


def hand_in(desk: Desk, publishers: list[Publisher], event: Any) -> None:
    entrance = Entrance(
        database=desk.database,
        archive=desk.archive,
        publishers=Publishers(publishers),
        clock=desk.clock,
    )
    body = msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": str(new_id()),
            "source": SOURCE,
            "type": DOCUMENT_ISSUED,
            "data": event.data,
        }
    )
    accept_event(body, DOCUMENT_ISSUED, (SOURCE,), entrance)


@pytest.mark.req("BR-08")
def test_a_publisher_of_some_customers_is_refused_for_the_others(desk: Desk) -> None:
    own, foreign = desk.new_customer(), desk.new_customer()
    publishers = [desk.publisher_for(own)]
    hand_in(desk, publishers, desk.event(plain_pdf(), own))

    with pytest.raises(EventRefused) as refused:
        hand_in(desk, publishers, desk.event(plain_pdf(), foreign))

    assert refused.value.arguments[0] == "customer_not_allowed"
    assert len(desk.told(DOCUMENT_ISSUED)) == 1


@pytest.mark.req("BR-08")
def test_where_two_publishers_speak_for_a_source_neither_is_guessed(desk: Desk) -> None:
    customer = desk.new_customer()
    narrow = desk.publisher_for(customer)
    wide = Publisher(user="other", sources=frozenset({SOURCE}), customers=None)

    with pytest.raises(EventRefused) as refused:
        hand_in(desk, [narrow, wide], desk.event(plain_pdf(), customer))

    assert refused.value.arguments[0] == "source_not_allowed"
    assert desk.told(DOCUMENT_ISSUED) == []
