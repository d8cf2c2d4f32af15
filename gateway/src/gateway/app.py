"""Puts the gateway together: whom it asks, what it answers, what is around both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from contracts.events import AccessEnded
from gateway.api.openapi import build_openapi
from gateway.api.proposing import guarded
from gateway.call import Surroundings
from gateway.clients.amqp_rpc import AmqpRpcClient
from gateway.clients.archive import Archive
from gateway.clients.billing_docs import BillingDocs
from gateway.clients.broadcasts import access_ended_listener, request_news_listener
from gateway.clients.broker import Broker
from gateway.clients.catalog import Catalog
from gateway.clients.identity import Identity
from gateway.clients.notifications import Notifications
from gateway.clients.objects import open_object_store, transfer_limiter
from gateway.clients.stored_streams import StreamStore
from gateway.clients.tickets import Tickets
from gateway.clients.uploads import Uploads
from gateway.edge.admission import Admission
from gateway.edge.answering import ROUTE_KEY, Session, anonymous_call, endpoint, json_problem
from gateway.edge.bounds import Bounds
from gateway.edge.client_address import AttemptLimit
from gateway.edge.credentials import SessionCookie
from gateway.edge.entrance import Entrance
from gateway.edge.live import Live
from gateway.edge.packing import Packable
from gateway.edge.routing import BeginningRouter, RoutesByBeginning
from gateway.edge.sessions import Sessions
from gateway.edge.static import StaticFiles
from gateway.edge.stopping import Stopping
from gateway.operations import ProbeRoute
from gateway.pages.explained import explained
from gateway.pages.failure import page_problem
from gateway.pages.open_requests import counted
from gateway.pages.page import PageRoute
from gateway.problems import Problem
from gateway.routes import API, PAGES, PROBES, STATIC_PATH
from gateway.settings import Settings, brand_of
from gateway.sheets.reading import SheetReader


def create_app(settings: Settings) -> Starlette:
    """Return the gateway as an ASGI application; it connects when it is started."""
    return application(surroundings(settings))


def surroundings(settings: Settings) -> Surroundings:
    """Return everything the handlers ask, not yet connected."""
    rpc = AmqpRpcClient()
    identity = Identity(rpc, settings.rpc_seconds)
    sessions = Sessions(identity)
    live = Live()

    def end(event: AccessEnded) -> None:
        sessions.end(event)
        live.end(event)

    def miss() -> None:
        sessions.forget_all()
        live.end_all()

    access_ended = access_ended_listener(on_ended=end, on_gap=miss)
    request_news = request_news_listener(on_news=live.tell, on_gap=live.end_all)
    store, limiter = open_object_store(settings), transfer_limiter()
    streams = StreamStore(store=store, limiter=limiter)
    return Surroundings(
        settings=settings,
        brand=brand_of(settings),
        broker=Broker(settings.amqp_url, [rpc, access_ended, request_news]),
        identity=identity,
        billing_docs=BillingDocs(rpc, settings.rpc_seconds),
        tickets=Tickets(rpc, settings.rpc_seconds),
        catalog=Catalog(rpc, settings.rpc_seconds),
        notifications=Notifications(rpc, settings.rpc_seconds),
        archive=Archive(store, limiter),
        uploads=Uploads(streams, settings.uploads_bucket),
        streams=streams,
        sheets=SheetReader(),
        sessions=sessions,
        live=live,
        stopping=Stopping(settings.drain_seconds),
        cookie=SessionCookie(secure=settings.is_https),
        pending_cookie=SessionCookie(secure=settings.is_https, stem="kontor_sign_in"),
        provider_cookie=SessionCookie(secure=settings.is_https, stem="kontor_provider"),
        support_cookie=SessionCookie(secure=settings.is_https, stem="kontor_support"),
        sign_in_limit=AttemptLimit(settings.sign_in_limit),
        ftp_limit=AttemptLimit(settings.ftp_limit),
    )


def application(around: Surroundings) -> Starlette:
    """Return the gateway's application among the given surroundings."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        around.broker.start()
        around.stopping.watch(around.live.end_all)
        yield
        await around.broker.stop()

    app = Starlette(
        middleware=[
            Middleware(Entrance, is_https=around.settings.is_https, stopping=around.stopping),
            Middleware(Admission, most=around.settings.most_requests),
            Middleware(Bounds),
        ],
        exception_handlers={HTTPException: _unrouted},
    )
    # Which redirects no slashes: one address for one thing.
    app.router = BeginningRouter(_routes(), lifespan=lifespan)
    app.state.around = around
    app.state.describe_api = _openapi
    app.state.operations = {
        route.handler.__name__: route for route in API if route.in_support == "proposed"
    }
    return app


