"""`openapi.json` (OpenAPI 3.1), made from the types that the handlers parse and answer with."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.support_changes import SupportChange
from gateway.api.binding import (
    IDEMPOTENCY_HEADER,
    LONGEST_IDEMPOTENCY_KEY,
    ApiRoute,
    Signature,
    signature_of,
)
from gateway.api.decoding import is_optional
from gateway.problems import MEDIA_TYPE, ProblemDetails

EVENT_STREAM = "text/event-stream"
EVENT_BATCH = "application/cloudevents-batch+json"
_REFERENCE = "#/components/schemas/{name}"
_SECURITY: list[dict[str, list[str]]] = [{"token": []}, {"cookie": []}]

_TEXT = {"type": "string"}
_CLOUDEVENTS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid"},
            "source": _TEXT,
            "type": _TEXT,
            "subject": _TEXT,
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "data": {"type": "object"},
        },
    },
}

_DESCRIPTION = """\
Everything the portal does, for machines. Sign in with `POST /v1/sessions`, or use an API key or the
token of a machine account; send it as `Authorization: Bearer …`. A machine account that was revoked
is answered with 410, wherever it asks. Lists are paged: pass `next_cursor` as `cursor`. Every error
is a problem (RFC 9457) with a stable `code` and a `correlation_id` that names it in our logs; its
words follow `Accept-Language` (`de` or `en`). Documents of others and documents that do not exist
answer alike.
"""


def build_openapi(routes: Sequence[ApiRoute]) -> bytes:
    """Return the description of `routes` as JSON."""
    signatures = [signature_of(route) for route in routes]
    schemas = _schemas(signatures)
    paths: dict[str, dict[str, Any]] = {}
    for route, signature in zip(routes, signatures, strict=True):
        operations = paths.setdefault(route.path, {})
        operations[route.method.lower()] = _operation(route, signature)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Kontor",
            "version": "1",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": _SECURITY,
        "tags": [{"name": tag} for tag in dict.fromkeys(route.tag for route in routes)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": _problems(paths),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A session's token, an API key, or a machine account's token.",
                },
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-kontor_session",
                    "description": "What the portal's own pages use.",
                },
            },
        },
    }
    return msgspec.json.format(msgspec.json.encode(document, order="deterministic"), indent=2)


def _problems(paths: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what the operations answer when something is wrong, each once, by its name."""
    statuses = {
        status
        for operations in paths.values()
        for operation in operations.values()
        for status, response in operation["responses"].items()
        if "$ref" in response
    }
    content = {MEDIA_TYPE: {"schema": _reference(ProblemDetails)}}
    return {
        _name_of(status): {
            "description": "Any other error."
            if status == "default"
            else HTTPStatus(int(status)).phrase,
            "content": content,
        }
        for status in statuses
    }


def _name_of(status: str) -> str:
    """Return the name of a problem among the components: `NotFound` of 404."""
    if status == "default":
        return "Problem"
    return HTTPStatus(int(status)).phrase.replace(" ", "")


def _schemas(signatures: Iterable[Signature]) -> dict[str, Any]:
    wanted: list[Any] = [ProblemDetails]
    for signature in signatures:
        wanted += [kind for kind in (signature.body, signature.answer) if _is_struct(kind)]
    _, schemas = msgspec.json.schema_components(wanted, ref_template=_REFERENCE)
    return schemas


def _operation(route: ApiRoute, signature: Signature) -> dict[str, Any]:
    summary = (route.handler.__doc__ or "").strip().splitlines()[0]
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": summary,
        "tags": [route.tag],
        "responses": _responses(route, signature),
    }
    if route.public:
        operation["security"] = []
    parameters = _parameters(signature)
    if parameters:
        operation["parameters"] = parameters
    if signature.body is not None:
        operation["requestBody"] = {
            "required": not is_optional(signature.body),
            "content": {
                media_type: {"schema": _reference(signature.body)}
                for media_type in route.takes or ("application/json",)
            },
        }
    elif route.takes:
        operation["requestBody"] = {
            "required": True,
            "content": {media_type: {} for media_type in route.takes},
        }
    return operation


