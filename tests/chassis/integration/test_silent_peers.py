"""A server that is gone without a word is noticed, and so is a process of ours (R9).

That the kernel keeps its word takes minutes to see: `make faults` does it to the whole product.
"""

from __future__ import annotations

import os
import socket

from sqlalchemy import text

from chassis.outside_addresses import connect_outside, is_outside_or_this_machine
from chassis.silent_peers import IDLE_SECONDS, SILENT_MILLISECONDS
from tests.chassis.stage import Stage


def notices_silence(connection: socket.socket) -> bool:
    of_tcp = {
        option: connection.getsockopt(socket.IPPROTO_TCP, option)
        for option in (socket.TCP_KEEPIDLE, socket.TCP_USER_TIMEOUT)
    }
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1 and of_tcp == {
        socket.TCP_KEEPIDLE: IDLE_SECONDS,
        socket.TCP_USER_TIMEOUT: SILENT_MILLISECONDS,
    }


def test_each_end_of_a_database_connection_notices_that_the_other_is_gone(stage: Stage) -> None:
    with stage.database.transaction() as session:
        raw = session.connection().connection.dbapi_connection
        assert raw is not None
        with socket.socket(fileno=os.dup(raw.fileno())) as ours:
            our_end = notices_silence(ours)
        their_end = {
            name: session.scalar(text(f"SHOW {name}"))
            for name in (
                "tcp_keepalives_idle",
                "tcp_user_timeout",
                "idle_in_transaction_session_timeout",
            )
        }

    assert our_end
    assert their_end == {
        "tcp_keepalives_idle": "5",
        "tcp_user_timeout": str(SILENT_MILLISECONDS),
        "idle_in_transaction_session_timeout": "1min",
    }


def test_a_stranger_s_server_that_falls_silent_is_noticed() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        connect_outside(
            "127.0.0.1", listener.getsockname()[1], 10, is_outside_or_this_machine
        ) as connection,
    ):
        assert notices_silence(connection)
