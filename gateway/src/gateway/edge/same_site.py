"""Refuses changes that another site's page makes a signed-in browser ask for (CSRF)."""

from starlette.requests import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSiteRefused(Exception):
    """The request changes something and did not come from our own pages."""


def refuse_cross_site(request: Request, own_origin: str) -> None:
    """Let the request pass if it is safe, or if the browser says that our own page sent it.

    `Sec-Fetch-Site` cannot be set by a page; browsers without it send `Origin` with every POST.
    A browser that says neither is refused.

    Raises:
        CrossSiteRefused: neither header says that the request is our own.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    if site in {"same-origin", "none"}:
        return
    if site is None and request.headers.get("origin") == own_origin:
        return
    raise CrossSiteRefused
