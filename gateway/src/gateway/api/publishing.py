"""Events over HTTP, for systems that do not speak to the broker (CloudEvents HTTP binding)."""

import re
from urllib.parse import unquote

import msgspec
from starlette.requests import Request

from contracts.cloudevents import STRUCTURED_CONTENT_TYPE
from contracts.inbound import DOCUMENT_ISSUED
from contracts.publishing import AcceptedEvent
from gateway.api.decoding import media_type_of, read_body
from gateway.call import Call
from gateway.problems import RequestFault

# As much as the broker is given: a file of 1 MiB as base64, and its envelope.
LARGEST_EVENT_BYTES = 2 * 1024 * 1024
_JSON = "application/json"
TAKES = (STRUCTURED_CONTENT_TYPE, _JSON)
_ATTRIBUTE_HEADER = re.compile(r"ce-(?P<name>[a-z0-9]+)")


async def publish_document(call: Call) -> AcceptedEvent:
    """Take a `document.issued.v1` event, whole or with its attributes in `ce-` headers.

    The same JSON as over AMQP. Needs an API key with the scope `documents.publish`. Ask
    `POST /v1/publications/query` what became of the event; sending it again is always safe.
    """
    event = await read_event(call.request)
    return await call.around.billing_docs.publish_event(call.context, DOCUMENT_ISSUED, event)


async def read_event(request: Request) -> msgspec.Raw:
    """Return the event that a request carries, as one JSON object in structured mode.

    Raises:
        RequestFault: it carries none, or is too large.
    """
    media_type = media_type_of(request)
    attributes = _attributes(request)
    if media_type != STRUCTURED_CONTENT_TYPE and not (media_type == _JSON and attributes):
        raise RequestFault("cloudevent_required", status=415)
    body = await read_body(request, LARGEST_EVENT_BYTES)
    try:
        content = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RequestFault("not_json") from error
    if not isinstance(content, dict):
        raise RequestFault("not_json")
    if media_type == STRUCTURED_CONTENT_TYPE:
        return msgspec.Raw(body)
    envelope = {**attributes, "datacontenttype": _JSON, "data": msgspec.Raw(body)}
    return msgspec.Raw(msgspec.json.encode(envelope))


def _attributes(request: Request) -> dict[str, str]:
    # The binding writes what is no printable ASCII as percent-encoded UTF-8 (3.1.3.2).
    found = ((_ATTRIBUTE_HEADER.fullmatch(name), value) for name, value in request.headers.items())
    return {match["name"]: unquote(value) for match, value in found if match}
