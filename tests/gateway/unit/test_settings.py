"""Settings: everything missing is named at once, and a session never travels in the clear."""

import pytest

from gateway.settings import load
from process.settings import SettingsError

GOOD = {
    "KONTOR_ENV": "test",
    "KONTOR_PUBLIC_URL": "http://127.0.0.1:8080",
    "KONTOR_AMQP_URL": "amqp://gateway:secret@127.0.0.1/kontor",
    "KONTOR_S3_URL": "http://127.0.0.1:9000",
    "KONTOR_S3_ACCESS_KEY": "gateway",
    "KONTOR_S3_SECRET_KEY": "secret",
    "KONTOR_UPLOADS_BUCKET": "uploads",
}


def test_everything_missing_and_wrong_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load({"KONTOR_ENV": "staging", "KONTOR_GATEWAY_PORT": "http", "KONTOR_METRICS_OPEN": "1"})

    for name in (
        "KONTOR_ENV",
        "KONTOR_GATEWAY_PORT",
        "KONTOR_METRICS_OPEN",
        "KONTOR_PUBLIC_URL",
        "KONTOR_AMQP_URL",
        "KONTOR_S3_SECRET_KEY",
    ):
        assert name in str(refused.value)


def test_defaults_are_careful() -> None:
    settings = load(GOOD)

    assert settings.host == "127.0.0.1"
    assert settings.workers == 1
    assert not settings.metrics_open
    assert settings.trusted_proxies == 0


@pytest.mark.parametrize(
    ("environment", "address", "is_fine"),
    [
        ("production", "https://portal.example.com", True),
        ("production", "http://127.0.0.1:8080", False),
        ("production", "http://portal.example.com", False),
        ("", "http://127.0.0.1:8080", False),  # who says nothing is in production
        ("development", "http://127.0.0.1:8080", True),
        ("development", "http://localhost:8080", True),
        ("development", "http://[::1]:8080", True),
        ("development", "http://portal.example.com", False),
        ("development", "portal.example.com", False),
        ("development", "https://portal.example.com", True),
    ],
)
def test_plain_http_is_for_this_machine_alone_and_never_for_production(
    environment: str, address: str, *, is_fine: bool
) -> None:
    variables = GOOD | {"KONTOR_ENV": environment, "KONTOR_PUBLIC_URL": address}

    if is_fine:
        assert load(variables).public_url == address
    else:
        with pytest.raises(SettingsError, match="KONTOR_PUBLIC_URL"):
            load(variables)


def test_the_origin_is_the_address_without_its_path() -> None:
    settings = load(GOOD | {"KONTOR_PUBLIC_URL": "https://portal.example.com/kontor/"})

    assert settings.public_origin == "https://portal.example.com"
    assert settings.is_https
