import socket
from collections.abc import Callable
from typing import Any

class _AbstractTransport:
    connected: bool
    sock: socket.socket | None
    host: str
    port: int
    raise_on_initial_eintr: bool
    connect_timeout: float | None
    read_timeout: float | None
    write_timeout: float | None
    _read_buffer: bytes
    _quick_recv: Callable[[int], bytes]
    def __init__(
        self,
        host: str,
        connect_timeout: float | None = ...,
        read_timeout: float | None = ...,
        write_timeout: float | None = ...,
        socket_settings: dict[int, Any] | None = ...,
        raise_on_initial_eintr: bool = ...,
        **kwargs: Any,
    ) -> None: ...
    def connect(self) -> None: ...
    def close(self) -> None: ...
    def _setup_transport(self) -> None: ...
    def _read(self, n: int, initial: bool = ..., _errnos: tuple[int, ...] = ...) -> bytes: ...
    def read_frame(self) -> tuple[int, int, memoryview]: ...
    def write(self, s: bytes) -> None: ...

class TCPTransport(_AbstractTransport): ...
class SSLTransport(_AbstractTransport): ...

def Transport(
    host: str, connect_timeout: float | None = ..., ssl: Any = ..., **kwargs: Any
) -> _AbstractTransport: ...
