"""A connection to the broker that its owner has given up leaves nothing behind."""

from __future__ import annotations

import gc
import statistics
import time
import warnings

from kontor_publisher.address import parse_address
from kontor_publisher.events import OutgoingMessage
from kontor_publisher.link import Link
from tests.publisher.inbox import Inbox

MESSAGE = OutgoingMessage(
    event_id="R-1", event_type="document.issued.v1", content_type="text/plain", body=b"demo"
)
GIVEN_UP = 20


def test_a_confirm_that_comes_as_the_time_is_up_leaves_no_socket_open(
    amqp_url: str, inbox: Inbox
) -> None:
    link = connected(amqp_url)
    usual = statistics.median(seconds_to_confirm(link) for _ in range(20))
    link.close()
    gc.collect()
    given_up = 0

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        # About every other confirm comes in time; of the others some in the moment of giving up.
        while given_up < GIVEN_UP:
            link = connected(amqp_url)
            try:
                link.send(MESSAGE, timeout_seconds=usual)
            except TimeoutError:
                given_up += 1
            else:
                link.close()
        del link
        time.sleep(1)  # for the threads that were given up
        gc.collect()

    assert [str(each.message) for each in told] == []
    assert len(inbox) > GIVEN_UP


def connected(amqp_url: str) -> Link:
    """Return a link over which a message has gone."""
    link = Link(parse_address(amqp_url), connection_name="test")
    link.send(MESSAGE, timeout_seconds=60)
    return link


def seconds_to_confirm(link: Link) -> float:
    """Return how long the broker took to confirm a message."""
    began = time.monotonic()
    link.send(MESSAGE, timeout_seconds=60)
    return time.monotonic() - began
