"""What the service refuses to start with."""

from __future__ import annotations

import pytest

from billing_docs.settings import Settings
from chassis.settings import load
from process.settings import SettingsError

LIVE = {
    "KONTOR_ENV": "production",
    "KONTOR_AMQP_URL": "amqp://broker.example",
    "KONTOR_DATABASE_URL": "postgresql+psycopg2://database.example",
    "KONTOR_PRINCIPAL_KEYS": "keys.json",
    "KONTOR_S3_URL": "https://store.example",
    "KONTOR_S3_ACCESS_KEY": "key",
    "KONTOR_S3_SECRET_KEY": "secret",
    "KONTOR_ARCHIVE_BUCKET": "archive",
    "KONTOR_UPLOADS_BUCKET": "uploads",
    "KONTOR_VIEWS_BUCKET": "views",
    "KONTOR_MALWARE_SCANNER": "tcp://clamd.example:3310",
    "KONTOR_PORTAL_URL": "https://portal.example.com",
}


def test_nobody_lifts_a_lock_unless_the_operator_says_so() -> None:
    assert load(Settings, LIVE).archive_lock_mode == "compliance"


@pytest.mark.req("BR-12")
def test_in_production_nobody_moves_the_clock() -> None:
    with pytest.raises(SettingsError, match="KONTOR_CLOCK_FILE"):
        load(Settings, {**LIVE, "KONTOR_CLOCK_FILE": "offset"})

    moved = load(Settings, {**LIVE, "KONTOR_ENV": "test", "KONTOR_CLOCK_FILE": "offset"})
    assert moved.clock_file is not None


@pytest.mark.req("S12")
def test_only_production_insists_on_a_malware_scanner() -> None:
    nobody_scans = {name: value for name, value in LIVE.items() if name != "KONTOR_MALWARE_SCANNER"}

    with pytest.raises(SettingsError, match="KONTOR_MALWARE_SCANNER"):
        load(Settings, nobody_scans)

    assert load(Settings, {**nobody_scans, "KONTOR_ENV": "development"}).malware_scanner is None


@pytest.mark.parametrize("address", ["clamd:3310", "http://clamd", "unix:relative"])
def test_a_scanner_at_no_address_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="tcp://host:port"):
        load(Settings, {**LIVE, "KONTOR_MALWARE_SCANNER": address})


@pytest.mark.parametrize("name", [name for name in LIVE if name != "KONTOR_ENV"])
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load(Settings, {key: value for key, value in LIVE.items() if key != name})
