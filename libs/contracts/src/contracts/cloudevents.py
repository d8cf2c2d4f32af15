"""The CloudEvents 1.0 envelope that events to and from other systems travel in.

Structured mode carries the whole envelope as JSON (`application/cloudevents+json`); binary mode
carries the data as the body and the attributes as AMQP application properties `cloudEvents:id` or
`cloudEvents_id` (CloudEvents AMQP binding 1.0) or headers `ce-id` (the RabbitMQ habit).
"""

from datetime import datetime

import msgspec

STRUCTURED_CONTENT_TYPE = "application/cloudevents+json"
SPEC_VERSION = "1.0"
BINARY_PREFIXES = ("cloudEvents:", "cloudEvents_", "ce-", "ce_")

INBOUND_EXCHANGE = "kontor.in"
OUTBOUND_EXCHANGE = "kontor.out"


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event: who says it (`source`), which one (`id`), what kind (`type`) and its `data`."""

    specversion: str
    id: str
    source: str
    type: str
    time: datetime | None = None
    subject: str | None = None
    datacontenttype: str | None = None
    dataschema: str | None = None
    traceparent: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")
