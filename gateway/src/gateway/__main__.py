"""`python -m gateway`: serves the gateway until it is told to stop."""

import ctypes
import os
import signal
import sys
from multiprocessing import parent_process

import structlog
import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from gateway.api.openapi import build_openapi
from gateway.app import create_app
from gateway.log import SERVER_LOGGING
from gateway.routes import API
from gateway.settings import load_or_exit
from process.log import configure_logging
from process.tracing import configure_tracing

_log = structlog.get_logger("gateway")

_PR_SET_PDEATHSIG = 1
_STOP_SECONDS = 20
# Longer than proxies keep theirs: who closes an idle connection last loses no request on it.
_IDLE_SECONDS = 75
_TAKEN_AT_ONCE = 32


def main() -> None:
    """Serve with the settings of the environment; exits with 2 if they do not fit.

    `python -m gateway openapi` writes the description of the API to standard output instead.
    """
    if sys.argv[1:] == ["openapi"]:
        sys.stdout.write(build_openapi(API).decode() + "\n")
        return
    settings = load_or_exit(os.environ)
    configure_logging("gateway", settings.log_format)
    configure_tracing("gateway")
    _log.info("gateway_starts", address=f"{settings.host}:{settings.port}")
    # uvicorn ends its work and then raises the signal again: that is an orderly end here.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end_in_order)
    _serve(
        uvicorn.Config(
            "gateway.__main__:make_worker",
            factory=True,
            host=settings.host,
            port=settings.port,
            # One worker is this very process: what kills it leaves nothing behind.
            workers=settings.workers,
            ws="none",
            log_config=SERVER_LOGGING,
            access_log=False,
            server_header=False,
            # The address of a client is read in edge/client_address, where proxies are counted.
            proxy_headers=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
            timeout_keep_alive=_IDLE_SECONDS,
        )
    )


def _serve(config: uvicorn.Config) -> None:
    door = config.bind_socket()
    # A turn of uvloop takes one waiting connection from each socket. While a turn takes long, most
    # would wait where nobody can refuse them, until their clients have gone; one socket by so many
    # names lets them in, and Admission sees them all.
    doors = [door, *(door.dup() for _ in range(_TAKEN_AT_ONCE - 1))]
    if config.workers > 1:
        Multiprocess(config, sockets=doors).run()
    else:
        uvicorn.Server(config).run(sockets=doors)


def _end_in_order(*_: object) -> None:
    _log.info("gateway_stopped")
    sys.exit(0)


def make_worker() -> Starlette:
    """Return the application of one process; among several it ends with its parent."""
    settings = load_or_exit(os.environ)
    configure_logging("gateway", settings.log_format)
    configure_tracing("gateway")
    if settings.workers > 1 and sys.platform == "linux":
        _end_with_parent()
    return create_app(settings)


def _end_with_parent() -> None:
    """See to it that this process ends when its parent does, or has already."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    parent = parent_process()
    # Linux tells of a parent that dies from now on, and of none that is gone already.
    if parent is not None and parent.pid != os.getppid():
        _log.warning("gateway_worker_without_parent")
        sys.exit(1)


if __name__ == "__main__":
    main()
