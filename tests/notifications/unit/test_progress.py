"""How far a message has come, told in one word."""

import pytest

from contracts.notices import DeliveryState
from contracts.notifications import MessageState
from notifications.domain.progress import delivery_state


@pytest.mark.parametrize(
    ("state", "outcomes", "told"),
    [
        ("queued", [], "queued"),
        ("sending", ["sending"], "being_sent"),
        ("sending", ["in_doubt", "sending"], "being_sent"),
        ("deferred", ["deferred"], "deferred"),
        ("deferred", ["in_doubt"], "in_doubt"),
        ("deferred", ["in_doubt", "deferred"], "deferred"),
        ("sent", ["in_doubt", "sent"], "sent"),
        ("failed", ["failed"], "bounced"),
        ("failed", ["deferred", "deferred"], "abandoned"),
        ("failed", ["in_doubt"], "abandoned"),
    ],
)
def test_a_state_and_its_attempts_become_one_word(
    state: MessageState, outcomes: list[str], told: DeliveryState
) -> None:
    assert delivery_state(state, outcomes) == told
