"""Ports of the loopback for servers that will listen in a moment."""

import random
import socket
import sys

# Below the range from which Linux takes the ports of outgoing connections (32768 and up): among
# those, one that was free a moment ago may be somebody's when the server starts, or starts again.
_LOWEST, _HIGHEST = 20_000, 32_000

_ours: set[int] = set()


def free_port() -> int:
    """Return a port on which nobody listens, and that nobody else who asks here is given.

    It stays ours, whether a server listens on it or not, until this process ends.
    """
    while True:
        port = random.randint(_LOWEST, _HIGHEST)  # noqa: S311 - no secret
        if port not in _ours and take_port(port):
            return port


def take_port(port: int) -> bool:
    """Tell whether nobody listens on this port and no other process has taken it; take it then.

    A process that took it before may take it again.
    """
    return _nobody_listens(port) and (port in _ours or _take(port))


def _nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _take(port: int) -> bool:
    """Take a name that Linux keeps beside the ports themselves, and forgets with its owner."""
    if sys.platform != "linux":
        return True
    with socket.socket(socket.AF_UNIX) as name:
        try:
            name.bind(f"\0kontor-port-{port}")
        except OSError:
            return False
        name.detach()  # stays open until the process ends
    _ours.add(port)
    return True
