"""Secrets lie in files, and a program finds them there."""

from pathlib import Path

import pytest

import chassis.settings
import gateway.settings
from process.secret_files import with_secret_files
from process.settings import SettingsError


def test_a_secret_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "amqp-url"
    file.write_text("amqp://identity:word@rabbitmq/kontor\n")

    found = with_secret_files(
        {"KONTOR_AMQP_URL_FILE": str(file), "KONTOR_CLOCK_FILE": "/run/clock"}
    )

    assert found["KONTOR_AMQP_URL"] == "amqp://identity:word@rabbitmq/kontor"
    assert "KONTOR_CLOCK" not in found


def test_what_is_set_itself_goes_before_its_file() -> None:
    found = with_secret_files({"KONTOR_AMQP_URL": "amqp://a/b", "KONTOR_AMQP_URL_FILE": "/nowhere"})

    assert found["KONTOR_AMQP_URL"] == "amqp://a/b"


def test_a_file_that_cannot_be_read_is_named() -> None:
    missing = {"KONTOR_AMQP_URL_FILE": "/nowhere/amqp-url"}

    with pytest.raises(SettingsError, match="/nowhere/amqp-url cannot be read"):
        gateway.settings.load(missing)
    with pytest.raises(SettingsError, match="/nowhere/amqp-url cannot be read"):
        chassis.settings.load(chassis.settings.ServiceSettings, missing)
