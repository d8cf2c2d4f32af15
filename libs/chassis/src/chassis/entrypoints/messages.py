"""Messages, and `@on_event`: handled at least once, and never dropped.

Decode → handle → acknowledge. What can never be accepted is parked at once with its reason; what
fails is tried again after growing pauses and then parked; what waits for a dependency is held.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import eventlet
import msgspec
from kombu.message import Message
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from chassis.blanking import secret_fields
from chassis.broker import topology
from chassis.broker.cloudevent_reading import canonical_sha256
from chassis.broker.consuming import MessageQueueConsumer
from chassis.broker.frames import UNREADABLE_HEADER
from chassis.broker.publishing import broker_user
from chassis.context import CallContext, context_from_headers
from chassis.decoding import UNDECODABLE, field_and_reason
from chassis.entrypoints.incoming import Incoming, data_type_of
from chassis.entrypoints.settling import DeadLane, Settling
from chassis.entrypoints.work import Work
from chassis.errors import DependencyDown, Refused
from chassis.ids import new_id
from chassis.kinds_of_work import Kind
from chassis.log import get_logger
from chassis.parking import (
    ATTEMPT_HEADER,
    MESSAGE_ID_HEADER,
    PUBLISHER_HEADER,
    RawMessage,
    Reason,
)
from chassis.runtime import WORK_KEY, runtime_of

F = TypeVar("F", bound=Callable[..., Any])
_log = get_logger(__name__)


@dataclass(kw_only=True, slots=True)
class Delivery:
    """One message in work: what it is, how often it was tried, what is known of its event."""

    message: Message
    raw: RawMessage
    context: CallContext
    event_source: str = ""
    event_id: str = ""
    event_type: str = ""

    def reason(self, code: str, explanation: str, waits_for: str | None = None) -> Reason:
        """Return why this message is set aside."""
        return Reason(
            code=code,
            explanation=explanation,
            waits_for=waits_for,
            event_source=self.event_source,
            event_id=self.event_id,
            event_type=self.event_type,
        )


class MessageEntrypoint(Entrypoint):
    """A handler of one queue; subclasses say which queue and how a body becomes an event."""

    kind: Kind
    queue_consumer = MessageQueueConsumer()
    rejected_as: str | None = None

    def setup(self) -> None:
        """Name the queue and its lane, and register both with the consumer."""
        settings = runtime_of(self.container).settings
        self.own_user = broker_user(settings.amqp_url)
        self.lane = self.make_lane(settings.retry_pauses)
        self.queue = self.lane.queue
        self.prefetch = settings.message_workers
        self.settling = Settling(self)
        self.dead_lane = DeadLane(self)
        self.decoder = self.make_decoder()
        self.secret_fields = self.find_secret_fields()
        self.queue_consumer.register_provider(self)
        self.queue_consumer.register_provider(self.dead_lane)

    def stop(self) -> None:
        """Take no more messages; those in work are finished."""
        self.settling.stopping = True
        beside = eventlet.spawn(self.queue_consumer.unregister_provider, self.dead_lane)
        self.queue_consumer.unregister_provider(self)
        beside.wait()

    def make_lane(self, pauses: tuple[float, ...]) -> topology.Lane:
        """Return the lane of this handler."""
        raise NotImplementedError

    def make_decoder(self) -> msgspec.json.Decoder[Any]:
        """Return the decoder of the event's data."""
        method = getattr(self.container.service_cls, self.method_name)
        return msgspec.json.Decoder(data_type_of(method))

    def find_secret_fields(self) -> tuple[str, ...]:
        """Return the fields of the body that are not kept when the message is set aside."""
        return ()

    def identify(self, delivery: Delivery) -> Any:
        """Note whose event it is and which, and return what was read for that.

        Raises:
            Refused: the message does not say.
        """
        raise NotImplementedError

    def read(self, delivery: Delivery) -> Incoming[Any]:
        """Return the event that a delivery carries.

        Raises:
            Refused: it can never be accepted.
        """
        raise NotImplementedError

    def delivery_of(self, message: Message) -> Delivery:
        """Return a raw message with what is known of it before it is read."""
        return Delivery(
            message=message,
            raw=self.raw_of(message),
            context=context_from_headers(message.headers or {}),
        )

    def queue_name(self, prefix: str) -> str:
        """Return a queue name of ours; renaming a handler strands its queue (docs/adr/0005)."""
        return f"{prefix}--{self.container.service_name}.{self.method_name}"

    def handle_message(self, message: Message) -> None:
        """Start working on one raw message."""
        self.begin(self.delivery_of(message))

    def begin(self, delivery: Delivery) -> None:
        """Read the event and run the handler in a worker."""
        try:
            _refuse_unreadable_properties(delivery)
            _refuse_smuggled(delivery, self.own_user)
            event = self.read(delivery)
        except Exception as error:  # noqa: BLE001 - a bug in reading must not stop the others
            self.settling.settle_soon(delivery, error)
            return
        work = Work(
            self.container.service_name,
            self.method_name,
            delivery.context,
            runtime_of(self.container).settings.handler_seconds,
        )
        try:
            self.container.spawn_worker(
                self,
                (event,),
                {},
                context_data={WORK_KEY: work},
                handle_result=partial(self._settle, delivery, work),
            )
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(delivery.message)

    def _settle(
        self, delivery: Delivery, work: Work, worker_ctx: Any, result: Any, exc_info: Any
    ) -> tuple[Any, Any]:
        del worker_ctx
        error = None if exc_info is None else exc_info[1]
        work.end(_outcome(error))
        self.settling.settle(delivery, error)
        return result, exc_info

    def decode(self, data: bytes) -> Any:
        """Return the decoded data of an event.

        Raises:
            Refused: `malformed_json` or `invalid_data`, naming the field.
        """
        try:
            return self.decoder.decode(data)
        except msgspec.ValidationError as error:
            field, reason = field_and_reason("data", error)
            raise Refused("invalid_data", f"{field}: {reason}") from error
        except UNDECODABLE as error:
            raise Refused("malformed_json", str(error)) from error

    def raw_of(self, message: Message) -> RawMessage:
        """Return the message as it arrived, with the publisher that may be believed."""
        body = message.body
        headers = dict(message.headers or {})
        properties = {k: v for k, v in message.properties.items() if v is not None}
        publisher = str(properties.get("user_id", ""))
        attempts = 0
        if publisher == self.own_user:
            # A copy that we made: it says whose message it is, under which id, and how often tried.
            publisher = str(headers.get(PUBLISHER_HEADER, publisher))
            attempts = _whole(headers.get(ATTEMPT_HEADER))
            if headers.get(MESSAGE_ID_HEADER):
                properties["message_id"] = str(headers[MESSAGE_ID_HEADER])
        return RawMessage(
            queue=self.queue.name,
            body=body.encode() if isinstance(body, str) else bytes(body),
            content_type=message.content_type,
            content_encoding=message.content_encoding,
            headers=headers,
            properties=properties,
            publisher=publisher,
            attempts=attempts,
        )


