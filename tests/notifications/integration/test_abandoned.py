"""What was given up: listed, sent again as it was, or put away; and what is held back for a day."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chassis.cli.services import KnownService
from chassis.errors import Refused
from chassis.testing import a_principal
from contracts.abandoned import (
    AbandonedPage,
    AbandonedQuery,
    PutAwayMessages,
    ReplayMessages,
)
from contracts.errors import InvalidInput, NotPermitted
from contracts.senders import SetSender
from notifications.calls.abandoned import COMMAND, GIVEN_UP
from notifications.domain.delivery import GIVE_UP_AFTER
from notifications.domain.quotas import Quotas
from tests.notifications.house import House
from tests.notifications.integration.conftest import run_at_once
from tests.notifications.notices import DOCUMENT, DOCUMENT_SENT, INVITATION, a_notice
from tests.notifications.scripted_mail_server import Behaviour

NOW = timedelta()
STAFF = a_principal(organisation_kind="vendor")
REFUSING = Behaviour(recipient="550 5.1.1 User unknown")


def fail(house: House, *notices: Any) -> None:
    """Let these reach nobody."""
    house.mail_server.behaviour = REFUSING
    for notice in notices:
        house.request(notice)
    house.send(after=NOW)
    house.mail_server.behaviour = Behaviour()


def a_document(house: House, number: int = 1, **changes: Any) -> Any:
    return a_notice(
        DOCUMENT,
        idempotency_key=f"document:{number}",
        organisation_id=house.organisation_id,
        **changes,
    )


def listed(house: House, **query: Any) -> AbandonedPage:
    page: AbandonedPage = house.service.list_abandoned_messages(STAFF, AbandonedQuery(**query))
    return page


@pytest.mark.req("G6")
def test_what_was_given_up_is_listed_with_its_reason_and_sent_again_once(house: House) -> None:
    fail(house, a_document(house))
    (found,) = listed(house).items
    again = ReplayMessages(ids=(found.id,))

    counts = run_at_once(*[partial(house.service.replay_messages, STAFF, again)] * 3)
    house.send(after=NOW)
    late = house.service.replay_messages(STAFF, again)

    assert (found.recipient, found.attempts, found.channel) == (DOCUMENT.recipient, 1, "mail")
    assert found.reply.startswith("550 5.1.1")
    assert sum(each.count for each in counts) == 1
    assert late.count == 0
    assert len(house.mails) == 1
    assert listed(house).items == ()
    assert house.trail() == ["message.replayed"]


def test_what_is_sent_again_is_tried_as_long_as_a_new_one(house: House) -> None:
    fail(house, a_document(house))
    house.clock.move(GIVE_UP_AFTER)
    house.mail_server.behaviour = Behaviour(recipient="451 4.7.1 later")

    house.service.replay_messages(STAFF, ReplayMessages(ids=(listed(house).items[0].id,)))
    house.send(after=NOW)
    (waiting,) = house.rows("SELECT state FROM message")
    house.send(after=GIVE_UP_AFTER)
    (given_up,) = house.rows("SELECT state FROM message")

    assert (waiting.state, given_up.state) == ("deferred", "failed")


def test_what_had_a_secret_or_has_no_words_any_more_cannot_be_sent_again(house: House) -> None:
    fail(house, a_notice(INVITATION, organisation_id=house.organisation_id))
    house.service.set_sender(house.admin, SetSender(keeps_history=False))
    fail(house, a_document(house))
    house.clock.move(timedelta(days=31))
    house.service.forget_what_is_not_kept()

    found = listed(house).items
    done = house.service.replay_messages(
        STAFF, ReplayMessages(ids=tuple(each.id for each in found))
    )

    assert {each.kind: each.why_no_replay for each in found} == {
        "invitation": "secrets_gone",
        "document_arrived": "body_gone",
    }
    assert done.count == 0


def test_what_is_put_away_is_listed_no_more_and_stays_on_record(house: House) -> None:
    fail(house, a_document(house))
    (found,) = listed(house).items
    away = PutAwayMessages(ids=(found.id,), reason="Kunde angerufen")

    first, second = (house.service.put_away_messages(STAFF, away).count for _ in range(2))

    assert (first, second) == (1, 0)
    assert listed(house).items == ()
    assert [row.state for row in house.rows("SELECT state FROM message")] == ["failed"]
    assert house.service.replay_messages(STAFF, ReplayMessages(ids=(found.id,))).count == 0


def test_pages_and_kinds_lead_through_all_of_them(house: House) -> None:
    fail(house, *[a_document(house, number) for number in range(5)])
    fail(house, a_notice(INVITATION, organisation_id=house.organisation_id))

    seen, cursor = [], None
    while True:
        page = listed(house, limit=2, cursor=cursor)
        seen += [each.id for each in page.items]
        if (cursor := page.next_cursor) is None:
            break

    assert len(seen) == len(set(seen)) == 6
    assert page.counts == {"document_arrived": 5, "invitation": 1}
    assert [each.kind for each in listed(house, kind="invitation").items] == ["invitation"]
    with pytest.raises(InvalidInput):
        listed(house, cursor="made-up")


def test_nobody_but_the_vendors_people_sees_or_settles_them(house: House) -> None:
    fail(house, a_document(house))
    ids = (listed(house).items[0].id,)

    for call in (
        partial(house.service.list_abandoned_messages, house.admin, AbandonedQuery()),
        partial(house.service.replay_messages, house.admin, ReplayMessages(ids=ids)),
        partial(
            house.service.put_away_messages, house.admin, PutAwayMessages(ids=ids, reason="ich")
        ),
    ):
        with pytest.raises(NotPermitted):
            call()


def test_the_command_lists_without_addresses_and_sends_again(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    fail(house, a_document(house))
    known = KnownService(name="notifications", database=house.database, clock=house.clock)
    options = {"kind": None, "limit": 10, "json": False}

    counted = GIVEN_UP.count(known)
    COMMAND.run(known, Namespace(replay=False, **options))
    shown = capsys.readouterr().out
    COMMAND.run(known, Namespace(replay=True, **options))
    house.send(after=NOW)

    assert counted == 1
    assert "document_arrived" in shown
    assert DOCUMENT.recipient not in shown
    assert len(house.mails) == 1
    assert GIVEN_UP.count(known) == 0


@pytest.fixture
def limited(house: House) -> House:
    """Return a house in which an organisation sends two mails and two texts a day."""
    room = house.service.runtime.resources
    object.__setattr__(room, "quotas", Quotas(mails=2, texts=2))
    return house


def a_sending(house: House, number: int, **changes: Any) -> Any:
    return a_notice(
        DOCUMENT_SENT,
        **{
            "idempotency_key": f"sending:{number}",
            "organisation_id": house.organisation_id,
            **changes,
        },
    )


def test_what_an_organisation_sends_beyond_its_day_goes_out_on_the_next(limited: House) -> None:
    for number in range(5):
        limited.request(a_sending(limited, number))
        limited.request(a_sending(limited, number))
    limited.request(a_document(limited))

    limited.send(after=NOW)
    today = len(limited.mails)
    limited.send(after=timedelta(hours=11))  # past midnight in Berlin
    tomorrow = len(limited.mails)
    limited.send(after=timedelta(days=1))

    # The notice of an invoice is nobody's to hold back.
    assert (today, tomorrow, len(limited.mails)) == (3, 5, 6)


def test_many_at_once_never_take_more_places_than_there_are(limited: House) -> None:
    run_at_once(*[partial(limited.request, a_sending(limited, number)) for number in range(6)])

    days = limited.rows(
        "SELECT (due_at AT TIME ZONE 'Europe/Berlin')::date AS day, count(*) FROM message"
        " GROUP BY 1 ORDER BY 1"
    )
    assert [row.count for row in days] == [2, 2, 2]


def test_more_than_a_week_of_it_is_refused_and_so_parked(limited: House) -> None:
    for number in range(16):
        limited.request(a_sending(limited, number))

    with pytest.raises(Refused) as refused:
        limited.request(a_sending(limited, 16))

    assert refused.value.code == "quota_exceeded"


def test_text_messages_have_a_quota_of_their_own(limited: House) -> None:
    limited.choose("limit_near", mail=False, phone=True)
    for number in range(3):
        limited.near_limit(idempotency_key=f"limit-{number}")

    limited.send(after=NOW)
    today = len(limited.provider.texts)
    limited.send(after=timedelta(hours=12))

    assert (today, len(limited.provider.texts)) == (2, 3)
