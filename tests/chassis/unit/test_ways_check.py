"""What the doctor says of ways that others may listen on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from chassis.cli.services import KnownService
from chassis.cli.ways_check import examine_ways


def outcome_of(variable: str, address: str) -> str:
    service = cast("KnownService", SimpleNamespace(settings={variable: address}))
    (finding,) = examine_ways(service)
    return finding.outcome


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("KONTOR_AMQP_URL", "amqps://kontor:geheim@broker.example.com/kontor"),
        ("KONTOR_AMQP_URL", "amqp://kontor:geheim@127.0.0.1:5672/kontor"),
        ("KONTOR_AMQP_URL", "amqp://kontor:geheim@[::1]:5672/kontor"),
        ("KONTOR_DATABASE_URL", "postgresql+psycopg2://app@db.example.com/x?sslmode=verify-full"),
        ("KONTOR_DATABASE_URL", "postgresql+psycopg2://app@/x?host=/run/postgresql"),
        ("KONTOR_S3_URL", "https://store.example.com"),
    ],
)
def test_a_way_on_this_machine_or_by_tls_is_fine(variable: str, address: str) -> None:
    assert outcome_of(variable, address) == "ok"


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("KONTOR_AMQP_URL", "amqp://kontor:geheim@broker.example.com/kontor"),
        (
            "KONTOR_AMQP_URL",
            "amqps://kontor:geheim@one.example.com/kontor,amqp://kontor:geheim@two.example.com/kontor",
        ),
        ("KONTOR_DATABASE_URL", "postgresql+psycopg2://app@db.example.com/x"),
        ("KONTOR_DATABASE_URL", "postgresql+psycopg2://app@db.example.com/x?sslmode=require"),
        ("KONTOR_S3_URL", "http://store.example.com"),
    ],
)
def test_a_way_that_others_may_listen_on_is_a_warning_with_the_host_and_no_password(
    variable: str, address: str
) -> None:
    service = cast("KnownService", SimpleNamespace(settings={variable: address}))

    (finding,) = examine_ways(service)

    assert finding.outcome == "warning"
    assert ".example.com" in finding.detail
    assert "geheim" not in finding.detail + finding.advice


def test_what_is_not_set_is_not_looked_at() -> None:
    service = cast("KnownService", SimpleNamespace(settings={}))

    assert examine_ways(service) == []
