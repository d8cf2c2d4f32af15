"""Servers for a test run: started when the first test asks, stopped when the run ends.

The run's first process offers them; its workers ask over a loopback connection. So the servers
are children of the process that lives longest, and a run without such tests starts none.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from itertools import count
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path

from kontor_local.places import AlreadyRunningError
from kontor_local.servers import RunningServers, Servers, start_servers

MAX_RUNS_AT_ONCE = 20


class ServersOnDemand:
    """The offer; `address` is what the askers need."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._running: RunningServers | None = None
        self._failure = ""
        key = secrets.token_bytes(16)
        self._listener = Listener(("127.0.0.1", 0), authkey=key)
        self.address = f"{self._listener.address[1]}:{key.hex()}"
        self._thread = threading.Thread(target=self._serve, name="servers on demand", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the servers, if anybody asked for them."""
        _ask(self.address, "stop")
        self._thread.join()
        self._listener.close()
        if self._running is not None:
            self._running.stop()

    def _serve(self) -> None:
        while True:
            with suppress(AuthenticationError, EOFError, OSError), self._listener.accept() as asker:
                question = asker.recv()
                asker.send(None if question == "stop" else self._servers())
                if question == "stop":
                    return

    def _servers(self) -> Servers | str:
        if self._running is None and not self._failure:
            try:
                self._running = _start_in_a_free_folder(self._home)
            except Exception as error:  # noqa: BLE001 - whatever it is, the asker must hear it
                self._failure = str(error)
        return self._failure if self._running is None else self._running.servers


def ask_for_servers(address: str) -> Servers:
    """Return the servers on offer; the first asker waits until they are up (about 6 s).

    Raises:
        RuntimeError: they do not start.
    """
    answer = _ask(address, "servers")
    if not isinstance(answer, Servers):
        message = f"The test servers do not start: {answer}"
        raise RuntimeError(message)  # noqa: TRY004 - the answer's type is our own protocol
    return answer


def _ask(address: str, question: str) -> object:
    port, _, key = address.partition(":")
    with Client(("127.0.0.1", int(port)), authkey=bytes.fromhex(key)) as connection:
        connection.send(question)
        answer: object = connection.recv()
        return answer


def _start_in_a_free_folder(home: Path) -> RunningServers:
    """Start the servers in `home`, or in `home`-2, … where other test runs are under way."""
    for number in count(1):
        folder = home if number == 1 else home.with_name(f"{home.name}-{number}")
        try:
            return start_servers(folder, throwaway=True)
        except AlreadyRunningError:
            if number == MAX_RUNS_AT_ONCE:
                raise
    raise AssertionError  # pragma: no cover - count() does not end
