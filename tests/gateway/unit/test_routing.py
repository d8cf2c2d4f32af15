"""The route of an address is found among those that begin as it does, and it is the same one."""

from __future__ import annotations

import re
from statistics import mean

from starlette.routing import BaseRoute, Mount, Route

from gateway.app import _routes
from gateway.edge.routing import RoutesByBeginning

_ODD = [
    "",
    "/",
    "//",
    "/v1",
    "/v1/",
    "/v1//",
    "/v1/documents/",
    "/v1/documents//content",
    "/v1/requests/summary",
    "/V1/documents",
    "/static/pages.css",
    "/nowhere/at/all",
    "/v1/nowhere",
]


def addresses(routes: list[BaseRoute]) -> list[str]:
    """Return an address of each route."""
    return [re.sub(r"\{[^}]*\}", "1", route.path) for route in routes if isinstance(route, Route)]


def taking(routes: list[BaseRoute], path: str) -> list[BaseRoute]:
    """Return every route whose pattern fits, the first of which gets the request."""
    return [
        route
        for route in routes
        if isinstance(route, Route | Mount) and route.path_regex.match(path)
    ]


def test_every_address_finds_the_routes_that_all_together_would_find() -> None:
    by_beginning = _routes()
    known = addresses(by_beginning.routes)

    for path in [*known, *_ODD]:
        assert taking(by_beginning.fitting(path).routes, path) == taking(by_beginning.routes, path)

    assert all(taking(by_beginning.routes, path) for path in known)


def test_few_routes_are_tried_for_an_address() -> None:
    by_beginning = _routes()

    tried = [len(by_beginning.fitting(path).routes) for path in addresses(by_beginning.routes)]

    assert mean(tried) < len(by_beginning.routes) / 10


def test_whatever_may_begin_in_any_way_is_always_tried() -> None:
    anything, documents = Route("/{name}/{word}", _nothing), Route("/v1/documents", _nothing)
    deep, whole = Route("/v1/{name}/deep", _nothing), Mount("/v1", app=_nothing)

    by_beginning = RoutesByBeginning([anything, documents, deep, whole])

    assert by_beginning.fitting("/v1/documents").routes == [anything, documents, deep, whole]
    assert by_beginning.fitting("/v2/documents").routes[0] == anything


async def _nothing(*_: object) -> None:
    """Answer nothing: no request comes."""
