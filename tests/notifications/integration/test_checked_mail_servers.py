"""Whatever host an organisation names as its mail server, nothing of ours is reached (S9)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis import outside_addresses
from chassis.ids import new_id
from chassis.outside_addresses import is_outside
from chassis.settings import load
from contracts.errors import InvalidInput
from notifications.adapters.account_servers import AccountServers
from notifications.adapters.connections import connecting_outside
from notifications.adapters.sending_room import open_sending_room
from notifications.domain.mail_accounts import Server, plain_host
from notifications.settings import Settings
from process.settings import SettingsError
from tests.chassis.unit.test_outside_addresses import INSIDE
from tests.notifications.integration.conftest import Office
from tests.notifications.mail_accounts import (
    Administrator,
    account_desk,
    an_account,
    an_entry,
)

IN_PRODUCTION = AccountServers(connect=connecting_outside(is_outside), hello_as="kontor.example")
# What resolvers and libraries take for this machine.
WRITTEN_OTHERWISE = (
    *("localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "2130706433", "0x7f000001"),
    *("017700000001", "0x7f.1", "0177.0.0.1", "127.000.000.001", "0", "0.0.0.0", "::1", "::"),  # noqa: S104 - nothing listens
    *("0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "127.0.0.1."),
    *(
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "\uff11\uff12\uff17.\uff10.\uff10.\uff11",
        "127.0.0.1\0.example",
        "a" * 64,
    ),
    *("[::1]", "127.0.0.1:25", "user@127.0.0.1", "127.0.0.1/", " 127.0.0.1", "%31%32%37.0.0.1"),
)


_SOMEBODY = new_id()


class Ear:
    """A listener on this machine that counts who comes."""

    def __init__(self) -> None:
        self.came = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.came += 1
            connection.close()


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.close()


def faults_of(form: str, ear: Ear) -> list[str | None]:
    """Return what an organisation is told that enters this as the host of both servers."""
    try:
        server = a_server(plain_host(form, "host"), ear.port)
    except InvalidInput as refused:
        return [refused.arguments[1]]
    return [
        IN_PRODUCTION.try_outgoing(server, "x", "a@b.example"),
        IN_PRODUCTION.try_incoming(server, "x"),
    ]


def a_server(host: str, port: int) -> Server:
    return Server(host=host, port=port, security="starttls", user="u", sealed_password=b"")


@pytest.mark.req("S9")
def test_more_than_sixty_forms_of_inside_are_never_connected_to(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected: list[str] = []

    def never(addresses: list[object], _port: int, _timeout: float | None) -> socket.socket:
        connected.extend(map(str, addresses))
        raise OSError

    monkeypatch.setattr(outside_addresses, "_connect", never)
    forms = (*INSIDE, *WRITTEN_OTHERWISE)

    faults = [fault for form in forms for fault in faults_of(form, ear)]

    assert len(forms) > 60
    assert set(faults) == {"unreachable", "not_a_host"}, "and who named it learns no more"
    assert faults.count("unreachable") > 2 * len(INSIDE)
    assert (connected, ear.came) == ([], 0)


@pytest.mark.req("S9")
def test_a_name_is_resolved_once_and_goes_to_the_address_that_was_checked(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]]
    connected: list[str] = []

    def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    def connect(addresses: list[object], _port: int, _timeout: float | None) -> socket.socket:
        connected.extend(map(str, addresses))
        raise OSError

    monkeypatch.setattr(outside_addresses, "_resolve", resolve)
    monkeypatch.setattr(outside_addresses, "_connect", connect)

    IN_PRODUCTION.try_outgoing(a_server("mail.muster.example", ear.port), "x", "a@b.example")
    later = IN_PRODUCTION.try_outgoing(
        a_server("mail.muster.example", ear.port), "x", "a@b.example"
    )

    assert later == "unreachable"
    assert (connected, ear.came) == (["93.184.216.34"], 0)


@pytest.mark.parametrize(
    "host", ["", " ", "a b", "a/b", "a@b", "[::1]", "a\0b", "a" * 64, "a\nb", "a..b", "%31"]
)
def test_what_is_no_host_is_refused_when_it_is_entered(host: str) -> None:
    with pytest.raises(InvalidInput, match="not_a_host"):
        plain_host(host, "request.outgoing.host")


def test_in_production_other_ports_than_those_of_mail_are_refused(
    office: Office, tmp_path: Path
) -> None:
    desk = account_desk(tmp_path, may_reach=is_outside, allows_any_port=False)
    admin = Administrator(office=office, desk=desk, organisation_id=_SOMEBODY)
    mail = an_entry(587, host="mail.muster.example"), an_entry(143, host="mail.muster.example")

    for outgoing, incoming in ((an_entry(5432), mail[1]), (mail[0], an_entry(6379))):
        with pytest.raises(InvalidInput, match="not_a_mail_port"):
            admin.enter(an_account(outgoing, incoming))
    assert admin.enter(an_account(*mail)).account is not None


def test_the_switch_for_this_machine_is_refused_in_production(tmp_path: Path) -> None:
    account_desk(tmp_path)
    environment = {
        "KONTOR_AMQP_URL": "amqp://",
        "KONTOR_DATABASE_URL": "postgresql://",
        "KONTOR_PRINCIPAL_KEYS": "keys.json",
        "KONTOR_SMTP_URL": "smtp://127.0.0.1:1",
        "KONTOR_MAIL_FROM": "Kontor <kontor@kontor.example>",
        "KONTOR_S3_URL": "http://127.0.0.1:1",
        "KONTOR_S3_ACCESS_KEY": "a",
        "KONTOR_S3_SECRET_KEY": "b",
        "KONTOR_ARCHIVE_BUCKET": "c",
        "KONTOR_SEALING_KEYS": str(tmp_path / "sealing.json"),
        "KONTOR_LOOPBACK_MAIL_ACCOUNTS": "yes",
    }

    with pytest.raises(SettingsError, match="KONTOR_LOOPBACK_MAIL_ACCOUNTS"):
        open_sending_room(load(Settings, environment))
    in_development = open_sending_room(load(Settings, environment | {"KONTOR_ENV": "development"}))
    assert in_development.accounts is not None
