"""One address of a broker, or several."""

from __future__ import annotations

import pytest

from contracts.broker_addresses import broker_addresses


@pytest.mark.parametrize("between", [",", ", ", " , "])
def test_several_addresses_stand_with_commas_between_them(between: str) -> None:
    nodes = ("amqp://erp:demo@one:5672/kontor", "amqps://erp:demo@two/kontor", "amqp://u@three")

    assert broker_addresses(between.join(nodes)) == nodes


def test_a_comma_in_a_password_parts_nothing() -> None:
    assert broker_addresses("amqp://erp:a,b@one/v,amqp://erp:a,b@two/v") == (
        "amqp://erp:a,b@one/v",
        "amqp://erp:a,b@two/v",
    )
