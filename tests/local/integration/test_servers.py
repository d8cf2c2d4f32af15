"""The servers start, survive, stop, and leave nothing behind."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from kontor_local.namespace import create_namespace
from kontor_local.places import (
    AlreadyRunningError,
    known_ports,
    remembered_ports,
    remembered_secrets,
    scratch_folder,
)
from kontor_local.servers import (
    PORTS,
    SECRETS,
    RunningServers,
    Servers,
    known_servers,
    start_servers,
)
from kontor_local.starting import ServerStarter
from tests.local.waiting import is_alive, wait_until

PROGRAMS = Path(__file__).parents[1] / "programs"


def start_postgres_alone(home: Path, servers: Servers) -> RunningServers:
    """Start a database server of our own; broker, store and mail sink are the run's."""
    environment = servers.environment()
    del environment["KONTOR_POSTGRES_URL"]
    return start_servers(home, environment=environment)


def value(servers: Servers, *statements: str) -> object:
    url = make_url(servers.postgres_url).set(drivername="postgresql+psycopg2")
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements[:-1]:
            connection.execute(text(statement))
        found: object = connection.scalar(text(statements[-1]))
    return found


def test_a_second_start_finds_the_data_at_the_same_address(
    servers: Servers, tmp_path: Path
) -> None:
    first = start_postgres_alone(tmp_path, servers)
    value(first.servers, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7) RETURNING id")
    first.stop()

    second = start_postgres_alone(tmp_path, servers)

    assert second.servers == first.servers
    assert value(second.servers, "SELECT id FROM kept") == 7
    second.stop()


def test_a_store_whose_port_was_taken_meanwhile_starts_at_another(tmp_path: Path) -> None:
    ports = remembered_ports(tmp_path, PORTS)
    starter = ServerStarter(tmp_path, tmp_path, sync_to_disk=False, report=lambda _: None)
    named = dict.fromkeys(("amqp_url", "postgres_url", "smtp_url"), "somewhere else")

    with socket.create_server(("127.0.0.1", ports["master"])):
        starter.start_all_but(named, ports, remembered_secrets(tmp_path, SECRETS))
    starter.children["s3"].stop()

    assert starter.ports["master"] != ports["master"]
    assert starter.ports["filer"] == ports["filer"]
    assert known_ports(tmp_path)["master"] == starter.ports["master"]


def test_a_killed_server_comes_back_with_every_row(servers: Servers, tmp_path: Path) -> None:
    running = start_postgres_alone(tmp_path, servers)
    value(running.servers, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7) RETURNING id")
    killed = running.pid("postgres")

    running.kill("postgres")
    wait_until(lambda: running.pid("postgres") not in {None, killed})
    running.wait_ready("postgres")

    assert value(running.servers, "SELECT id FROM kept") == 7
    running.stop()


def test_a_server_stays_down_until_it_is_brought_back(servers: Servers, tmp_path: Path) -> None:
    running = start_postgres_alone(tmp_path, servers)

    running.shut_down("postgres")
    with pytest.raises(OperationalError):
        value(running.servers, "SELECT 1")
    running.bring_back("postgres")

    assert value(running.servers, "SELECT 1") == 1
    running.stop()


def test_servers_started_by_a_thread_outlive_the_thread(servers: Servers, tmp_path: Path) -> None:
    started: list[RunningServers] = []
    thread = threading.Thread(
        target=lambda: started.append(start_postgres_alone(tmp_path, servers))
    )

    thread.start()
    thread.join()

    assert value(started[0].servers, "SELECT 1") == 1
    assert started[0].pid("postgres") is not None
    started[0].stop()


def test_one_folder_serves_one_at_a_time(servers: Servers, tmp_path: Path) -> None:
    running = start_postgres_alone(tmp_path, servers)

    with pytest.raises(AlreadyRunningError):
        start_postgres_alone(tmp_path, servers)

    running.stop()
    start_postgres_alone(tmp_path, servers).stop()


def test_the_addresses_are_known_to_other_processes(servers: Servers, tmp_path: Path) -> None:
    running = start_postgres_alone(tmp_path, servers)
    environment = servers.environment()
    del environment["KONTOR_POSTGRES_URL"]

    assert known_servers(tmp_path, environment) == running.servers
    running.stop()


def test_killing_the_supervisor_leaves_no_process_behind(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KONTOR_")}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, PROGRAMS / "servers_alone.py", tmp_path],
        stdout=subprocess.PIPE,
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as supervisor:
        assert supervisor.stdout is not None
        pids = json.loads(supervisor.stdout.readline())
        assert all(is_alive(pid) for pid in pids)

        supervisor.kill()

    wait_until(lambda: not any(is_alive(pid) for pid in pids))


def test_two_checkouts_run_side_by_side_and_one_ends_without_a_trace_in_memory(
    servers: Servers, tmp_path: Path
) -> None:
    other = start_servers(tmp_path, environment={}, throwaway=True)
    in_memory = scratch_folder(tmp_path)

    ours = create_namespace(servers, "samename", services=("tickets",))
    theirs = create_namespace(other.servers, "samename", services=("tickets",))

    assert ours.amqp_url("tickets") != theirs.amqp_url("tickets")
    assert other.pid("epmd") is not None
    other.stop()
    assert value(servers, "SELECT 1") == 1
    assert in_memory is None or not in_memory.exists()
