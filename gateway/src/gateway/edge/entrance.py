"""Around every request: a correlation id, safety headers, one log line, one count."""

import re
import time
from uuid import uuid4

import structlog
from opentelemetry.trace import Span, SpanKind, StatusCode
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway import measures, tracing
from gateway.edge.answering import CORRELATION_KEY, ROUTE_KEY, TRACE_KEY
from gateway.edge.stopping import Stopping

_log = structlog.get_logger("gateway.requests")

_SANE_ID = re.compile(r"[A-Za-z0-9_.:-]{8,64}")
_UNROUTED = "(none)"
_SERVER_ERROR = 500
WATCHING = frozenset({"/health", "/ready", "/metrics"})
"""Routes that machines ask to see whether all is well; no use of the portal."""

# What every answer carries unless its handler said something else.
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Same origin, not none: browsers without Sec-Fetch-Site would send "Origin: null" with forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "private, no-store",
}
_HSTS = "max-age=63072000; includeSubDomains"


class Entrance:
    """The outermost ASGI layer."""

    def __init__(self, app: ASGIApp, *, is_https: bool, stopping: Stopping) -> None:
        self._app = app
        self._stopping = stopping
        self._headers = dict(_HEADERS)
        if is_https:
            self._headers["Strict-Transport-Security"] = _HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = {name: value for name, value in scope["headers"] if name in _TIES}
        scope[CORRELATION_KEY] = correlation_id = _correlation_id(given.get(b"x-request-id", b""))
        status = 500
        started = time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = correlation_id
                if self._stopping.has_begun:
                    headers["Connection"] = "close"
            await send(message)

        structlog.contextvars.bind_contextvars(correlation_id=correlation_id)
        trace_of_client = given.get(b"traceparent", b"").decode("latin-1")
        with tracing.span(scope["method"], SpanKind.SERVER, trace_of_client) as span:
            scope[TRACE_KEY] = tracing.present_traceparent()
            try:
                await self._app(scope, receive, send_with_headers)
            finally:
                _describe(span, scope, status)
                _note(scope, status, time.perf_counter() - started)
                structlog.contextvars.unbind_contextvars("correlation_id")


_TIES = frozenset({b"x-request-id", b"traceparent"})


def _describe(span: Span, scope: Scope, status: int) -> None:
    """Name a span by OpenTelemetry's conventions; like the log line, without the path itself."""
    route = scope.get(ROUTE_KEY, _UNROUTED)
    span.update_name(f"{scope['method']} {route}")
    span.set_attribute("http.request.method", scope["method"])
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    span.set_attribute("kontor.correlation_id", scope[CORRELATION_KEY])
    if status >= _SERVER_ERROR:
        span.set_status(StatusCode.ERROR)


def _note(scope: Scope, status: int, seconds: float) -> None:
    """Log and count by the route's template: the path itself may hold an invitation's token."""
    route = scope.get(ROUTE_KEY, _UNROUTED)
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    measures.note_request(method, route, status, seconds)
    if route not in WATCHING:
        _log.info(
            "request",
            method=method,
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _correlation_id(given: bytes) -> str:
    text = given.decode("latin-1")
    return text if _SANE_ID.fullmatch(text) else str(uuid4())
