"""In a support session nothing is changed: what would change something is put to the customer."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast, get_args

import msgspec
from starlette.responses import Response

from contracts.errors import CustomerMustAgree
from contracts.support_changes import ProposedRequest, ProposeSupportChange
from gateway.api.binding import ApiRoute, bind
from gateway.call import Call
from gateway.edge.language import Language
from gateway.texts import texts_in

_READING = "GET"
# Who administers an organisation is decided by the organisation alone.
_NEVER_GIVEN = "admin"


def guarded(route: ApiRoute) -> Callable[[Call], Awaitable[Response]]:
    """Return the bound handler, which in a support session proposes what it would change (MB-14).

    Reading passes. Everything else is refused there unless the route says otherwise; the services
    refuse it as well, for whoever does not come through here.
    """
    answer = bind(route)
    if route.method == _READING or route.public or route.in_support == "passed":
        return answer
    proposing = bind(route, partial(_propose, route=route))
    in_support = proposing if route.in_support == "proposed" else _refuse

    async def answer_whoever_asks(call: Call) -> Response:
        if call.identified.principal.support_session_id is None:
            return await answer(call)
        return await in_support(call)

    return answer_whoever_asks


async def _refuse(call: Call) -> Response:
    del call
    raise CustomerMustAgree


async def _propose(call: Call, *, route: ApiRoute, **arguments: Any) -> Response:
    body, query = arguments.pop("body", None), arguments.pop("query", None)
    arguments.pop("idempotency_key", None)  # the change has an id of its own
    if getattr(body, "role", None) == _NEVER_GIVEN:
        raise CustomerMustAgree
    operation = route.handler.__name__
    change = await call.around.identity.propose_support_change(
        call.context,
        ProposeSupportChange(
            request=ProposedRequest(
                operation=operation,
                method=cast("Any", route.method),  # one of those four: reading has passed
                path=route.path,
                path_parameters={name: str(value) for name, value in arguments.items()},
                query={} if query is None else _given(query),
                body=None if body is None else msgspec.to_builtins(body),
            ),
            summary={
                language: texts_in(language)(f"operations.{operation}")
                for language in get_args(Language)
            },
        ),
    )
    return Response(
        msgspec.json.encode(change),
        status_code=202,
        headers={"Location": f"/v1/support-changes/{change.id}"},
        media_type="application/json",
    )


def _given(query: msgspec.Struct) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(query)
    return {name: value for name, value in values.items() if value is not None}
