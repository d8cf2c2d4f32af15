"""`python -m gateway`: serves the gateway until it is told to stop."""

import asyncio
import ctypes
import os
import signal
import sys

import structlog
from granian.constants import Interfaces
from granian.server import Server as ProcessServer
from granian.server.embed import Server as EmbeddedServer
from starlette.applications import Starlette

from gateway.api.openapi import build_openapi
from gateway.app import create_app
from gateway.log import SERVER_LOGGING, configure_logging
from gateway.routes import API
from gateway.settings import Settings, load_or_exit
from gateway.tracing import configure_tracing

_log = structlog.get_logger("gateway")

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve with the settings of the environment; exits with 2 if they do not fit.

    `python -m gateway openapi` writes the description of the API to standard output instead.
    """
    if sys.argv[1:] == ["openapi"]:
        sys.stdout.write(build_openapi(API).decode() + "\n")
        return
    settings = load_or_exit(os.environ)
    configure_logging(settings.log_format)
    configure_tracing()
    _log.info("gateway_starts", address=f"{settings.host}:{settings.port}")
    if settings.workers == 1:
        asyncio.run(_serve_in_this_process(settings))
    else:
        _serve_in_processes(settings)
    _log.info("gateway_stopped")


def make_worker() -> Starlette:
    """Return the application of one process among several; it ends with its parent."""
    settings = load_or_exit(os.environ)
    configure_logging(settings.log_format)
    configure_tracing()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    return create_app(settings)


async def _serve_in_this_process(settings: Settings) -> None:
    """Serve without a second process: what kills this one leaves nothing behind."""
    server = EmbeddedServer(
        create_app(settings),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_dictconfig=SERVER_LOGGING,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    await server.serve()


def _serve_in_processes(settings: Settings) -> None:
    ProcessServer(
        "gateway.__main__:make_worker",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        websockets=False,
        log_dictconfig=SERVER_LOGGING,
        respawn_failed_workers=True,
    ).serve()


if __name__ == "__main__":
    main()
