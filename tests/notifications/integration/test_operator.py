"""What `kontor doctor` says of the relay."""

from __future__ import annotations

from chassis.cli.services import KnownService
from kontor_local.servers import Servers
from notifications.calls.operator import MAIL_SERVER
from tests.notifications.house import House


def known(house: House, **settings: str) -> KnownService:
    return KnownService(
        name="notifications", database=house.database, clock=house.clock, settings=settings
    )


def test_the_relay_is_tried_without_a_mail(house: House, servers: Servers) -> None:
    wrong = "smtp://kontor:geheim-7@127.0.0.1:1"

    outcomes = {
        url: MAIL_SERVER.examine(known(house, **({"KONTOR_SMTP_URL": url} if url else {})))
        for url in (servers.smtp_url, wrong, "ftp://x", "")
    }

    told = {url: finding.outcome for url, (finding,) in outcomes.items()}
    assert list(told.values()) == ["ok", "failed", "failed", "not_looked"]
    assert "geheim-7" not in str(outcomes[wrong])
