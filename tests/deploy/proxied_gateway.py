"""A gateway behind the TLS proxy: its services are scripted, its network is real."""

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.deploy.tls_proxy import HOST
from tests.gateway.samples import a_session
from tests.gateway.scripted_services import ScriptedServices, scripted_app
from tests.waiting import until

CHUNK = bytes(256 * 1024)
CHUNKS_OF_A_LARGE_ANSWER = 256


@dataclass(kw_only=True)
class Flow:
    """How many chunks have left towards a client, and how many bytes have come from one."""

    chunks_sent: int = 0
    bytes_received: int = 0


@dataclass(kw_only=True)
class ProxiedGateway:
    """The gateway, and beside it at /flow two handlers that count bytes as they pass."""

    services: ScriptedServices = field(default_factory=ScriptedServices)
    flow: Flow = field(default_factory=Flow)
    port: int = 0

    def app(self) -> ASGIApp:
        self.services.says("identity.open_session", a_session())
        gateway = scripted_app(
            self.services,
            public_url=f"https://{HOST}",
            trusted_proxies=1,
            sign_in_limit="3/hour",
            metrics_open=True,
        )
        flow = Starlette(
            routes=[
                Route("/flow", self._send, methods=["GET"]),
                Route("/flow", self._receive, methods=["POST"]),
            ]
        )

        async def either(scope: Scope, receive: Receive, send: Send) -> None:
            app = flow if scope["path"] == "/flow" else gateway
            await app(scope, receive, send)

        return either

    async def _send(self, _request: Request) -> Response:
        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(CHUNKS_OF_A_LARGE_ANSWER):
                yield CHUNK
                self.flow.chunks_sent += 1

        return StreamingResponse(chunks())

    async def _receive(self, request: Request) -> Response:
        async for part in request.stream():
            self.flow.bytes_received += len(part)
        return Response(status_code=204)


@contextmanager
def running_gateway() -> Iterator[ProxiedGateway]:
    """Serve on a free port of the loopback."""
    gateway = ProxiedGateway()
    listener = socket.create_server(("127.0.0.1", 0))
    gateway.port = listener.getsockname()[1]
    server = uvicorn.Server(
        # Its start would connect to a broker, and there is none.
        uvicorn.Config(gateway.app(), lifespan="off", log_config=None, proxy_headers=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        until(lambda: server.started, seconds=30)
        yield gateway
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
