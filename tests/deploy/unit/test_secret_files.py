"""Secrets lie in files, and a program finds them there."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import chassis.secret_files
import chassis.settings
import gateway.secret_files
import gateway.settings

Reading = Callable[[Mapping[str, str]], dict[str, str]]
BOTH = [chassis.secret_files.with_secret_files, gateway.secret_files.with_secret_files]


@pytest.mark.parametrize("read", BOTH, ids=["services", "gateway"])
def test_a_secret_is_read_from_the_file_that_is_named(read: Reading, tmp_path: Path) -> None:
    file = tmp_path / "amqp-url"
    file.write_text("amqp://identity:word@rabbitmq/kontor\n")

    found = read({"KONTOR_AMQP_URL_FILE": str(file), "KONTOR_CLOCK_FILE": "/run/clock"})

    assert found["KONTOR_AMQP_URL"] == "amqp://identity:word@rabbitmq/kontor"
    assert "KONTOR_CLOCK" not in found


@pytest.mark.parametrize("read", BOTH, ids=["services", "gateway"])
def test_what_is_set_itself_goes_before_its_file(read: Reading) -> None:
    found = read({"KONTOR_AMQP_URL": "amqp://a/b", "KONTOR_AMQP_URL_FILE": "/nowhere"})

    assert found["KONTOR_AMQP_URL"] == "amqp://a/b"


def test_a_file_that_cannot_be_read_is_named() -> None:
    missing = {"KONTOR_AMQP_URL_FILE": "/nowhere/amqp-url"}

    with pytest.raises(gateway.settings.SettingsError, match="/nowhere/amqp-url cannot be read"):
        gateway.settings.load(missing)
    with pytest.raises(chassis.settings.SettingsError, match="/nowhere/amqp-url cannot be read"):
        chassis.settings.load(chassis.settings.ServiceSettings, missing)