@cache
def _openapi() -> Packable:
    """Return the description of the API; making it takes longer than all the rest of this."""
    return Packable(build_openapi(API))


@cache
def _routes() -> RoutesByBeginning:
    """Return what every application of this process does at which address.

    They hold nothing of one application, and compiling their patterns is most of making one.
    """
    return RoutesByBeginning(
        (*_api_routes(), *_page_routes(), *map(_probe_route, PROBES), _static_route())
    )


def _api_routes() -> list[Route]:
    """Return the API's routes, whole addresses before those with a name in them.

    Between them stand the whole ones that fit a later pattern too: `PATCH /v1/requests/summary` is
    a method that this address does not know, and no change of a request called "summary".
    """
    routes = [
        Route(
            route.path,
            endpoint(
                route.path,
                guarded(route),
                json_problem,
                session="none" if route.public else "needed",
                on_page=False,
            ),
            methods=[route.method],
        )
        for route in API
    ]
    whole = [route for route in routes if not route.param_convertors]
    patterns = [route for route in routes if route.param_convertors]
    ends = [
        Route(path, _UnknownMethod())
        for path in dict.fromkeys(route.path for route in whole)
        if any(pattern.path_regex.match(path) for pattern in patterns)
    ]
    return [*whole, *ends, *patterns]


class _UnknownMethod:
    """Refuses whatever reaches it. No function: of one, Starlette would take GET alone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive, send
        raise HTTPException(_METHOD_NOT_ALLOWED)


def _session_of(page: PageRoute) -> Session:
    if page.by_token:
        return "none"
    return "optional" if page.public else "needed"


def _page_routes() -> list[Route]:
    return [
        Route(
            page.path,
            endpoint(
                page.path,
                explained(page.handler) if page.is_part else counted(explained(page.handler)),
                page_problem,
                session=_session_of(page),
                on_page=True,
            ),
            methods=[page.method],
        )
        for page in PAGES
    ]


def _probe_route(probe: ProbeRoute) -> Route:
    async def respond(request: Request) -> Response:
        request.scope[ROUTE_KEY] = probe.path
        return await probe.handler(request)

    return Route(probe.path, respond, methods=["GET"])


def _static_route() -> Mount:
    return Mount(STATIC_PATH, StaticFiles(str(files("gateway") / "static"), STATIC_PATH))


_METHOD_NOT_ALLOWED = 405


async def _unrouted(request: Request, error: Exception) -> Response:
    """Answer what no route takes: an unknown address, or a method that it does not know."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = {404: "no_such_address", 405: "method_not_allowed"}.get(status, "internal")
    headers = {"Allow": ", ".join(_methods_at(request))} if status == _METHOD_NOT_ALLOWED else {}
    problem = Problem(status=status, code=code, headers=headers)
    describe = json_problem if request.url.path.startswith("/v1/") else page_problem
    return describe(anonymous_call(request), problem)


def _methods_at(request: Request) -> list[str]:
    """Return every method that some route takes at the request's address (RFC 9110, 15.5.6)."""
    path = request.url.path
    fitting = [
        route
        for route in request.app.routes
        if isinstance(route, Route) and route.path_regex.match(path)
    ]
    whole = [route for route in fitting if route.path == path]
    return sorted({method for route in whole or fitting for method in route.methods or ()})
