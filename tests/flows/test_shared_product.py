"""What no flow may do to the product that it shares with other files."""

from datetime import timedelta

import pytest

from tests.flows.world import World


def test_nobody_moves_the_clock_or_stops_a_part_of_the_product_that_others_use(
    world: World,
) -> None:
    pids = world.product.pids("tickets")

    for refused in (
        lambda: world.product.move_clock(timedelta(days=1)),
        lambda: world.product.stop_part("tickets"),
        lambda: world.product.restart("tickets"),
        lambda: world.product.kill("tickets"),
    ):
        with pytest.raises(AssertionError, match="own_world"):
            refused()

    assert world.product.pids("tickets") == pids
