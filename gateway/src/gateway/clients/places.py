"""So many calls to one service at once and no more: a slow one leaves room for the others."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from gateway import measures
from gateway.clients.failures import AreaUnavailable

MOST_OF_ONE_SERVICE = 64


class Places:
    """How many calls to each service wait for their answer."""

    def __init__(self, most: int = MOST_OF_ONE_SERVICE) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    @contextmanager
    def one_at(self, service: str, area: str) -> Iterator[None]:
        """Hold a place at a service meanwhile.

        Raises:
            AreaUnavailable: all are taken, so that its answer would come too late anyway.
        """
        if self._taken[service] >= self._most:
            measures.shed_total.labels(service).inc()
            raise AreaUnavailable(area, "too many calls wait for it")
        self._taken[service] += 1
        try:
            yield
        finally:
            self._taken[service] -= 1
