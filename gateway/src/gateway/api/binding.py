"""Binds a handler to HTTP by its signature: what it takes is what is parsed and documented.

A handler's parameters besides `call` are: `body` (a Struct: the JSON body), `query` (a Struct: the
query), `idempotency_key` (the header of that name), and the names in its path. What it returns is
sent as JSON; a handler that returns a Response has built the answer itself.
"""

import hashlib
import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, get_type_hints
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import NotFound
from gateway.api.decoding import read_json, read_values, refuse_repeated, refuse_unknown
from gateway.api.file_headers import names_this_version
from gateway.call import Call
from gateway.problems import RequestFault

Handler = Callable[..., Awaitable[Any]]
# Refused there, put to the customer instead, or about the support session itself.
InSupport = Literal["refused", "proposed", "passed"]
# What may keep an answer: nothing, the caller's own client while it asks each time whether it still
# holds, or for five minutes everything on the way too, because it is the same for everybody.
Kept = Literal["nowhere", "own", "shared"]
_KEPT_BY = {"own": "private, no-cache", "shared": "public, max-age=300"}

IDEMPOTENCY_HEADER = "Idempotency-Key"
LONGEST_IDEMPOTENCY_KEY = 200
_PATH_PARAMETER = re.compile(r"{(\w+)}")


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiRoute:
    """One way into the API."""

    method: str
    path: str
    handler: Handler
    tag: str
    public: bool = False
    status: int = 200
    faults: tuple[int, ...] = ()
    """Statuses that this operation answers beside those that all do."""
    media_types: tuple[str, ...] = ("application/json",)
    takes: tuple[str, ...] = ()
    """Media types of a body that the handler reads by itself, or of one that is more than JSON."""
    in_support: InSupport = "refused"
    """What becomes of it in a support session, unless it only reads."""
    kept: Kept = "nowhere"

    @property
    def empty_status(self) -> int:
        """The status of an answer without content."""
        return 204 if self.status == 200 else self.status  # noqa: PLR2004  (nothing is not 200)


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """What a handler takes and gives."""

    path: dict[str, Any]
    query: type[msgspec.Struct] | None
    body: type[msgspec.Struct] | None
    takes_idempotency_key: bool
    answer: Any


def signature_of(route: ApiRoute) -> Signature:
    """Return what the route's handler takes and gives."""
    hints = get_type_hints(route.handler, include_extras=True)
    in_path = _PATH_PARAMETER.findall(route.path)
    taken = set(inspect.signature(route.handler).parameters) - {"call"}
    unexplained = taken - set(in_path) - {"query", "body", "idempotency_key"}
    if unexplained or set(in_path) - taken:
        raise TypeError(f"{route.method} {route.path}: {sorted(unexplained or in_path)}")
    return Signature(
        path={name: hints[name] for name in in_path},
        query=hints.get("query"),
        body=hints.get("body"),
        takes_idempotency_key="idempotency_key" in taken,
        answer=hints["return"],
    )


def bind(route: ApiRoute, handler: Handler | None = None) -> Callable[[Call], Awaitable[Response]]:
    """Return the route's handler, or another that takes the same, as a function of the call."""
    signature = signature_of(route)
    handle = handler or route.handler

    async def answer(call: Call) -> Response:
        arguments: dict[str, Any] = {
            name: path_value(call.request.path_params[name], wanted)
            for name, wanted in signature.path.items()
        }
        if signature.query is not None:
            refuse_unknown(call.request.query_params, signature.query, are_in_body=False)
            refuse_repeated(call.request.query_params.multi_items())
            arguments["query"] = read_values(call.request.query_params, signature.query)
        if signature.takes_idempotency_key:
            arguments["idempotency_key"] = _idempotency_key(call)
        if signature.body is not None:
            arguments["body"] = await read_json(call.request, signature.body)
        result = await handle(call, **arguments)
        if isinstance(result, Response):
            return result
        if result is None:
            return Response(status_code=route.empty_status)
        return _written(call, route, msgspec.json.encode(result))

    return answer


def path_value(text: str, wanted: Any) -> Any:
    """Return a value in a path as the handler takes it.

    Raises:
        NotFound: it cannot be an id.
    """
    if wanted is not UUID:
        return text
    try:
        return UUID(text)
    except ValueError:
        # What cannot be an id is an id that nobody has.
        raise NotFound from None


def _written(call: Call, route: ApiRoute, content: bytes) -> Response:
    """Return the answer; where it may be kept, an empty one if the client has it already."""
    if route.kept == "nowhere":
        return Response(content, status_code=route.status, media_type="application/json")
    version = hashlib.sha256(content).hexdigest()[:32]
    headers = {"ETag": f'"{version}"', "Cache-Control": _KEPT_BY[route.kept]}
    if names_this_version(call.request.headers.get("if-none-match"), version):
        return Response(status_code=304, headers=headers)
    return Response(
        content, status_code=route.status, headers=headers, media_type="application/json"
    )


def _idempotency_key(call: Call) -> str:
    key = call.request.headers.get(IDEMPOTENCY_HEADER, "")
    if not key:
        raise RequestFault("idempotency_key_missing")
    if len(key) > LONGEST_IDEMPOTENCY_KEY or not key.isascii() or not key.isprintable():
        raise RequestFault("idempotency_key_unusable")
    return key
