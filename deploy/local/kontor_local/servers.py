"""Broker, database, object store and mail sink: started here, or named by the environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kontor_local import mail_sink, object_store, rabbitmq
from kontor_local.places import (
    HomeLock,
    known_ports,
    remembered_ports,
    remembered_secrets,
    scratch_folder,
)
from kontor_local.processes import Child, Program
from kontor_local.starting import START_SECONDS, ServerStarter

if TYPE_CHECKING:
    import signal

PORTS = (*rabbitmq.PORTS, "postgres", *object_store.PORTS, *mail_sink.PORTS)
SECRETS = ("postgres", "rabbitmq", "s3", "s3.kek", "s3.jwt", "s3.jwt.filer", "s3.jwt.filer.read")

# The variable that names each part; a part whose variables are all set is used, not started.
VARIABLES = {
    "amqp_url": "KONTOR_AMQP_URL",
    "management_url": "KONTOR_AMQP_MANAGEMENT_URL",
    "postgres_url": "KONTOR_POSTGRES_URL",
    "s3_url": "KONTOR_S3_URL",
    "s3_access_key": "KONTOR_S3_ACCESS_KEY",
    "s3_secret_key": "KONTOR_S3_SECRET_KEY",
    "smtp_url": "KONTOR_SMTP_URL",
    "mail_page_url": "KONTOR_MAIL_PAGE_URL",
}


class IncompleteEnvironmentError(ValueError):
    """The environment names a part only half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where the servers are, with the rights to make vhosts, databases and buckets on them."""

    amqp_url: str
    """The broker's administrator, without a vhost; of a cluster each node, with commas between."""
    management_url: str
    postgres_url: str
    """The superuser, on the database `postgres`."""
    s3_url: str
    s3_access_key: str
    s3_secret_key: str
    smtp_url: str
    mail_page_url: str
    """The mail sink's page, or empty where another SMTP server stands in."""

    def environment(self) -> dict[str, str]:
        """Return the variables that name these servers to another process."""
        return {VARIABLES[name]: value for name, value in asdict(self).items()}


class RunningServers:
    """The servers, and the children of ours that serve them."""

    def __init__(
        self,
        servers: Servers,
        children: Mapping[str, Child],
        lock: HomeLock,
        *,
        throwaway_data: Path | None,
    ) -> None:
        self.servers = servers
        self._children = children
        self._lock = lock
        self._throwaway_data = throwaway_data

    def kill(self, name: str, with_signal: signal.Signals | None = None) -> None:
        """Kill `rabbitmq`, `postgres`, `s3` or `mail`; it comes back by itself.

        What is killed is gone on return, so that `wait_ready` waits for what follows it. A signal
        that need not end it is sent, and no more.
        """
        child = self._children[name]
        if with_signal:
            child.kill(with_signal)
        else:
            child.kill_and_wait()

    def shut_down(self, name: str) -> None:
        """Stop one server until `bring_back`."""
        self._children[name].stop()

    def bring_back(self, name: str) -> None:
        """Start a server that was shut down, and wait until it is ready."""
        self._children[name].start()
        self.wait_ready(name)

    def wait_ready(self, name: str) -> None:
        """Return once this server answers again, for example after `kill`."""
        self._children[name].wait_ready(START_SECONDS)

    def program(self, name: str) -> Program:
        """Return how one server is run: its command and its environment."""
        return self._children[name].program

    def restarts(self, name: str) -> int:
        """Return how often one server has ended by itself and was started again."""
        return self._children[name].restarts

    def pid(self, name: str) -> int | None:
        """Return the process id of one server, or None while it does not run."""
        return self._children[name].pid

    def stop(self) -> None:
        """Stop what was started here; safe to repeat.

        Servers with throwaway data are killed: RabbitMQ would take 6 seconds to say goodbye.
        """
        if self._throwaway_data is not None:
            for child in self._children.values():
                child.end()
        _stop(self._children)
        if self._throwaway_data is not None:
            _forget(self._throwaway_data)
            with suppress(OSError):  # a folder in memory is empty now, any other is not
                self._throwaway_data.rmdir()
        self._lock.release()


