"""The API's documentation page: Swagger UI as bundled, asking nobody outside."""

from starlette.responses import Response

from gateway.call import Call
from gateway.pages.page import page

# Swagger UI writes style attributes into its own page; scripts stay ours alone.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


async def show(call: Call) -> Response:
    """Show what the API takes and answers, to read and to try."""
    response = page(call, "docs.html")
    response.headers["Content-Security-Policy"] = _POLICY
    return response
