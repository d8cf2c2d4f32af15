"""The services, the gateway and what takes mails in as child processes on one namespace."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from kontor_local.environment import (
    ProductPlaces,
    inherited_environment,
    owner_settings,
    settings_of,
)
from kontor_local.namespace import Namespace
from kontor_local.parts import PARTS, Part
from kontor_local.places import remembered_ports, write_private
from kontor_local.preparing import is_prepared, prepare
from kontor_local.processes import Child, Listener, Program

PROBE_SECONDS = 2.0
READY_SECONDS = 120.0
NOTHING: Mapping[str, str] = {}


class Product:
    """A running product; `home` takes its keys, clock, ports and logs.

    `counts` says how many processes a part gets ({"billing-docs": 3}); the gateway, which has one
    address, gets workers instead. `extra_env` is for every part, `part_env` for single ones.
    """

    def __init__(
        self,
        namespace: Namespace,
        home: Path,
        *,
        counts: Mapping[str, int] | None = None,
        extra_env: Mapping[str, str] = NOTHING,
        part_env: Mapping[str, Mapping[str, str]] | None = None,
        parts: Sequence[Part] = PARTS,
        listener: Listener | None = None,
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.namespace = namespace
        self._parts = {part.name: part for part in parts}
        self._counts = {_folder(name): count for name, count in (counts or {}).items()}
        unknown = self._counts.keys() - self._parts.keys()
        if unknown:
            message = f"No part is called {', '.join(sorted(unknown))}: {', '.join(self._parts)}."
            raise ValueError(message)
        self._extra_env = extra_env
        self._part_env = {_folder(name): env for name, env in (part_env or {}).items()}
        self._listener = listener or Listener()
        instances = [f"{part.name}.{n}" for part in parts for n in range(self._instances(part))]
        takers = [
            f"{part.name}.{n}.mail"
            for part in parts
            if part.mail_setting
            for n in range(self._instances(part))
        ]
        self._ports = remembered_ports(home, ["gateway", *instances, *takers])
        self._places = ProductPlaces(
            namespace=namespace, home=home.resolve(), gateway_port=self._ports["gateway"]
        )
        self._children = {
            part.name: [
                Child(self._program(part, n), self._listener) for n in range(self._instances(part))
            ]
            for part in parts
        }
        self._clock_lock = threading.Lock()

    @property
    def gateway_url(self) -> str:
        """The portal's address."""
        return self._places.gateway_url

    @property
    def home(self) -> Path:
        """The product's folder."""
        return self._places.home

    def start(self) -> None:
        """Migrate the databases, declare the queues where that is due, and start every process."""
        self.prepare()
        for child in self._all():
            child.start()

    def prepare(self) -> None:
        """Do what a deployment does before its first process; nothing where nothing changed."""
        waiting = [part for part in self._parts.values() if not self._is_prepared(part)]
        if not waiting:
            return
        with ThreadPoolExecutor(len(waiting)) as pool:
            for finished in [pool.submit(self._prepare, part) for part in waiting]:
                finished.result()

    def wait_ready(self, timeout_seconds: float = READY_SECONDS) -> None:
        """Return once every process answers that it is ready.

        Raises:
            StartError: one does not in time, or keeps crashing; with its last lines of output.
        """
        deadline = time.monotonic() + timeout_seconds
        for child in self._all():
            child.wait_ready(deadline - time.monotonic())

    def stop(self) -> None:
        """Stop all processes; safe to repeat. The gateway goes first, so that no call hangs."""
        for front in (True, False):
            group = [
                child
                for name, children in self._children.items()
                for child in children
                if (name == "gateway") is front
            ]
            if group:
                with ThreadPoolExecutor(len(group)) as pool:
                    list(pool.map(Child.stop, group))

    def end(self) -> None:
        """End all processes at once, whatever they have in hand; safe to repeat."""
        for child in self._all():
            child.end()
        self.stop()

    def restart(self, name: str, *, timeout_seconds: float = READY_SECONDS) -> None:
        """Stop every process of one part, start them again, and wait until they are ready."""
        children = self._children[_folder(name)]
        for child in children:
            child.stop()
        for child in children:
            child.start()
        for child in children:
            child.wait_ready(timeout_seconds)

    def replace(self, name: str, *, timeout_seconds: float = READY_SECONDS) -> None:
        """Let each process of one part be followed by a new one, one after the other.

        The others go on meanwhile. A new process has the environment that is due now.
        """
        part = self._parts[_folder(name)]
        for index, child in enumerate(self._children[part.name]):
            child.stop()
            child.program = self._program(part, index)
            child.start()
            child.wait_ready(timeout_seconds)

    def stop_part(self, name: str) -> None:
        """Stop every process of one part until `start_part`."""
        for child in self._children[_folder(name)]:
            child.stop()

    def start_part(self, name: str) -> None:
        """Start every process of one part that was stopped; return at once."""
        for child in self._children[_folder(name)]:
            child.start()

    def kill(self, name: str, index: int = 0, signal: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to one process of a part; what dies of it is started again."""
        self._children[_folder(name)][index].kill(signal)

    def pids(self, name: str) -> list[int]:
        """Return the process ids of one part as it runs now."""
        return [child.pid for child in self._children[_folder(name)] if child.pid is not None]

    @property
    def restarts(self) -> int:
        """How often any process has ended by itself and was started again."""
        return sum(child.restarts for child in self._all())

    def environment_of(self, name: str, index: int = 0) -> dict[str, str]:
        """Return the whole environment in which a process of a part runs."""
        part = self._parts[_folder(name)]
        settings = settings_of(self._places, part.package, self._http_port(part, index))
        if part.name == "gateway":
            settings["KONTOR_GATEWAY_WORKERS"] = str(self._counts.get(part.name, 1))
        if part.work:
            settings["KONTOR_WORK"] = part.work
        if part.mail_setting:
            settings[part.mail_setting] = f"lmtp://127.0.0.1:{self._mail_port(part, index)}"
        own = self._part_env.get(part.name, {})
        return inherited_environment() | settings | dict(self._extra_env) | dict(own)

    def ready_url(self, name: str, index: int = 0) -> str:
        """Return the address at which one process tells whether it is ready."""
        part = self._parts[_folder(name)]
        return f"http://127.0.0.1:{self._http_port(part, index)}{part.ready_path}"

    def mail_ports(self) -> dict[str, int]:
        """Return where mails to each address of the product are handed over, by LMTP."""
        return {
            part.mail_address: self._mail_port(part, 0)
            for part in self._parts.values()
            if part.mail_address
        }

    def move_clock(self, by: timedelta) -> timedelta:
        """Move the clock of the whole product, beyond earlier moves; return how far it is off."""
        file = self._places.clock_file
        with self._clock_lock:
            known = float(file.read_text()) if file.exists() else 0.0
            offset = timedelta(seconds=known) + by
            write_private(file, str(offset.total_seconds()))
        return offset

    def _all(self) -> list[Child]:
        return [child for children in self._children.values() for child in children]

    def _instances(self, part: Part) -> int:
        return 1 if part.name == "gateway" else self._counts.get(part.name, 1)

    def _http_port(self, part: Part, index: int) -> int:
        return self._ports["gateway" if part.name == "gateway" else f"{part.name}.{index}"]

    def _mail_port(self, part: Part, index: int) -> int:
        return self._ports[f"{part.name}.{index}.mail"]

    def _program(self, part: Part, index: int) -> Program:
        port = self._http_port(part, index)
        log = f"{part.name}.{index + 1}.log" if self._instances(part) > 1 else f"{part.name}.log"
        return Program(
            name=part.name if self._instances(part) == 1 else f"{part.name}.{index + 1}",
            command=part.serve,
            environment=self.environment_of(part.name, index),
            log=self._places.home / "logs" / log,
            is_ready=lambda: _answers_ok(port, part.ready_path),
            stop_seconds=part.stop_seconds,
        )

    def _is_prepared(self, part: Part) -> bool:
        return part.prepare is None or is_prepared(self._places, part)

    def _prepare(self, part: Part) -> None:
        environment = self.environment_of(part.name) | owner_settings(self._places, part.package)
        prepare(self._places, part, environment)
        self._listener.event(part.name, "is prepared: tables and queues")


def _folder(name: str) -> str:
    return name.replace("_", "-")


def _answers_ok(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
