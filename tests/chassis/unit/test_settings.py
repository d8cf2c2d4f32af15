"""Settings from the environment: all faults at once, and no test switch in production."""

from __future__ import annotations

from pathlib import Path

import pytest

from chassis.kinds_of_work import KINDS
from chassis.settings import ServiceSettings, load
from process.settings import SettingsError

ENOUGH = {
    "KONTOR_AMQP_URL": "amqp://sample@localhost/v",
    "KONTOR_DATABASE_URL": "postgresql+psycopg2://sample@localhost/sample",
    "KONTOR_PRINCIPAL_KEYS": "keys.json",
}


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load(ServiceSettings, {})

    lines = str(refused.value).splitlines()
    assert [line.split()[0] for line in lines] == list(ENOUGH)
    assert all("is missing: " in line for line in lines)


def test_an_empty_value_is_missing() -> None:
    with pytest.raises(SettingsError, match="KONTOR_AMQP_URL is missing"):
        load(ServiceSettings, ENOUGH | {"KONTOR_AMQP_URL": ""})


def test_missing_and_wrong_are_named_together_and_what_is_right_is_not() -> None:
    with pytest.raises(SettingsError) as refused:
        load(
            ServiceSettings,
            {"KONTOR_AMQP_URL": "amqp://x", "KONTOR_HTTP_PORT": "high", "KONTOR_ENV": "prod"},
        )

    message = str(refused.value)
    assert "KONTOR_DATABASE_URL is missing" in message
    assert "KONTOR_HTTP_PORT cannot be read" in message
    assert "'prod' is none of development, test, production" in message
    assert "KONTOR_AMQP_URL" not in message


def test_values_have_the_type_that_is_declared() -> None:
    settings = load(
        ServiceSettings,
        ENOUGH
        | {
            "KONTOR_ENV": "test",
            "KONTOR_RETRY_PAUSES": "1,2.5",
            "KONTOR_HTTP_PORT": "8080",
            "KONTOR_CLOCK_FILE": "clock",
        },
    )

    assert settings.retry_pauses == (1.0, 2.5)
    assert settings.http_port == 8080
    assert settings.clock_file == Path("clock")
    assert settings.publishers is None
    assert settings.stop_seconds == 20.0


def test_a_process_does_all_kinds_of_work_or_those_that_are_named() -> None:
    apart = load(ServiceSettings, ENOUGH | {"KONTOR_WORK": "ingest, relay"})

    assert apart.work == ("ingest", "relay")
    assert load(ServiceSettings, ENOUGH).work == KINDS
    with pytest.raises(SettingsError, match="'mailing' is none of rpc, ingest"):
        load(ServiceSettings, ENOUGH | {"KONTOR_WORK": "rpc,mailing"})


def test_production_is_what_runs_where_nothing_is_said() -> None:
    assert load(ServiceSettings, ENOUGH).environment == "production"


@pytest.mark.req("BR-12")
@pytest.mark.parametrize("environment", [{}, {"KONTOR_ENV": "production"}])
def test_production_refuses_to_have_its_time_set_or_to_be_killed(
    environment: dict[str, str],
) -> None:
    switches = {"KONTOR_CLOCK_FILE": "clock", "KONTOR_CRASH_POINTS": "folder"}

    with pytest.raises(SettingsError) as refused:
        load(ServiceSettings, ENOUGH | switches | environment)

    assert all(name in str(refused.value) for name in switches)
