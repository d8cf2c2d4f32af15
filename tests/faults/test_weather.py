"""The bad network must be as bad as it says, or what is shown with it shows nothing."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.faults.bad_network import BadNetwork

PATIENCE_SECONDS = 30


@pytest.fixture
def echo() -> Iterator[int]:
    """Return the port of a server that says everything once more."""

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=repeat, args=(connection,), daemon=True).start()

    def repeat(connection: socket.socket) -> None:
        with connection:
            try:
                while piece := connection.recv(1024):
                    connection.sendall(piece)
            except OSError:
                return

    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


@pytest.fixture
def network(echo: int) -> Iterator[BadNetwork]:
    with BadNetwork("127.0.0.1", echo, random.Random(9)) as network:  # noqa: S311 (not a secret)
        yield network


@pytest.fixture
def client(network: BadNetwork) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", network.port), PATIENCE_SECONDS) as client:
        assert ask(client) == b"hello"
        yield client


def ask(client: socket.socket) -> bytes:
    client.sendall(b"hello")
    return client.recv(1024)


def test_what_is_slow_takes_its_time_there_and_back(
    network: BadNetwork, client: socket.socket
) -> None:
    network.be_slow(0.2)
    began = time.monotonic()

    answer = ask(client)

    assert answer == b"hello"
    assert time.monotonic() - began >= 0.2


def test_what_is_cut_is_cut_for_both(network: BadNetwork, client: socket.socket) -> None:
    network.reset(1)

    with pytest.raises(ConnectionResetError):
        ask(client)

    assert network.cuts >= 1


def test_silence_acknowledges_nothing_and_ends(network: BadNetwork, client: socket.socket) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 200)
    network.fall_silent()

    # Only a kernel that hears nothing at all gives a connection up by itself.
    with pytest.raises(TimeoutError, match="Connection timed out"):
        ask(client)
    with pytest.raises(TimeoutError):
        socket.create_connection(("127.0.0.1", network.port), 0.2)

    network.be_fair()
    with socket.create_connection(("127.0.0.1", network.port), PATIENCE_SECONDS) as another:
        assert ask(another) == b"hello"
