"""How long the object store may keep people waiting."""

from typing import Any

from gateway.clients.objects import open_object_store
from tests.gateway.samples import some_settings


def test_a_store_that_fell_silent_is_given_up_within_twenty_seconds() -> None:
    config: Any = open_object_store(some_settings()).meta.config

    # Each try finds a connection that stood before and is as silent as the others.
    assert config.read_timeout * config.retries["total_max_attempts"] < 20
