"""Ports for servers that start in a moment."""

import socket
import subprocess
import sys
from pathlib import Path

from chassis.testing import free_port, take_port

FIND = "from chassis.testing import free_port; print(free_port())"
TAKE = "import sys; from chassis.testing import take_port; print(take_port(int(sys.argv[1])))"
OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")


def taken_by_another(port: int) -> bool:
    return said_by_another(TAKE, str(port)) == "True"


def said_by_another(program: str, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_no_port_is_given_twice_while_no_server_listens_yet() -> None:
    ports = [free_port() for _ in range(300)]

    assert len(set(ports)) == 300
    assert not taken_by_another(ports[0])


def test_a_port_is_anybodys_once_its_process_has_ended() -> None:
    port = int(said_by_another(FIND))

    assert taken_by_another(port)
    assert taken_by_another(port)


def test_who_took_a_port_may_take_it_again_unless_somebody_listens() -> None:
    port = free_port()
    assert take_port(port)

    with socket.create_server(("127.0.0.1", port)):
        assert not take_port(port)

    assert take_port(port)


def test_no_outgoing_connection_is_given_such_a_port() -> None:
    lowest_outgoing = int(OUTGOING.read_text().split()[0])

    assert max(free_port() for _ in range(300)) < lowest_outgoing