class EventEntrypoint(MessageEntrypoint):
    """A handler of another service's events, on the queue that stock Nameko would use."""

    kind = "events"

    def __init__(self, source_service: str, event_type: str) -> None:
        self.source_service = source_service
        self.event_type = event_type
        super().__init__()

    def make_lane(self, pauses: tuple[float, ...]) -> topology.Lane:
        """Return the lane on `<source>.events`."""
        return topology.lane(
            self.queue_name(f"evt-{self.source_service}-{self.event_type}"),
            topology.service_events_exchange(self.source_service),
            self.event_type,
            pauses,
        )

    def find_secret_fields(self) -> tuple[str, ...]:
        """Return those that the event's type marks: the body is the event's data."""
        return secret_fields(data_type_of(getattr(self.container.service_cls, self.method_name)))

    def identify(self, delivery: Delivery) -> None:
        """Note the event's id: the message id, or the call id of a stock sender."""
        delivery.event_source = self.source_service
        delivery.event_type = self.event_type
        delivery.event_id = str(delivery.raw.properties.get("message_id") or _call_id(delivery.raw))

    def read(self, delivery: Delivery) -> Incoming[Any]:
        """Return the event."""
        self.identify(delivery)
        data = self.decode(delivery.raw.body)
        return Incoming(
            id=delivery.event_id,
            source=self.source_service,
            type=self.event_type,
            time=None,
            body_sha256=canonical_sha256(delivery.raw.body),
            data=data,
        )


def on_event(source_service: str, event_type: str) -> Callable[[F], F]:
    """Make `handler(self, event: Incoming[T])` hear an event of another service."""
    return registering(EventEntrypoint.decorator(source_service, event_type))


def registering(register: Any) -> Callable[[F], F]:
    """Return a decorator that leaves the method as it is, beside being an entrypoint."""

    def decorate(method: F) -> F:
        register(method)
        return method

    return decorate


def _refuse_unreadable_properties(delivery: Delivery) -> None:
    if UNREADABLE_HEADER in delivery.raw.headers:
        raise Refused("unreadable_properties", "the message's properties cannot be read")


def _refuse_smuggled(delivery: Delivery, own_user: str) -> None:
    # Anybody reaches any queue through the default exchange; only our own copies come that way.
    past_its_exchange = delivery.message.delivery_info.get("exchange") == ""
    if past_its_exchange and delivery.message.properties.get("user_id") != own_user:
        raise Refused("smuggled", "it was put into the queue past its exchange")


def _outcome(error: BaseException | None) -> str:
    if error is None:
        return "ok"
    if isinstance(error, Refused):
        return error.code
    return "held" if isinstance(error, DependencyDown) else "failed"


def _call_id(raw: RawMessage) -> str:
    stack = raw.headers.get("nameko.call_id_stack")
    return str(stack[-1]) if isinstance(stack, list) and stack else str(new_id())


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and value >= 0 else 0
