"""Reading a CloudEvent out of an AMQP message: structured mode, or binary mode."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from chassis.decoding import UNDECODABLE
from chassis.errors import Refused
from contracts.cloudevents import (
    BINARY_PREFIXES,
    SPEC_VERSION,
    STRUCTURED_CONTENT_TYPE,
    CloudEvent,
)

# Raft logs and broker memory: one event may carry 1 MiB of file, as base64, and its envelope.
LARGEST_EVENT_BYTES = 2 * 1024 * 1024
# CloudEvents 1.0, 3.1.1: no control characters in strings; the length is what we store.
_LONGEST_ATTRIBUTE = 250
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ATTRIBUTES = ("specversion", "id", "source", "type", "time", "subject", "datacontenttype")


def read_cloudevent(
    body: bytes, content_type: str | None, headers: Mapping[str, Any]
) -> CloudEvent:
    """Return the event that a message carries.

    Raises:
        Refused: `too_large`, `not_a_cloudevent`, `malformed_json`, `unsupported_specversion`, or
            `missing_id`, `missing_source`, `missing_type` for an absent required attribute, and
            `invalid_...` for one that is too long or holds control characters.
    """
    if len(body) > LARGEST_EVENT_BYTES:
        raise Refused(
            "too_large",
            f"the event has {len(body)} bytes, at most {LARGEST_EVENT_BYTES} are taken; "
            "send larger files by reference",
        )
    if (content_type or "").split(";")[0].strip().lower() == STRUCTURED_CONTENT_TYPE:
        event = _structured(body)
    else:
        event = _binary(body, content_type, headers)
    if event.specversion != SPEC_VERSION:
        raise Refused("unsupported_specversion", f"specversion must be {SPEC_VERSION}")
    for name in ("id", "source", "type"):
        if not getattr(event, name):
            raise Refused(f"missing_{name}", f"the CloudEvents attribute {name!r} is missing")
        if len(getattr(event, name)) > _LONGEST_ATTRIBUTE or _CONTROL.search(getattr(event, name)):
            raise Refused(
                f"invalid_{name}",
                f"the CloudEvents attribute {name!r} must have at most {_LONGEST_ATTRIBUTE}"
                " characters and no control characters",
            )
    return event


def canonical_sha256(data: bytes) -> str:
    """Return the SHA-256 of JSON `data` whatever its spacing and order of keys.

    Raises:
        Refused: `malformed_json`, also in a part that the event's type does not know.
    """
    try:
        canonical = msgspec.json.encode(msgspec.json.decode(data), order="sorted")
    except UNDECODABLE as error:
        raise Refused("malformed_json", str(error)) from error
    return hashlib.sha256(canonical).hexdigest()


def _structured(body: bytes) -> CloudEvent:
    values = _json_object(body)
    data = values.pop("data", None)
    return _event(values, b"null" if data is None else bytes(data))


def _binary(body: bytes, content_type: str | None, headers: Mapping[str, Any]) -> CloudEvent:
    values: dict[str, Any] = {}
    for name in _ATTRIBUTES:
        for prefix in BINARY_PREFIXES:
            value = headers.get(prefix + name)
            if value is not None:
                values[name] = value.isoformat() if isinstance(value, datetime) else value
    if not values:
        raise Refused(
            "not_a_cloudevent",
            "neither the content type application/cloudevents+json nor CloudEvents headers",
        )
    values.setdefault("datacontenttype", content_type or "application/json")
    _json_object(body)
    return _event(values, body)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except UNDECODABLE as error:
        raise Refused("malformed_json", f"the body is not a JSON object: {error}") from error


def _event(values: Mapping[str, Any], data: bytes) -> CloudEvent:
    plain: dict[str, Any] = {"specversion": "", "id": "", "source": "", "type": ""}
    try:
        for name, value in values.items():
            if name in _ATTRIBUTES:
                plain[name] = (
                    msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value
                )
        event = msgspec.convert(plain, CloudEvent)
    except msgspec.ValidationError as error:
        raise Refused("not_a_cloudevent", f"the envelope cannot be read: {error}") from error
    except UNDECODABLE as error:
        raise Refused("malformed_json", f"the envelope cannot be read: {error}") from error
    return msgspec.structs.replace(event, data=msgspec.Raw(data))
