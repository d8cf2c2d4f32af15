"""Performs a request that support has proposed and the customer has agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from starlette.responses import Response

from contracts.errors import DeadlinePassed, InternalError
from contracts.support_changes import ProposedRequest
from gateway.api.binding import ApiRoute, path_value, signature_of
from gateway.call import Call
from gateway.clients.failures import CallTimedOut, ConnectionLost, ServiceFault
from gateway.problems import InvalidFields, problem_of

_log = structlog.get_logger(__name__)

# After these nobody can say whether the change was made.
_IN_DOUBT = (CallTimedOut, ConnectionLost, ServiceFault, DeadlinePassed, InternalError)
_GONE = 410


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a performed request answered: a status, and a problem's code if it was one."""

    status: int
    code: str | None = None


async def perform(
    call: Call, request: ProposedRequest, *, key: str, operations: Mapping[str, ApiRoute]
) -> Outcome | None:
    """Return what the request answers in the caller's own name, None when nobody can say.

    `key` is its idempotency key where it needs one. What may be performed is what may be proposed
    today: an operation that is no longer among `operations` is answered as gone.
    """
    route = operations.get(request.operation)
    if route is None or (route.method, route.path) != (request.method, request.path):
        return Outcome(status=_GONE, code="no_such_address")
    try:
        result = await route.handler(call, **_arguments(route, request, key))
    except _IN_DOUBT:
        return None
    except Exception as error:  # noqa: BLE001 - the answer, whatever it is, is the outcome
        return _refused(error, route)
    if isinstance(result, Response):
        return Outcome(status=result.status_code)
    return Outcome(status=route.empty_status if result is None else route.status)


def _refused(error: Exception, route: ApiRoute) -> Outcome | None:
    problem = problem_of(error)
    if problem is None:
        _log.error("proposed_request_failed", route=route.path, exc_info=error)
        return None
    return Outcome(status=problem.status, code=problem.code)


def _arguments(route: ApiRoute, request: ProposedRequest, key: str) -> dict[str, Any]:
    """Return what the handler takes.

    Raises:
        InvalidFields: the operation takes something else today than when it was proposed.
    """
    try:
        return _read(route, request, key)
    except msgspec.ValidationError as error:
        raise InvalidFields((("", "invalid"),)) from error


def _read(route: ApiRoute, request: ProposedRequest, key: str) -> dict[str, Any]:
    signature = signature_of(route)
    arguments = {
        name: path_value(request.path_parameters[name], wanted)
        for name, wanted in signature.path.items()
    }
    if signature.query is not None:
        arguments["query"] = msgspec.convert(request.query, signature.query)
    if signature.body is not None:
        arguments["body"] = msgspec.convert(request.body, signature.body)
    if signature.takes_idempotency_key:
        arguments["idempotency_key"] = key
    return arguments
