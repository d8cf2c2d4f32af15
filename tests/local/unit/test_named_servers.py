"""Servers that the environment names instead of our starting them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kontor_local.databases import derived_password
from kontor_local.servers import IncompleteEnvironmentError, Servers, known_servers, start_servers

NAMED = Servers(
    amqp_url="amqp://admin:a@broker.example:5672",
    management_url="http://admin:a@broker.example:15672",
    postgres_url="postgresql://postgres:p@database.example:5432/postgres",
    s3_url="http://store.example:8333",
    s3_access_key="kontor",
    s3_secret_key="s",
    smtp_url="smtp://mail.example:25",
    mail_page_url="http://mail.example:8025",
)


def test_nothing_is_started_when_the_environment_names_everything(tmp_path: Path) -> None:
    running = start_servers(tmp_path, environment=NAMED.environment())

    assert running.servers == NAMED
    running.stop()


def test_a_named_mail_server_has_no_page_unless_that_is_named_too(tmp_path: Path) -> None:
    environment = NAMED.environment()
    del environment["KONTOR_MAIL_PAGE_URL"]

    running = start_servers(tmp_path, environment=environment)

    assert running.servers == replace(NAMED, mail_page_url="")
    running.stop()


@pytest.mark.parametrize(
    ("missing", "named_first"),
    [
        ("KONTOR_AMQP_MANAGEMENT_URL", "KONTOR_AMQP_URL"),
        ("KONTOR_S3_SECRET_KEY", "KONTOR_S3_URL"),
    ],
)
def test_a_part_that_is_named_only_half_is_refused_by_name(
    tmp_path: Path, missing: str, named_first: str
) -> None:
    environment = NAMED.environment()
    del environment[missing]

    with pytest.raises(IncompleteEnvironmentError, match=f"{named_first}.*{missing}"):
        start_servers(tmp_path, environment=environment)


def test_a_folder_in_which_nothing_ever_ran_has_no_servers(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Nothing was ever started"):
        known_servers(tmp_path, {})


def test_an_account_has_the_same_password_for_every_administrator() -> None:
    assert derived_password("secret", "erp-demo") == derived_password("secret", "erp-demo")
    assert derived_password("secret", "erp-demo") != derived_password("secret", "operator")
    assert derived_password("secret", "erp-demo") != derived_password("other", "erp-demo")
