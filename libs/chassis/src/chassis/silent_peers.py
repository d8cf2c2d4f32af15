"""Connections whose other end has gone without a word: the kernel is told to notice.

A cable that is pulled, a firewall that forgets, a machine that loses its power: nobody says
goodbye, and whoever waits for an answer would wait for as long as TCP itself does, a quarter of an
hour with bytes under way and for ever without. What matters is whether the other machine
acknowledges, not how long its program thinks: a slow server is never taken for a silent one.
"""

import socket

IDLE_SECONDS = 5
PROBE_SECONDS = 3
PROBES = 3
SILENT_MILLISECONDS = 12_000
"""How long bytes, or probes where there are none, may go unacknowledged."""

_OPTIONS = (
    ("TCP_KEEPIDLE", IDLE_SECONDS),
    ("TCP_KEEPINTVL", PROBE_SECONDS),
    ("TCP_KEEPCNT", PROBES),
    ("TCP_USER_TIMEOUT", SILENT_MILLISECONDS),
)


def notice_silence(connection: socket.socket) -> socket.socket:
    """Return the connection, which ends with an OSError when its other end has fallen silent."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _OPTIONS:
        if hasattr(socket, name):  # each is Linux's; others keep what they have
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return connection
