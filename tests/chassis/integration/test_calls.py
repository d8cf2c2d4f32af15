"""Calls over the real broker: answered, refused, never fatal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.chassis.integration.conftest import Bus


def test_a_call_is_answered(run_sample: Callable[..., Any], bus: Bus) -> None:
    run_sample()

    answer = bus.call("sample", "echo", words="Grüße")

    assert answer == {"result": "Grüße", "error": None}
