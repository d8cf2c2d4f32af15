"""The CloudEvent around a document, and its two forms on AMQP."""

from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from contracts.cloudevents import SPEC_VERSION, STRUCTURED_CONTENT_TYPE, CloudEvent
from kontor_publisher.errors import InvalidDocument

Mode = Literal["structured", "binary"]

# Of the prefixes the CloudEvents AMQP binding 1.0.2 (3.1.3.1) allows, the one it recommends.
_ATTRIBUTE_PREFIX = "cloudEvents_"
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """One event as it goes over the wire."""

    event_id: str
    event_type: str
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def make_event(
    event_type: str, data: msgspec.Struct, *, source: str, event_id: str, subject: str | None
) -> CloudEvent:
    """Return the event whose bytes are the same whenever the same is said again.

    That is why it bears no `time`, and why fields without a value are left out: one more optional
    field in a later version must not change the bytes of an event that does not use it.

    Raises:
        InvalidDocument: the id is empty or too long.
    """
    if not 0 < len(event_id) <= _LONGEST_ID:
        raise InvalidDocument(f"an event id has 1 to {_LONGEST_ID} characters")
    return CloudEvent(
        specversion=SPEC_VERSION,
        id=event_id,
        source=source,
        type=event_type,
        subject=subject,
        datacontenttype="application/json",
        data=msgspec.Raw(msgspec.json.encode(_without_none(msgspec.to_builtins(data)))),
    )


def to_message(event: CloudEvent, mode: Mode) -> OutgoingMessage:
    """Return `event` in structured mode (all in one JSON body) or in binary mode (data alone)."""
    if mode == "structured":
        return OutgoingMessage(
            event_id=event.id,
            event_type=event.type,
            content_type=STRUCTURED_CONTENT_TYPE,
            body=msgspec.json.encode(event),
        )
    attributes = {
        "specversion": event.specversion,
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
    }
    return OutgoingMessage(
        event_id=event.id,
        event_type=event.type,
        content_type=event.datacontenttype or "application/json",
        body=bytes(event.data),
        headers={
            f"{_ATTRIBUTE_PREFIX}{name}": value
            for name, value in attributes.items()
            if value is not None
        },
    )


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_without_none(inner) for inner in value]
    return value