def _parameters(signature: Signature) -> list[dict[str, Any]]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(wanted)}
        for name, wanted in signature.path.items()
    ]
    if signature.query is not None:
        schema = msgspec.json.schema(signature.query, ref_template=_REFERENCE)
        query = schema["$defs"][signature.query.__name__]
        parameters += [
            _query_parameter(name, property_, required=name in query.get("required", ()))
            for name, property_ in query["properties"].items()
        ]
    if signature.takes_idempotency_key:
        parameters.append(
            {
                "name": IDEMPOTENCY_HEADER,
                "in": "header",
                "required": True,
                "description": "Made by the client; repeating it repeats nothing.",
                "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_IDEMPOTENCY_KEY},
            }
        )
    return parameters


def _query_parameter(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    parameter = {
        "name": name,
        "in": "query",
        "required": required,
        "allowEmptyValue": not required,  # it counts as not given (decoding.read_values)
        "schema": _without_null(schema),
    }
    if schema.get("type") == "array":
        parameter |= {"style": "form", "explode": False}
    return parameter


def _responses(route: ApiRoute, signature: Signature) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    if signature.answer is type(None):
        accepted = route.empty_status == HTTPStatus.ACCEPTED
        responses[str(route.empty_status)] = {
            "description": "Taken note of; the answer is the same whatever follows from it."
            if accepted
            else "Done."
        }
    elif route.media_types == (EVENT_STREAM,):
        responses[str(route.status)] = {
            "description": "Server-Sent Events, until the client or the session is gone.",
            "content": {EVENT_STREAM: {}},
        }
    elif route.media_types == (EVENT_BATCH,):
        responses[str(route.status)] = {
            "description": "CloudEvents 1.0 in the order of the feed; `data` differs by `type`.",
            "headers": {
                "Link": {"schema": {"type": "string"}, "description": "Where to go on (RFC 8288)."}
            },
            "content": {EVENT_BATCH: {"schema": _CLOUDEVENTS}},
        }
    elif signature.answer is Response:
        responses[str(route.status)] = {
            "description": "The file.",
            "headers": {
                "ETag": {"schema": {"type": "string"}, "description": "Its SHA-256."},
                "Repr-Digest": {"schema": {"type": "string"}, "description": "RFC 9530."},
            },
            "content": {media_type: {} for media_type in route.media_types},
        }
    else:
        responses[str(route.status)] = {
            "description": _first_sentence(signature.answer.__doc__),
            "content": {"application/json": {"schema": _reference(signature.answer)}},
        }
    if route.in_support == "proposed":
        responses["202"] = {
            "description": "In a support session: put to the customer, who decides.",
            "content": {"application/json": {"schema": _reference(SupportChange)}},
        }
    for status in sorted(_faults(route, signature)):
        responses[str(status)] = (
            {"description": HTTPStatus(status).phrase}
            if status == HTTPStatus.NOT_MODIFIED
            else _problem(str(status))
        )
    responses["default"] = _problem("default")
    return responses


def _faults(route: ApiRoute, signature: Signature) -> set[int]:
    faults = {*route.faults, 503, 504}
    if route.kept != "nowhere":
        faults.add(304)
    if not route.public:
        faults |= {401, 403}
    if signature.path:
        faults.add(404)
    if signature.body is not None:
        faults |= {400, 413, 415, 422}
    if signature.query is not None:
        faults.add(422)
    return faults


def _problem(status: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{_name_of(status)}"}


def _path_schema(wanted: Any) -> dict[str, Any]:
    return {"type": "string", "format": "uuid"} if wanted is UUID else {"type": "string"}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a value that is left out rather than null."""
    options = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    if schema.get("default") is not None:
        rest["default"] = schema["default"]
    return {**rest, **options[0]} if len(options) == 1 else {**schema}


def _reference(struct: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(name=struct.__name__)}


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _first_sentence(text: str | None) -> str:
    paragraph = re.split(r"\n\s*\n", (text or "Done.").strip())[0]
    return " ".join(paragraph.split())
