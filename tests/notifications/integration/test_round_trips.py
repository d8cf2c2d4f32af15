"""How often a reading call goes to the database: once for each question, and no more."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.abandoned import AbandonedQuery
from contracts.doubtful_messages import DoubtfulQuery
from contracts.feed import FeedQuery
from contracts.message_history import MessageHistoryQuery, PastMessageQuery
from contracts.notices import DeliveryQuery
from contracts.notifications import MessageQuery
from contracts.webhooks import WebhookDeliveryQuery
from tests.notifications.feed import a_machine
from tests.notifications.house import House
from tests.notifications.notices import DOCUMENT, a_notice
from tests.round_trips import noted_messages

WIRE = Path(__file__).parents[3] / "docs" / "wire.txt"
STAFF = a_principal(organisation_kind="vendor")
KEY = "document:1"
# What is asked most; of the others only that they ask.
QUESTIONS = {
    "list_message_history": 1,
    "describe_past_message": 4,
    "describe_delivery": 2,
    "get_sender": 1,
    "get_news_choice": 1,
    "list_webhooks": 1,
    "list_webhook_deliveries": 1,
    "read_feed": 1,
}


def test_whoever_only_asks_says_nothing_but_his_questions(house: House) -> None:
    service, admin, own = house.service, house.admin, house.organisation_id
    system = a_machine(own)
    house.request(a_notice(DOCUMENT, idempotency_key=KEY, organisation_id=own))
    house.send()
    (mail,) = service.list_message_history(admin, MessageHistoryQuery()).items
    plain = (
        service.get_company_notices,
        service.get_mail_sending,
        service.get_news_choice,
        service.get_sender,
        service.list_customer_queues,
        service.list_webhooks,
    )
    calls = {each.__name__: partial(each, admin) for each in plain} | {
        each.__name__: partial(each, caller, query)
        for each, caller, query in (
            (service.describe_delivery, admin, DeliveryQuery(idempotency_key=KEY)),
            (service.describe_message, STAFF, MessageQuery(idempotency_key=KEY)),
            (service.describe_past_message, admin, PastMessageQuery(message_id=mail.id)),
            (service.list_abandoned_messages, STAFF, AbandonedQuery()),
            (service.list_doubtful_messages, STAFF, DoubtfulQuery()),
            (service.list_message_history, admin, MessageHistoryQuery()),
            (service.list_webhook_deliveries, admin, WebhookDeliveryQuery(account_id=new_id())),
            (service.read_feed, system, FeedQuery()),
        )
    }
    sent = {}

    for name, call in calls.items():
        with noted_messages(service.database) as sent[name]:
            call()

    asked = re.findall(r"call notifications\.(\w+)\(.*, reads\b", WIRE.read_text())
    # What every service answers of itself is no question to the database.
    assert sorted(calls) == sorted({*asked} - {"get_service_state"})
    begun = [name for name, messages in sent.items() for each in messages if "BEGIN" in each]
    assert begun == []
    assert {name: len(sent[name]) for name in QUESTIONS} == QUESTIONS
