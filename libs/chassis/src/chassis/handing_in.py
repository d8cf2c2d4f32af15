"""An event of another system that came by call: sent through the same front door as by broker."""

from chassis.outbox import Outbox
from chassis.parking import MESSAGE_ID_HEADER, PUBLISHER_HEADER
from contracts.cloudevents import INBOUND_EXCHANGE, STRUCTURED_CONTENT_TYPE, CloudEvent


def hand_in(outbox: Outbox, event: CloudEvent, body: bytes, *, publisher_user: str) -> None:
    """Publish a CloudEvent in structured mode to `kontor.in` after the caller's commit.

    Its handler takes it as one of `publisher_user`, whom the caller of this function answers for.
    """
    outbox.send_raw(
        exchange=INBOUND_EXCHANGE,
        queue=event.type,
        body=body,
        content_type=STRUCTURED_CONTENT_TYPE,
        headers={PUBLISHER_HEADER: publisher_user, MESSAGE_ID_HEADER: event.id},
    )
