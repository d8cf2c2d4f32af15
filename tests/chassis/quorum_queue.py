"""What happens to a quorum queue's leader, done by hand in the broker's own machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kontor_local.servers import RunningServers
from tests.chassis.stage import Stage

_CONSOLE_SECONDS = 60


class QueueLeader:
    """The one process of the broker that leads a queue of a stage."""

    def __init__(self, broker: RunningServers, stage: Stage, queue: str) -> None:
        self._program = broker.program("rabbitmq")
        if self._program.command[0] == "docker":
            pytest.skip("the broker is a container; its command cannot be called here")
        vhost = stage.namespace.vhost
        self._find = (
            f'{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"{vhost}">>, queue, '
            f'<<"{queue}">>)), {{Name, _}} = Id = amqqueue:get_pid(Q), '
        )

    def fall_silent(self) -> None:
        """Answer nothing more, as while the majority of a cluster is away."""
        self._do("sys:suspend(whereis(Name))")

    def answer_again(self) -> None:
        self._do("sys:resume(whereis(Name))")

    def vanish(self) -> None:
        """Be no more: whoever asks for it is cut off by the broker."""
        self._do("ra:stop_server(quorum_queues, Id)")

    def come_back(self) -> None:
        self._do("ra:restart_server(quorum_queues, Id)")

    def _do(self, what: str) -> None:
        environment = dict(self._program.environment)
        words = f"{self._find}ok = {what}"
        # Erlang's own way in: rabbitmqctl takes seconds, for it starts a machine of its own.
        caller = shutil.which("erl_call", path=environment["PATH"])
        if caller is not None:
            cookie = Path(environment["HOME"], ".erlang.cookie").read_text(encoding="ascii")
            node = environment["RABBITMQ_NODENAME"]
            command = [caller, "-c", cookie, "-n", node, "-e"]
        else:
            control = Path(self._program.command[0]).with_name("rabbitmqctl")
            command = [str(control), "eval", f"{words}."]
        done = subprocess.run(  # noqa: S603 - Erlang's or the broker's, and words of this file
            command,
            input=f"{words}.\n",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_CONSOLE_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "{error" not in done.stdout, done.stdout
