"""R9 in small: how soon each part by itself notices that the other side has fallen silent."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from sqlalchemy import make_url, text

from chassis.database import Database
from chassis.errors import DependencyDown
from notifications.adapters.composition import Envelope
from notifications.adapters.mail_server import MailServer
from notifications.adapters.server_address import ServerAddress
from notifications.domain.delivery import Verdict
from tests.conftest import NewNamespace
from tests.faults.bad_network import BadNetwork
from tests.faults.figures import write_figures
from tests.notifications.scripted_mail_server import ScriptedMailServer

NOTICED_SECONDS = 20.0


def before(host: str | None, port: int | None) -> BadNetwork:
    return BadNetwork(host or "127.0.0.1", port or 0, random.Random(9))  # noqa: S311 (not a secret)


@pytest.fixture
def mail_server() -> Iterator[ScriptedMailServer]:
    with ScriptedMailServer() as server:
        yield server


@dataclass(kw_only=True)
class Waits:
    """Since when somebody waits for an answer."""

    since: float = 0.0

    def until_now(self) -> float:
        return round(time.monotonic() - self.since, 1)


def ask_in_silence(database: Database, network: BadNetwork, waits: Waits) -> None:
    with database.transaction() as session:
        session.execute(text("SELECT 1"))
        network.fall_silent()
        waits.since = time.monotonic()
        session.execute(text("SELECT 1"))


@pytest.mark.faults
def test_a_query_to_a_silent_database_ends(new_namespace: NewNamespace) -> None:
    with new_namespace(("tickets",)) as namespace:
        url = make_url(namespace.databases["tickets"].application_url)
        with before(url.host, url.port) as network:
            reached = url.set(host="127.0.0.1", port=network.port)
            database = Database(reached.render_as_string(hide_password=False))
            waits = Waits()
            with pytest.raises(DependencyDown):
                ask_in_silence(database, network, waits)
            noticed = waits.until_now()
            database.dispose()

    write_figures("R9 silent database", seed=9, figures={"noticed_seconds": noticed})
    assert noticed <= NOTICED_SECONDS


@pytest.mark.faults
def test_a_mail_to_a_silent_server_is_in_doubt_soon(mail_server: ScriptedMailServer) -> None:
    address = urlsplit(mail_server.url)
    with before(address.hostname, address.port) as network:
        server = MailServer(
            ServerAddress.parse(f"smtp://127.0.0.1:{network.port}"), hello_as="kontor.example"
        )
        server.connect()
        began = time.monotonic()
        reply = server.hand_over(
            Envelope(
                sender="kontor@kontor.example",
                recipient="rechnung@muster.example",
                content=b"Subject: Muster\r\n\r\nGuten Tag\r\n",
            ),
            before_final_dot=network.fall_silent,
        )
        noticed = round(time.monotonic() - began, 1)

    write_figures("R9 silent mail server", seed=9, figures={"noticed_seconds": noticed})
    # It may have gone out: written down as that, and sent again under the same Message-ID.
    assert reply.verdict is Verdict.IN_DOUBT
    assert noticed <= NOTICED_SECONDS
