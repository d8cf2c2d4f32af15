"""The files that pages are made of: style sheets, icons, the API's documentation page."""

import gzip
import hashlib
import os
from functools import lru_cache
from pathlib import Path

from starlette import staticfiles
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from gateway.edge.answering import ROUTE_KEY
from gateway.edge.packing import takes_packed

FOLDER = Path(__file__).parents[1] / "static"
_A_DAY = "public, max-age=86400"
# Text packs to a sixth. Pages themselves stay as they are: what an address put into one could be
# guessed from how well it packs beside what is secret there (BREACH, CVE-2013-3587).
_PACKED = frozenset({".css", ".js", ".svg"})


def address_of(name: str) -> str:
    """Return where a bundled file lies: another address once its content is another.

    So nobody sees the pages of a new release in the style that his browser has kept of the old one.
    """
    path = FOLDER / name
    return f"/static/{name}?v={_digest(path, path.stat().st_mtime_ns)}"


class StaticFiles(staticfiles.StaticFiles):
    """Serves the bundled files, packed to those who take them so; kept for a day by browsers."""

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

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return one file, packed where that is asked for and worth it."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path)
        if path.suffix not in _PACKED or not isinstance(response, FileResponse):
            return response
        response.headers.add_vary_header("Accept-Encoding")
        if not takes_packed(Headers(scope=scope)):
            return response
        packed = _pack(path, stat_result.st_mtime_ns)
        return Response(
            packed,
            status_code,
            # Other bytes than those that the tag names, with the same content (RFC 9110, 8.8.3).
            {
                "Content-Encoding": "gzip",
                "ETag": f"W/{response.headers['etag']}",
                "Last-Modified": response.headers["last-modified"],
                "Vary": response.headers["vary"],
            },
            response.media_type,
        )


@lru_cache(maxsize=32)
def _pack(path: Path, _changed_ns: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)


@lru_cache(maxsize=32)
def _digest(path: Path, _changed_ns: int) -> str:
    """Return eight digits of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
