"""`@on_inbound` and `@on_unrouted`: CloudEvents of other systems, from `kontor.in`."""

from collections.abc import Callable
from typing import Any

import msgspec

from chassis.broker import topology
from chassis.broker.cloudevent_reading import canonical_sha256, read_cloudevent
from chassis.entrypoints.incoming import Incoming
from chassis.entrypoints.messages import Delivery, F, MessageEntrypoint, registering
from chassis.errors import Refused
from chassis.publishers import Publisher
from chassis.runtime import runtime_of
from contracts.cloudevents import CloudEvent
from contracts.outbound import MESSAGE_REJECTED


class InboundEntrypoint(MessageEntrypoint):
    """A handler of CloudEvents from other systems on `kontor.in`."""

    kind = "ingest"

    def __init__(self, event_type: str, *, rejected_as: str = MESSAGE_REJECTED) -> None:
        self.event_type = event_type
        self.rejected_as = rejected_as
        super().__init__()

    def make_lane(self, pauses: tuple[float, ...]) -> topology.Lane:
        """Return the lane on `kontor.in`."""
        return topology.lane(
            self.queue_name(f"in-{self.event_type}"),
            topology.inbound_exchange(),
            self.event_type,
            pauses,
        )

    def identify(self, delivery: Delivery) -> CloudEvent:
        """Note the event's source, id and type, and return its envelope."""
        raw = delivery.raw
        event = read_cloudevent(raw.body, raw.content_type, raw.headers)
        delivery.event_source, delivery.event_id = event.source, event.id
        delivery.event_type = event.type
        return event

    def read(self, delivery: Delivery) -> Incoming[Any]:
        """Return the event after checking who says it and that it is of the routed type."""
        event = self.identify(delivery)
        publisher = self.check_publisher(delivery.raw.publisher, event.source)
        if event.type != self.event_type:
            raise Refused("type_mismatch", "the routing key and the CloudEvents type differ")
        data = bytes(event.data)
        return Incoming(
            id=event.id,
            source=event.source,
            type=event.type,
            time=event.time,
            body_sha256=canonical_sha256(data),
            data=self.decode(data),
            publisher=publisher,
        )

    def check_publisher(self, user: str, source: str) -> Publisher:
        """Return the publishing system behind a broker user, or refuse."""
        return runtime_of(self.container).publishers.speaking(user, source)


class UnroutedEntrypoint(InboundEntrypoint):
    """Parks every inbound event of a type that nobody handles: visible, never dropped."""

    def __init__(self) -> None:
        super().__init__("unrouted")

    def make_lane(self, pauses: tuple[float, ...]) -> topology.Lane:
        """Return the lane that catches what no queue wanted."""
        return topology.lane(
            self.queue_name("in-unrouted"), topology.unrouted_exchange(), "", pauses
        )

    def make_decoder(self) -> msgspec.json.Decoder[Any]:
        """Return a decoder of anything; it is never used."""
        return msgspec.json.Decoder(Any)

    def read(self, delivery: Delivery) -> Incoming[Any]:
        """Refuse, naming the type where the message says one."""
        event = self.identify(delivery)
        self.check_publisher(delivery.raw.publisher, event.source)
        raise Refused("unknown_type", f"no handler for events of type {event.type!r}")


def on_inbound(event_type: str, *, rejected_as: str = MESSAGE_REJECTED) -> Callable[[F], F]:
    """Make `handler(self, event: Incoming[T])` hear an inbound CloudEvents type.

    `rejected_as` is the outbound event type that tells the publisher of a refusal.
    """
    return registering(InboundEntrypoint.decorator(event_type, rejected_as=rejected_as))


def on_unrouted() -> Callable[[F], F]:
    """Make this service the one that parks inbound events nobody handles."""
    return registering(UnroutedEntrypoint.decorator())
