"""From a request to an answer: find out who asks, call the handler, put every error into words."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Literal

import msgspec
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from contracts.errors import InternalError, NotSignedIn
from gateway import problems
from gateway.call import Call, Surroundings
from gateway.clients.failures import AreaFailure
from gateway.clients.rpc import CallContext
from gateway.edge.client_address import client_address
from gateway.edge.credentials import SupportSessionOver, read_credential
from gateway.edge.language import accepted_language, chosen_language
from gateway.edge.same_site import refuse_cross_site
from gateway.edge.sessions import SignedIn

_log = structlog.get_logger(__name__)

Answer = Callable[[Call], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]
Describe = Callable[[Call, problems.Problem], Response]
# What the route asks of the caller: a session, none, or one only to greet him by name.
Session = Literal["needed", "none", "optional"]

ROUTE_KEY = "kontor.route"
CORRELATION_KEY = "kontor.correlation_id"
TRACE_KEY = "kontor.traceparent"


def endpoint(
    path: str, answer: Answer, describe: Describe, *, session: Session, on_page: bool
) -> Endpoint:
    """Return the Starlette endpoint for one route; `describe` words what goes wrong in it."""

    async def respond(request: Request) -> Response:
        request.scope[ROUTE_KEY] = path
        call = anonymous_call(request)
        try:
            call = await _identified(call, session, on_page=on_page)
            return await answer(call)
        except ClientDisconnect:
            return Response(status_code=499)  # nobody reads it; the log line says what happened
        except Exception as error:  # noqa: BLE001  (the one place where every error becomes an answer)
            problem = problems.problem_of(error)
            if problem is None:
                _log.exception("request_failed", route=path)
                problem = problems.Problem(status=500, code=InternalError.code)
            if isinstance(error, NotSignedIn) and call.signed_in is not None:
                # The service knows better than our memory: ask identity anew next time.
                call.around.sessions.forget(call.signed_in)
            return describe(call, problem)

    return respond


def json_problem(call: Call, problem: problems.Problem) -> Response:
    """Answer a problem as `application/problem+json`."""
    details = problems.describe(problem, call.texts, call.context.correlation_id)
    return Response(
        msgspec.json.encode(details),
        status_code=problem.status,
        headers={**problem.headers, "Content-Language": call.language},
        media_type=problems.MEDIA_TYPE,
    )


def anonymous_call(request: Request) -> Call:
    """Return the request as a call of nobody in particular."""
    around: Surroundings = request.app.state.around
    return Call(
        request=request,
        around=around,
        context=CallContext(
            correlation_id=request.scope[CORRELATION_KEY],
            traceparent=request.scope.get(TRACE_KEY),
        ),
        signed_in=None,
        language=chosen_language(request) or accepted_language(request),
        client_address=client_address(request, around.settings.trusted_proxies),
    )


async def _identified(call: Call, session: Session, *, on_page: bool) -> Call:
    """Return the call with who asks."""
    if session == "none":
        return call
    request, around = call.request, call.around
    if on_page:
        # Also for those who are nobody yet: a foreign page must not sign a browser in.
        refuse_cross_site(request, around.settings.public_origin)
    credential = read_credential(request, around.cookie, around.support_cookie)
    if credential is None:
        if session == "optional":
            return call
        raise NotSignedIn
    if credential.source != "header":
        refuse_cross_site(request, around.settings.public_origin)
    try:
        signed_in = await around.sessions.whose(credential.token, call.context)
    except (NotSignedIn, AreaFailure) as error:
        if credential.source == "support" and on_page and isinstance(error, NotSignedIn):
            raise SupportSessionOver from error
        if session == "optional":
            return call
        raise
    return _call_of(call, signed_in, person_first=on_page)


def _call_of(call: Call, signed_in: SignedIn, *, person_first: bool) -> Call:
    """Return `call` as one of `signed_in`, in the language that fits him best."""
    request, own_language = call.request, signed_in.authenticated.language
    # A browser's Accept-Language is rarely a choice; an API client's always is.
    asked_for = not person_first and "accept-language" in request.headers
    return replace(
        call,
        context=replace(call.context, principal=signed_in.authenticated.principal),
        signed_in=signed_in,
        language=chosen_language(request) or (call.language if asked_for else own_language),
    )
