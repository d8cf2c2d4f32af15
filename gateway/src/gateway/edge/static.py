"""The files that pages are made of: style sheets, icons, the API's documentation page."""

from starlette import staticfiles
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from gateway.edge.answering import ROUTE_KEY

_A_DAY = "public, max-age=86400"


class StaticFiles(staticfiles.StaticFiles):
    """Serves the bundled files; browsers may keep them for a day."""

    def __init__(self, directory: str, path: str) -> None:
        super().__init__(directory=directory)
        self._route = f"{path}/*"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one file."""
        # One name for all of them: figures are kept by route.
        scope[ROUTE_KEY] = self._route

        async def send_cacheable(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in {200, 304}:
                MutableHeaders(scope=message)["Cache-Control"] = _A_DAY
            await send(message)

        await super().__call__(scope, receive, send_cacheable)
