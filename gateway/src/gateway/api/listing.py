"""How the lists of URLs are written: a line for each, under headings."""

import dataclasses
from functools import partial
from typing import Any

from gateway.api.binding import ApiRoute, Handler


def tagged(tag: str, *routes: ApiRoute) -> tuple[ApiRoute, ...]:
    """Return the routes under the heading that the description groups them by."""
    return tuple(dataclasses.replace(route, tag=tag) for route in routes)


def _route(method: str, path: str, handler: Handler, **described: Any) -> ApiRoute:
    return ApiRoute(method=method, path=path, handler=handler, tag="", **described)


get, post, put, patch, delete = (
    partial(_route, method) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
)
