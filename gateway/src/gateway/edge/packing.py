"""What is the same for everybody, packed for those who take it so."""

import gzip

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response


class Packable:
    """Some bytes that hold no secret, plain and packed (RFC 9110, 8.4.1).

    Not for what an address or a person puts a word into: how well that packs tells what is beside
    it (BREACH, CVE-2013-3587).
    """

    def __init__(self, plain: bytes) -> None:
        self._plain = plain
        self._packed = gzip.compress(plain, mtime=0)

    def response(self, request: Request, media_type: str) -> Response:
        """Answer with the bytes in the way that the request takes."""
        headers = {"Vary": "Accept-Encoding"}
        if not takes_packed(request.headers):
            return Response(self._plain, headers=headers, media_type=media_type)
        headers["Content-Encoding"] = "gzip"
        return Response(self._packed, headers=headers, media_type=media_type)


def takes_packed(headers: Headers) -> bool:
    """Return whether a request takes its answer packed by gzip."""
    return "gzip" in headers.get("accept-encoding", "")
