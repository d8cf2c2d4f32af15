"""Broker, database, object store and mail sink: started here, or named by the environment."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kontor_local import mail_sink, object_store, rabbitmq
from kontor_local.places import (
    HomeLock,
    known_ports,
    local_folder,
    remembered_ports,
    remembered_secrets,
)
from kontor_local.postgres import postgres_program
from kontor_local.processes import Child, Listener, Program
from kontor_local.rabbitmq_packages import ensure_rabbitmq

if TYPE_CHECKING:
    import signal

START_SECONDS = 120
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
    """The broker's administrator, without a vhost."""
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

    def __init__(self, servers: Servers, children: Mapping[str, Child], lock: HomeLock) -> None:
        self.servers = servers
        self._children = children
        self._lock = lock

    def kill(self, name: str, with_signal: signal.Signals | None = None) -> None:
        """Kill `rabbitmq`, `postgres`, `s3` or `mail`; it comes back by itself."""
        child = self._children[name]
        child.kill(with_signal) if with_signal else child.kill()

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

    def pid(self, name: str) -> int | None:
        """Return the process id of one server, or None while it does not run."""
        return self._children[name].pid

    def stop(self, *, at_once: bool = False) -> None:
        """Stop what was started here; safe to repeat.

        `at_once` kills: for tests, whose data nobody reads again. RabbitMQ takes 6 s otherwise.
        """
        if at_once:
            for child in self._children.values():
                child.end()
        _stop(self._children, self._lock)


def start_servers(
    home: Path,
    *,
    environment: Mapping[str, str] | None = None,
    sync_to_disk: bool = True,
    forget: bool = False,
    report: Callable[[str], None] = lambda _text: None,
) -> RunningServers:
    """Start every server the environment does not name, all at once, and wait until they answer.

    Data, ports and secrets live in `home` and are found again at the next start; `forget`
    throws the old data away first.

    Raises:
        AlreadyRunningError: another process runs servers in `home`.
        StartError: a server does not come up.
        IncompleteEnvironmentError: for example an S3 URL without its keys.
    """
    named = _named_parts(os.environ if environment is None else environment)
    home = home.resolve()
    lock = HomeLock(home)
    starter = _Starter(home, sync_to_disk=sync_to_disk, report=report)
    try:
        if forget:
            _forget(home)
        ports, secrets = remembered_ports(home, PORTS), remembered_secrets(home, SECRETS)
        servers = _servers(ports, secrets, named)
        starter.start_all_but(named, ports, secrets)
    except BaseException:
        _stop(starter.children, lock)
        raise
    return RunningServers(servers, starter.children, lock)


class _Starter:
    def __init__(self, home: Path, *, sync_to_disk: bool, report: Callable[[str], None]) -> None:
        self.children: dict[str, Child] = {}
        self._home = home
        self._ports: dict[str, int] = {}
        self._secrets: dict[str, str] = {}
        self._sync_to_disk = sync_to_disk
        self._report = report

    def start_all_but(
        self, named: Mapping[str, str], ports: dict[str, int], secrets: dict[str, str]
    ) -> None:
        self._ports, self._secrets = ports, secrets
        starts = {
            "amqp_url": self._start_rabbitmq,
            "postgres_url": self._start_postgres,
            "s3_url": self._start_object_store,
            "smtp_url": self._start_mail_sink,
        }
        wanted = [start for name, start in starts.items() if name not in named]
        with ThreadPoolExecutor(len(starts)) as pool:
            try:
                for finished in [pool.submit(start) for start in wanted]:
                    finished.result()
            except BaseException:  # also Ctrl-C: then nobody waits for the others any more
                for child in list(self.children.values()):
                    child.end()
                raise

    def _start_rabbitmq(self) -> None:
        installation = ensure_rabbitmq(local_folder(), self._report)
        password = self._secrets["rabbitmq"]
        if installation is None:
            self._run(
                rabbitmq.rabbitmq_in_docker(
                    self._home, self._ports, password, self._log("rabbitmq")
                )
            )
            return
        self._run(rabbitmq.epmd_program(installation, self._ports, self._log("epmd")))
        self._run(
            rabbitmq.rabbitmq_program(
                self._home, installation, self._ports, password, self._log("rabbitmq")
            )
        )

    def _start_postgres(self) -> None:
        self._run(
            postgres_program(
                self._home,
                self._ports["postgres"],
                self._secrets["postgres"],
                sync_to_disk=self._sync_to_disk,
                log=self._log("postgres"),
            )
        )

    def _start_object_store(self) -> None:
        self._run(
            object_store.object_store_program(
                self._home, self._ports, self._secrets, self._log("s3")
            )
        )

    def _start_mail_sink(self) -> None:
        self._run(mail_sink.mail_sink_program(self._home, self._ports, self._log("mail")))

    def _run(self, program: Program) -> None:
        began = time.monotonic()
        child = Child(program, Listener(event=lambda name, text: self._report(f"{name} {text}")))
        self.children[program.name] = child
        child.start()
        child.wait_ready(START_SECONDS)
        self._report(f"{program.name} is ready after {time.monotonic() - began:.1f} s")

    def _log(self, name: str) -> Path:
        return self._home / "logs" / f"{name}.log"


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


def _stop(children: Mapping[str, Child], lock: HomeLock) -> None:
    together = [child for name, child in children.items() if name != "epmd"]
    with ThreadPoolExecutor(max(len(together), 1)) as pool:
        list(pool.map(Child.stop, together))
    if "epmd" in children:  # the broker says goodbye to it
        children["epmd"].stop()
    lock.release()


def _forget(home: Path) -> None:
    for name in ("postgres", "rabbitmq", "s3", "mail", "logs"):
        shutil.rmtree(home / name, ignore_errors=True)


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
