"""Finding the route of an address without trying all others first."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import Lifespan, Receive, Scope, Send

Beginning = tuple[str, ...]
"""The first parts of an address, as many as are looked at."""
_PARTS = 2


class RoutesByBeginning:
    """Routes, in their order, by the first two parts of the addresses that they may fit.

    Starlette tries one after the other, nearly three hundred of them: a third of what an answer
    costs us.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.routes = list(routes)
        beginnings = [_beginning_of(route) for route in self.routes]
        # Also each beginning of a beginning: for what begins so and goes on as none of them does.
        known = {each[:parts] for each in beginnings for parts in range(_PARTS + 1)}
        self._routers: Mapping[Beginning, Router] = {
            known_one: _router(
                route
                for route, beginning in zip(self.routes, beginnings, strict=True)
                if _fits(beginning, known_one)
            )
            for known_one in known
        }

    def fitting(self, path: str) -> Router:
        """Return a router with every route that may take the path."""
        parts = tuple(islice(path.removeprefix("/").split("/"), _PARTS))
        return next(
            router
            for number in range(len(parts), -1, -1)
            if (router := self._routers.get(parts[:number])) is not None
        )


class BeginningRouter(Router):
    """Starlette's router, but for trying what cannot fit."""

    def __init__(self, routes: RoutesByBeginning, *, lifespan: Lifespan[Any]) -> None:
        super().__init__(routes.routes, redirect_slashes=False, lifespan=lifespan)
        self._by_beginning = routes

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to its route."""
        if scope["type"] != "http" or scope.get("root_path"):
            await super().app(scope, receive, send)
            return
        scope["router"] = self
        await self._by_beginning.fitting(scope["path"]).app(scope, receive, send)


def _beginning_of(route: BaseRoute) -> Beginning:
    """Return the parts before the first that may be anything."""
    if not isinstance(route, Route | Mount):
        return ()
    found: list[str] = []
    for part in route.path.removeprefix("/").split("/")[:_PARTS]:
        if "{" in part:
            break
        found.append(part)
    return tuple(found)


def _fits(beginning: Beginning, known_one: Beginning) -> bool:
    shorter = min(len(beginning), len(known_one))
    return beginning[:shorter] == known_one[:shorter]


def _router(routes: Iterable[BaseRoute]) -> Router:
    return Router(list(routes), redirect_slashes=False)
