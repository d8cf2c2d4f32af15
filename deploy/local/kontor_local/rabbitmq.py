"""RabbitMQ as child processes: Erlang's port mapper, and the broker itself."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kontor_local.places import accepts_connections, write_private
from kontor_local.processes import Program
from kontor_local.rabbitmq_packages import DOCKER_IMAGE

if TYPE_CHECKING:
    from kontor_local.rabbitmq_packages import RabbitmqInstallation

ADMIN = "kontor-admin"
PORTS = ("amqp", "management", "epmd", "erlang")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node of a broker: what it is called, where it is, and who is of its cluster."""

    name: str = "rabbit@localhost"
    address: str = "127.0.0.1"
    cluster: tuple[str, ...] = ()
    settings: str = ""
    """Lines for its rabbitmq.conf, after those that all have."""
    inside: tuple[str, ...] = ()
    """The words that let a program run where the node is, in a network of its own for example."""

    @property
    def part(self) -> str:
        """The node's own name, without that of its host."""
        return self.name.partition("@")[0]


ALONE = Node()


def epmd_program(
    installation: RabbitmqInstallation, ports: dict[str, int], log: Path, node: Node = ALONE
) -> Program:
    """Return Erlang's port mapper as a program of ours.

    RabbitMQ would start one itself, as a daemon that stays behind and that all checkouts share.
    """
    port = ports["epmd"]
    return Program(
        name="epmd",
        command=(
            *node.inside,
            *(f"{installation.erlang}/bin/epmd", "-address", node.address, "-port", str(port)),
        ),
        log=log,
        is_ready=lambda: accepts_connections(port, node.address),
    )


def rabbitmq_program(
    folder: Path,
    installation: RabbitmqInstallation,
    ports: dict[str, int],
    password: str,
    log: Path,
    node: Node = ALONE,
) -> Program:
    """Return a node of the broker as a program that keeps everything it writes in `folder`."""
    _write_settings(folder, ports, password, node)
    return Program(
        name="rabbitmq" if node == ALONE else node.part,
        command=(*node.inside, str(installation.scripts / "rabbitmq-server")),
        environment=_environment(folder, installation, ports, node),
        log=log,
        is_ready=_readiness(ports, node.address),
    )


def rabbitmq_in_docker(home: Path, ports: dict[str, int], password: str, log: Path) -> Program:
    """Return the broker as a container of the official image.

    For machines without apt. The project's own machines have no engine: this way is untried.
    """
    folder = home / "rabbitmq"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"kontor-rabbitmq-{ports['amqp']}"
    settings = folder / "container.conf"
    write_private(settings, _shared_settings(password) + "listeners.tcp.default = 5672\n")
    settings.chmod(0o644)  # the container's own user reads it
    return Program(
        name="rabbitmq",
        command=(
            "docker",
            "run",
            "--rm",
            f"--name={name}",
            "--hostname=rabbitmq",  # the node's name, and with it its data folder
            f"--publish=127.0.0.1:{ports['amqp']}:5672",
            f"--publish=127.0.0.1:{ports['management']}:15672",
            f"--volume={name}:/var/lib/rabbitmq",
            f"--volume={settings}:/etc/rabbitmq/conf.d/90-kontor.conf:ro",
            DOCKER_IMAGE,
        ),
        log=log,
        is_ready=_readiness(ports),
    )


def _readiness(ports: dict[str, int], address: str = ALONE.address) -> Callable[[], bool]:
    # AMQP opens last, after the management interface.
    return lambda: all(accepts_connections(ports[name], address) for name in ("management", "amqp"))


