"""Attempts of which nobody knows whether they arrived: listed, sent again, or let rest."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chassis.cli.services import KnownService
from chassis.testing import a_principal
from contracts.doubtful_messages import DecideDoubts, DoubtfulPage, DoubtfulQuery
from contracts.errors import InvalidInput, NotPermitted
from notifications.calls.history import COMMAND, IN_DOUBT
from notifications.domain.delivery import GIVE_UP_AFTER
from tests.notifications.house import House
from tests.notifications.integration.conftest import run_at_once
from tests.notifications.notices import DOCUMENT, INVITATION, a_notice
from tests.notifications.scripted_mail_server import Behaviour

NOW = timedelta()
STAFF = a_principal(organisation_kind="vendor")
NO_ANSWER = Behaviour(hang_up_at="dot")


def doubt(house: House, *, number: int = 1, of: Any = DOCUMENT) -> None:
    """Let the server take a message and hang up before it answers."""
    house.mail_server.behaviour = NO_ANSWER
    house.request(
        a_notice(of, idempotency_key=f"{of.kind}:{number}", organisation_id=house.organisation_id)
    )
    house.send(after=NOW)
    house.mail_server.behaviour = Behaviour()
    house.forget_trouble()


def listed(house: House, **query: Any) -> DoubtfulPage:
    page: DoubtfulPage = house.service.list_doubtful_messages(STAFF, DoubtfulQuery(**query))
    return page


def decide(house: House, decision: Any) -> int:
    ids = tuple({each.id for each in listed(house).items})
    request = DecideDoubts(ids=ids, decision=decision)
    count: int = house.service.decide_doubtful_messages(STAFF, request).count
    return count


@pytest.mark.req("P3")
def test_a_doubt_is_counted_and_listed_and_sent_again_at_once_with_its_id(house: House) -> None:
    doubt(house)
    page = listed(house)
    (found,) = page.items
    again = DecideDoubts(ids=(found.id,), decision="send_again")

    counts = run_at_once(*[partial(house.service.decide_doubtful_messages, STAFF, again)] * 3)
    house.send(after=NOW)

    assert page.count == 1
    assert (found.state, found.number, found.why_no_repeat) == ("deferred", 1, None)
    assert sum(each.count for each in counts) == 1
    assert [str(mail["Message-ID"]) for mail in house.mails] == [found.message_id] * 2
    assert listed(house).items == ()
    assert house.trail() == ["message.doubt_sent_again"]


def test_what_is_let_rest_is_not_sent_again_and_stays_on_record(house: House) -> None:
    doubt(house)

    first, second = decide(house, "let_rest"), listed(house).count
    house.send(after=timedelta(hours=1))

    assert (first, second) == (1, 0)
    assert len(house.mails) == 1
    assert [row.state for row in house.rows("SELECT state FROM message")] == ["expired"]
    assert [row.outcome for row in house.rows("SELECT outcome FROM attempt")] == ["in_doubt"]
    assert house.trail() == ["message.doubt_let_rest"]


def test_one_that_went_out_by_itself_since_can_only_rest(house: House) -> None:
    doubt(house)
    house.send(after=timedelta(minutes=2))
    (found,) = listed(house).items

    again, rested = decide(house, "send_again"), decide(house, "let_rest")

    assert (found.state, found.why_no_repeat) == ("sent", "sent_since")
    assert (again, rested) == (0, 1)
    assert [row.state for row in house.rows("SELECT state FROM message")] == ["sent"]


def test_one_that_was_given_up_since_is_sent_again_or_off_both_lists(house: House) -> None:
    doubt(house, number=1)
    doubt(house, number=2)
    doubt(house, of=INVITATION)
    house.mail_server.behaviour = Behaviour(recipient="550 5.1.1 User unknown")
    house.send(after=GIVE_UP_AFTER)
    house.mail_server.behaviour = Behaviour()

    page = listed(house)
    again = decide(house, "send_again")
    house.send(after=NOW)
    rested = decide(house, "let_rest")

    assert sorted(str(each.why_no_repeat) for each in page.items) == [
        "None",
        "None",
        "secrets_gone",
    ]
    assert (again, rested) == (2, 1)
    states = house.rows("SELECT state, put_away_at IS NULL AS is_listed FROM message")
    assert sorted((row.state, row.is_listed) for row in states) == [
        ("failed", False),
        ("sent", True),
        ("sent", True),
    ]


def test_pages_lead_through_all_of_them(house: House) -> None:
    for number in range(3):
        doubt(house, number=number)

    first = listed(house, limit=2)
    rest = listed(house, limit=2, cursor=first.next_cursor)

    assert (len(first.items), len(rest.items), rest.next_cursor) == (2, 1, None)
    assert first.count == 3
    with pytest.raises(InvalidInput):
        listed(house, cursor="made-up")


def test_nobody_but_the_vendors_people_sees_or_decides(house: House) -> None:
    doubt(house)
    request = DecideDoubts(ids=(listed(house).items[0].id,), decision="let_rest")

    with pytest.raises(NotPermitted):
        house.service.list_doubtful_messages(house.admin, DoubtfulQuery())
    with pytest.raises(NotPermitted):
        house.service.decide_doubtful_messages(house.admin, request)


def test_the_command_lists_without_addresses_and_the_status_counts(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    doubt(house)
    known = KnownService(name="notifications", database=house.database, clock=house.clock)

    COMMAND.run(known, Namespace(limit=10, json=False))
    shown = capsys.readouterr().out

    assert "document_arrived" in shown
    assert DOCUMENT.recipient not in shown
    assert IN_DOUBT.count(known) == 1
