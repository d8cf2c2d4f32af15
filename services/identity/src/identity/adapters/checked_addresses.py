"""HTTP that goes nowhere but to the outside world, whatever a host's name resolves to."""

import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from chassis.outside_addresses import MayReach, connect_outside


class CheckedAdapter(HTTPAdapter):
    """Connects to the outside world alone (`connect_outside`); TLS goes by the name as ever."""

    def __init__(self, may_reach: MayReach) -> None:
        self._may_reach = may_reach
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Have every connection checked; called by requests."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._may_reach)


def _pools(may_reach: MayReach) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _checked_socket(self, may_reach)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _checked_socket(self, may_reach)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _checked_socket(connection: HTTPConnection, may_reach: MayReach) -> socket.socket:
    timeout: Any = connection.timeout
    try:
        return connect_outside(connection.host, connection.port, timeout, may_reach)
    except OSError:
        # One answer for all: who chose the host learns nothing about what is behind it.
        raise NewConnectionError(connection, "no connection") from None