def start_servers(
    home: Path,
    *,
    environment: Mapping[str, str] | None = None,
    throwaway: bool = False,
    report: Callable[[str], None] = lambda _text: None,
) -> RunningServers:
    """Start every server the environment does not name, all at once, and wait until they answer.

    Data, ports and secrets live in `home` and are found again at the next start. `throwaway` is
    for tests: data from before is forgotten, new data lies in memory where there is enough of it
    and is gone after `stop`; a killed process still loses nothing.

    Raises:
        AlreadyRunningError: another process runs servers in `home`.
        StartError: a server does not come up.
        IncompleteEnvironmentError: for example an S3 URL without its keys.
    """
    named = _named_parts(os.environ if environment is None else environment)
    home = home.resolve()
    lock = HomeLock(home)
    data = home
    if throwaway:
        data = scratch_folder(home) or home
        _forget(data)
        shutil.rmtree(home / "logs", ignore_errors=True)
    starter = ServerStarter(home, data, sync_to_disk=not throwaway, report=report)
    try:
        ports, secrets = remembered_ports(home, PORTS), remembered_secrets(home, SECRETS)
        starter.start_all_but(named, ports, secrets)
    except BaseException:
        _stop(starter.children)
        lock.release()
        raise
    servers = _servers(starter.ports, secrets, named)
    return RunningServers(
        servers, starter.children, lock, throwaway_data=data if throwaway else None
    )


def known_servers(home: Path, environment: Mapping[str, str] | None = None) -> Servers:
    """Return the servers that were last started in `home`, whether they run now or not.

    Raises:
        ValueError: nothing was ever started there.
    """
    if not (home / "ports.json").exists():
        message = f"Nothing was ever started in {home}. `make run` does."
        raise ValueError(message)
    ports, secrets = known_ports(home), remembered_secrets(home, SECRETS)
    return _servers(
        ports, secrets, _named_parts(os.environ if environment is None else environment)
    )


def _stop(children: Mapping[str, Child]) -> None:
    together = [child for name, child in children.items() if name != "epmd"]
    with ThreadPoolExecutor(max(len(together), 1)) as pool:
        list(pool.map(Child.stop, together))
    if "epmd" in children:  # the broker says goodbye to it
        children["epmd"].stop()


def _forget(data: Path) -> None:
    for name in ("postgres", "rabbitmq", "s3", "mail", "texts", "mail-previews"):
        shutil.rmtree(data / name, ignore_errors=True)


def _servers(ports: dict[str, int], secrets: dict[str, str], named: Mapping[str, str]) -> Servers:
    host = "127.0.0.1"
    admin = f"{rabbitmq.ADMIN}:{secrets['rabbitmq']}@{host}"
    started = {
        "amqp_url": f"amqp://{admin}:{ports['amqp']}",
        "management_url": f"http://{admin}:{ports['management']}",
        "postgres_url": f"postgresql://postgres:{secrets['postgres']}@{host}:{ports['postgres']}/postgres",
        "s3_url": f"http://{host}:{ports['s3']}",
        "s3_access_key": object_store.ACCESS_KEY,
        "s3_secret_key": secrets["s3"],
        "smtp_url": f"smtp://{host}:{ports['smtp']}",
        "mail_page_url": f"http://{host}:{ports['mail_page']}",
    }
    if "smtp_url" in named:
        started["mail_page_url"] = ""
    return Servers(**(started | dict(named)))


def _named_parts(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what the environment names, refusing halves."""
    named = {
        name: environment[variable]
        for name, variable in VARIABLES.items()
        if environment.get(variable)
    }
    for group in (
        ("amqp_url", "management_url"),
        ("s3_url", "s3_access_key", "s3_secret_key"),
    ):
        missing = [VARIABLES[name] for name in group if name not in named]
        if missing and len(missing) < len(group):
            message = f"{VARIABLES[group[0]]} is named, so {', '.join(missing)} must be set too."
            raise IncompleteEnvironmentError(message)
    return named
