"""Who is refused at the door: before anything is looked up, so that nothing is there to ask."""

from typing import Any

import pytest

from chassis.testing import a_principal
from contracts.company_notices import NewsChoice
from contracts.errors import NotPermitted
from contracts.notifications import MessageQuery
from notifications.service import Notifications
from notifications.use_cases.describe_message import describe_message

NOTHING: Any = None
"""Stands for what must not be touched before the refusal."""


def test_news_are_a_persons_choice_and_no_systems() -> None:
    system, notifications = a_principal(kind="system", role=None), Notifications()

    with pytest.raises(NotPermitted, match="person"):
        notifications.get_news_choice(system)
    with pytest.raises(NotPermitted, match="person"):
        notifications.set_news_choice(system, NewsChoice(news=True))


def test_a_message_is_described_to_the_vendors_people_alone() -> None:
    with pytest.raises(NotPermitted, match="staff"):
        describe_message(a_principal(), MessageQuery(idempotency_key="1"), NOTHING, NOTHING)
