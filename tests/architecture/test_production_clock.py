"""In production nobody moves the clock: not of a service, nor of what takes mails in."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path

import pytest

import gateway.settings
from chassis.clock import SystemClock, clock_for
from chassis.serve import service_class
from chassis.settings import load
from process.settings import SettingsError
from tests.architecture.sources import SERVICES

PACKAGES = [name.replace("-", "_") for name in SERVICES]

# What production demands of some of them besides.
DEMANDED = {"KONTOR_MALWARE_SCANNER": "tcp://localhost:3310"}


@pytest.mark.req("H12")
@pytest.mark.parametrize("package", PACKAGES)
def test_no_service_starts_in_production_with_a_clock_that_moves(package: str) -> None:
    settings = service_class(package).settings_class
    required = {
        field.metadata["environment variable"]: "1"
        for field in dataclasses.fields(settings)
        if field.default is dataclasses.MISSING
    }

    with pytest.raises(SettingsError, match=r"KONTOR_CLOCK_FILE.*refused"):
        load(settings, {**required, **DEMANDED, "KONTOR_CLOCK_FILE": "clock"})


def test_what_is_not_set_is_the_machines_clock() -> None:
    assert isinstance(clock_for("production", None), SystemClock)
    with pytest.raises(ValueError, match="refused"):
        clock_for("production", Path("clock"))


def test_the_gateway_has_no_clock_to_move() -> None:
    assert "CLOCK" not in inspect.getsource(gateway.settings)
