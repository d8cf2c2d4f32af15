"""Start the servers that nobody else provides, all at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from kontor_local import mail_sink, object_store, rabbitmq
from kontor_local.places import local_folder, remembered_ports
from kontor_local.postgres import postgres_program
from kontor_local.processes import Child, Listener, Program, StartError
from kontor_local.rabbitmq_packages import ensure_rabbitmq

if TYPE_CHECKING:
    from pathlib import Path

START_SECONDS = 120
# A port is free when it is chosen; until a server has bound it, another program may.
_TRIES = 3


class ServerStarter:
    """Starts servers as children; `home` takes their logs, `data` everything else."""

    def __init__(
        self, home: Path, data: Path, *, sync_to_disk: bool, report: Callable[[str], None]
    ) -> None:
        self.children: dict[str, Child] = {}
        self._home = home
        self._data = data
        self.ports: dict[str, int] = {}
        """Where the servers are: where they were asked for, or at others that were free."""
        self._secrets: dict[str, str] = {}
        self._sync_to_disk = sync_to_disk
        self._report = report

    def start_all_but(
        self, named: Mapping[str, str], ports: dict[str, int], secrets: dict[str, str]
    ) -> None:
        """Start the parts that are not named and wait until each is ready.

        Raises:
            StartError: one does not come up; the others are then ended too.
        """
        self.ports, self._secrets = dict(ports), secrets
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
                rabbitmq.rabbitmq_in_docker(self._data, self.ports, password, self._log("rabbitmq"))
            )
            return
        self._run(rabbitmq.epmd_program(installation, self.ports, self._log("epmd")))
        self._run(
            rabbitmq.rabbitmq_program(
                self._data / "rabbitmq", installation, self.ports, password, self._log("rabbitmq")
            )
        )

    def _start_postgres(self) -> None:
        self._run(
            postgres_program(
                self._data,
                self.ports["postgres"],
                self._secrets["postgres"],
                sync_to_disk=self._sync_to_disk,
                log=self._log("postgres"),
            )
        )

    def _start_object_store(self) -> None:
        for is_last in (*[False] * (_TRIES - 1), True):
            try:
                self._run(
                    object_store.object_store_program(
                        self._data, self.ports, self._secrets, self._log("s3")
                    )
                )
            except StartError:
                self.children["s3"].stop()
                chosen = remembered_ports(self._home, object_store.PORTS)
                if is_last or chosen.items() <= self.ports.items():
                    raise  # it was not for a port
                self.ports |= chosen
            else:
                return

    def _start_mail_sink(self) -> None:
        self._run(mail_sink.mail_sink_program(self._data, self.ports, self._log("mail")))

    def _run(self, program: Program) -> None:
        began = time.monotonic()
        child = Child(program, Listener(event=lambda name, text: self._report(f"{name} {text}")))
        self.children[program.name] = child
        child.start()
        child.wait_ready(START_SECONDS)
        self._report(f"{program.name} is ready after {time.monotonic() - began:.1f} s")

    def _log(self, name: str) -> Path:
        return self._home / "logs" / f"{name}.log"
