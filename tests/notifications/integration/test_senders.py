"""Who mails are from, whether what they said is kept, and who wants no news."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.errors import Refused
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.company_notices import NewsChoice
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.events import NoticeRequested
from contracts.senders import SetSender
from tests.notifications.house import House
from tests.notifications.notices import DOCUMENT_SENT, IMPORTANT_NOTICE, INVITATION, NEWS, a_notice
from tests.notifications.scripted_mail_server import Behaviour

NOW = timedelta()


def a_sending(house: House, number: int = 1, **changes: Any) -> NoticeRequested:
    return a_notice(
        DOCUMENT_SENT,
        idempotency_key=f"sending:{number}",
        organisation_id=house.organisation_id,
        **changes,
    )


def news_for(person: Any, number: int = 1) -> NoticeRequested:
    return a_notice(NEWS, idempotency_key=f"news:{number}", person_id=person)


@pytest.mark.req("MB-29", "MB-30", "G4")
def test_name_and_reply_address_stand_on_what_an_organisation_sends_when_set(
    house: House,
) -> None:
    house.request(a_sending(house, 1))
    house.send(after=NOW)
    entered = SetSender(sender_name=" Muster & Söhne ", reply_to="buero@muster.example")
    for _ in range(2):
        shown = house.service.set_sender(house.admin, entered)
    house.request(a_sending(house, 2))
    house.request(a_sending(house, 3, reply_to="anna@muster.example"))
    house.send(after=NOW)
    house.service.set_sender(house.admin, SetSender())
    house.request(a_sending(house, 4))
    house.send(after=NOW)

    assert [(str(mail["From"]), mail["Reply-To"]) for mail in house.mails] == [
        ("Kontor <kontor@kontor.example>", None),
        ("Muster & Söhne <kontor@kontor.example>", "buero@muster.example"),
        ("Muster & Söhne <kontor@kontor.example>", "anna@muster.example"),
        ("Kontor <kontor@kontor.example>", None),
    ]
    assert (shown.sender_name, shown.address) == ("Muster & Söhne", "kontor@kontor.example")
    assert house.trail() == ["sender.changed", "sender.changed"]


@pytest.mark.req("SE-36", "G7")
def test_an_invitation_keeps_the_one_sender_whatever_its_organisation_has_entered(
    house: House,
) -> None:
    house.service.set_sender(
        house.admin, SetSender(sender_name="Muster", reply_to="buero@muster.example")
    )

    house.request(a_notice(INVITATION, organisation_id=house.organisation_id))
    house.send(after=NOW)

    (mail,) = house.mails
    assert (str(mail["From"]), mail["Reply-To"]) == ("Kontor <kontor@kontor.example>", None)


@pytest.mark.req("MB-28", "G5")
def test_without_history_what_a_mail_said_is_forgotten_and_its_delivery_kept(
    house: House,
) -> None:
    house.request(a_sending(house, 1))
    house.service.set_sender(house.admin, SetSender(keeps_history=False))
    house.request(a_sending(house, 2))
    house.send(after=NOW)

    kept, forgotten = house.rows(
        "SELECT m.parameters, m.state, m.message_id, a.recipient, a.outcome, a.reply,"
        " a.content_sha256, a.ended_at FROM message m JOIN attempt a ON a.message = m.id"
        " ORDER BY m.idempotency_key"
    )
    assert kept.parameters["number"] == "RE-2026-0815"
    assert forgotten.parameters == {}
    assert (forgotten.state, forgotten.outcome) == ("sent", "sent")
    assert forgotten.recipient == DOCUMENT_SENT.recipient
    assert forgotten.message_id
    assert len(forgotten.content_sha256) == 64
    assert forgotten.reply.startswith("250")
    assert forgotten.ended_at is not None


def test_what_reached_nobody_is_forgotten_after_a_month(house: House) -> None:
    house.mail_server.behaviour = Behaviour(recipient="550 5.1.1 User unknown")
    house.service.set_sender(house.admin, SetSender(keeps_history=False))
    house.request(a_sending(house))
    house.send(after=NOW)

    house.service.forget_what_is_not_kept()
    (before,) = house.rows("SELECT state, parameters <> '{}' AS is_known FROM message")
    house.clock.move(timedelta(days=31))
    house.service.forget_what_is_not_kept()
    (after,) = house.rows("SELECT state, parameters <> '{}' AS is_known FROM message")

    assert (before.state, before.is_known) == ("failed", True)
    assert (after.state, after.is_known) == ("failed", False)


@pytest.mark.parametrize(
    ("unfit", "field"),
    [
        (SetSender(sender_name="A\r\nBcc: b@c.example"), "request.sender_name"),
        (SetSender(sender_name="A\u202eB"), "request.sender_name"),
        (SetSender(reply_to="nobody"), "request.reply_to"),
        (SetSender(reply_to="a@b.example, c@d.example"), "request.reply_to"),
    ],
    ids=repr,
)
def test_what_no_header_holds_is_refused(house: House, unfit: SetSender, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        house.service.set_sender(house.admin, unfit)

    assert refused.value.arguments[0] == field


def test_only_administrators_change_the_sender(house: House) -> None:
    member = a_principal(organisation_id=house.organisation_id, role="member")

    with pytest.raises(NotPermitted):
        house.service.set_sender(member, SetSender(sender_name="Muster"))
    with pytest.raises(NotPermitted):
        house.service.get_sender(member)


@pytest.mark.req("SE-04", "SE-55", "D8")
def test_news_comes_by_default_until_it_is_switched_off_and_important_notices_all_the_same(
    house: House,
) -> None:
    member = a_principal(organisation_id=house.organisation_id, role="member")
    by_default = house.service.get_news_choice(member).news
    house.request(news_for(member.subject, 1))
    house.send(after=NOW)
    house.service.set_news_choice(member, NewsChoice(news=False))
    house.request(news_for(member.subject, 2))
    house.request(a_notice(IMPORTANT_NOTICE, person_id=member.subject))
    house.send(after=NOW)
    house.service.set_news_choice(member, NewsChoice(news=True))
    house.request(news_for(member.subject, 3))
    house.send(after=NOW)

    assert by_default is True
    keys = house.rows("SELECT idempotency_key FROM message ORDER BY created_at, id")
    assert [row.idempotency_key.partition(":0")[0] for row in keys] == [
        "news:1",
        "important_notice",
        "news:3",
    ]
    assert [mail["List-Unsubscribe"] is not None for mail in house.mails] == [True, False, True]


@pytest.mark.req("SE-04")
def test_one_click_in_a_mail_switches_news_off_and_works_twice(house: House) -> None:
    person = new_id()
    house.request(news_for(person, 1))
    house.send(after=NOW)
    (mail,) = house.mails
    token = str(mail["List-Unsubscribe"]).rpartition("/")[2].rstrip(">")

    house.service.preview_unsubscription(token)
    house.service.unsubscribe_from_news(token)
    house.service.unsubscribe_from_news(token)
    house.request(news_for(person, 2))

    assert len(house.rows("SELECT 1 FROM message")) == 1
    with pytest.raises(NotFound):
        house.service.unsubscribe_from_news(token + "x")
    (stored,) = house.rows("SELECT secrets, parameters FROM message")
    assert token not in str(stored)


def test_news_that_still_waits_is_not_sent_to_who_has_switched_it_off(house: House) -> None:
    leaving, staying = new_id(), new_id()
    member = a_principal(subject=leaving, organisation_id=house.organisation_id)
    house.request(news_for(leaving, 1))
    house.request(news_for(staying, 2))

    house.service.set_news_choice(member, NewsChoice(news=False))
    house.send(after=NOW)

    states = house.rows("SELECT state, secrets FROM message ORDER BY idempotency_key")
    assert [(row.state, row.secrets) for row in states] == [("expired", {}), ("sent", {})]
    assert len(house.mails) == 1


def test_news_that_names_nobody_is_refused(house: House) -> None:
    with pytest.raises(Refused):
        house.request(NEWS)