def _write_settings(folder: Path, ports: dict[str, int], password: str, node: Node) -> None:
    for name in ("data", "log", "bin"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_private(
        folder / "rabbitmq.conf",
        _shared_settings(password)
        + f"listeners.tcp.default = {node.address}:{ports['amqp']}\n"
        + f"management.tcp.ip = {node.address}\n"
        + f"management.tcp.port = {ports['management']}\n"
        + _cluster_settings(node)
        + node.settings,
    )
    (folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
    cookie = folder / ".erlang.cookie"
    if not cookie.exists():
        write_private(cookie, password[:20].upper())
        cookie.chmod(stat.S_IRUSR)


def _cluster_settings(node: Node) -> str:
    if not node.cluster:
        return ""
    found = "cluster_formation.peer_discovery_backend = classic_config\n"
    for number, name in enumerate(node.cluster, start=1):
        found += f"cluster_formation.classic_config.nodes.{number} = {name}\n"
    # Whoever sees fewer than half of the others stops, so that nothing is decided on two sides.
    found += "cluster_partition_handling = pause_minority\n"
    # Otherwise every queue of a service is led by the node where its `prepare` happened to be.
    return found + "queue_leader_locator = balanced\n"


def _shared_settings(password: str) -> str:
    return f"""\
default_user = {ADMIN}
default_pass = {password}
loopback_users = none
disk_free_limit.absolute = 200MB
vm_memory_high_watermark.absolute = 1GB
# RabbitMQ 4 refuses larger messages; ours must fit everywhere.
max_message_size = 16777216
# A handler that holds a message longer than this hangs; the message goes to another one.
consumer_timeout = 1800000
# The default of 512 MB lies in memory and on disk as soon as there is one quorum queue.
raft.wal_max_size_bytes = 64000000
collect_statistics_interval = 10000
log.console = true
log.console.level = warning
log.file = false
"""


def _environment(
    folder: Path, installation: RabbitmqInstallation, ports: dict[str, int], node: Node
) -> dict[str, str]:
    _write_erl(folder / "bin/erl", installation.erlang)
    return {
        "PATH": f"{folder}/bin:{installation.erlang}/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": node.address,
        # The start script then becomes the Erlang machine instead of waiting beside it, so that
        # signals, also the one at our own death, reach the broker itself.
        "detached": "1",
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_NODENAME": node.name,
        # A host with dots in its name is one by its long name, as an address is.
        "RABBITMQ_USE_LONGNAME": "true" if "." in node.name else "false",
        "RABBITMQ_NODE_IP_ADDRESS": node.address,
        "RABBITMQ_NODE_PORT": str(ports["amqp"]),
        "RABBITMQ_DIST_PORT": str(ports["erlang"]),
        "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq",
        "RABBITMQ_ADVANCED_CONFIG_FILE": f"{folder}/advanced",
        "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins",
        "RABBITMQ_MNESIA_BASE": f"{folder}/data",
        "RABBITMQ_MNESIA_DIR": f"{folder}/data/node",
        "RABBITMQ_FEATURE_FLAGS_FILE": f"{folder}/data/feature_flags",
        "RABBITMQ_PLUGINS_EXPAND_DIR": f"{folder}/data/plugins",
        "RABBITMQ_GENERATED_CONFIG_DIR": f"{folder}/data/schema",
        "RABBITMQ_SCHEMA_DIR": f"{folder}/data/schema",
        "RABBITMQ_LOG_BASE": f"{folder}/log",
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PID_FILE": f"{folder}/pid",
        # Two schedulers that do not spin: the machine belongs to the services.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
            f"-kernel inet_dist_use_interface {{{node.address.replace('.', ',')}}}"
            " +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"
        ),
    }


def _write_erl(file: Path, erlang: Path) -> None:
    """Write the `erl` command; the packages' own has the path of an installed Erlang inside."""
    runtime = max(erlang.glob("erts-*"))
    draft = file.with_name(f"erl.{os.getpid()}")
    draft.write_text(
        "#!/bin/sh\n"
        f"export ROOTDIR='{erlang}' BINDIR='{runtime}/bin' EMU=beam PROGNAME=erl\n"
        'exec "$BINDIR/erlexec" "$@"\n'
    )
    draft.chmod(0o700)
    draft.replace(file)
