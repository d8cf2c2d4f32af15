"""What operators and machines ask: alive, ready, figures, the API's description, the brand."""

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from gateway.call import Surroundings
from gateway.edge.client_address import is_local
from gateway.edge.packing import Packable

_FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ProbeRoute:
    """One address for machines."""

    path: str
    handler: Callable[[Request], Awaitable[Response]]


async def health(_: Request) -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Say whether requests should be sent here: 503 without the broker, and before it stops."""
    around: Surroundings = request.app.state.around
    if around.stopping.has_begun:
        return JSONResponse({"status": "stopping"}, status_code=503)
    if around.broker.is_connected:
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "not_ready", "missing": ["broker"]}, status_code=503)


async def metrics(request: Request) -> Response:
    """Return the figures for Prometheus; to other machines only where the settings say so."""
    around: Surroundings = request.app.state.around
    if not around.settings.metrics_open and not is_local(request):
        return PlainTextResponse("not found\n", status_code=404)
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def openapi_document(request: Request) -> Response:
    """Return the description of the API, made from the types that validate it."""
    # Made when it is asked for first, so that no start waits for it, and no other request.
    document: Packable = await to_thread(request.app.state.describe_api)
    return document.response(request, "application/json")


async def brand_sheet(request: Request) -> Response:
    """Return the vendor's colour as a style sheet."""
    around: Surroundings = request.app.state.around
    return Response(around.brand.sheet, media_type="text/css", headers=_FOR_A_DAY)


async def brand_logo(request: Request) -> Response:
    """Return the vendor's logo, which runs no script of its own whatever is in it."""
    around: Surroundings = request.app.state.around
    if around.brand.logo is None:
        return PlainTextResponse("not found\n", status_code=404)
    return Response(around.brand.logo, media_type=around.brand.logo_type, headers=_FOR_A_DAY)
