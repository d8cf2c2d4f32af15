"""What the other services are told when messages do not reach somebody, and when they do again."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from chassis.ids import new_id
from chassis.tables import OUTBOX
from contracts.events import NOTICE_FAILED, RECIPIENT_REACHED, NoticeRequested
from notifications.domain.delivery import GIVE_UP_AFTER, LEASE
from notifications.store.messages import MessageStore
from tests.notifications.integration.conftest import Office
from tests.notifications.notices import a_notice
from tests.notifications.scripted_mail_server import Behaviour, ScriptedMailServer

ORGANISATION = new_id()
REFUSED = Behaviour(recipient="550 5.1.1 No such mailbox")


def a_document(number: int, **changes: Any) -> NoticeRequested:
    return a_notice(
        idempotency_key=f"document:{number}", **{"organisation_id": ORGANISATION, **changes}
    )


def told(office: Office, event_type: str) -> list[dict[str, Any]]:
    query = select(OUTBOX.c.body).where(OUTBOX.c.routing_key == event_type).order_by(OUTBOX.c.id)
    with office.database.transaction() as session:
        return [msgspec.json.decode(body) for body in session.scalars(query)]


def test_a_message_that_was_given_up_is_announced_once_and_without_its_address(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    notice = a_document(1, recipient="Rechnung@Muster.example")
    office.queue(notice)
    mail_server.behaviour = REFUSED

    office.send()
    office.send()

    (failed,) = told(office, NOTICE_FAILED)
    digest = hashlib.sha256(b"rechnung@muster.example").hexdigest()
    assert failed["idempotency_key"] == "document:1"
    assert (failed["kind"], failed["organisation_id"]) == ("document_arrived", str(ORGANISATION))
    assert failed["recipient_sha256"] == digest
    assert "example" not in str(failed)


def test_a_message_that_is_put_off_is_not_announced_until_it_is_given_up(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue(a_document(1))
    mail_server.behaviour = Behaviour(recipient="452 4.2.2 Mailbox full")

    office.send()
    early = told(office, NOTICE_FAILED)
    office.clock.move(GIVE_UP_AFTER)
    office.send()

    assert early == []
    assert len(told(office, NOTICE_FAILED)) == 1


def test_the_first_success_after_a_failure_is_announced_and_no_other(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue(a_document(1))
    office.send()
    never_failed = told(office, RECIPIENT_REACHED)
    mail_server.behaviour = REFUSED
    for number in (2, 3):
        office.queue(a_document(number))
    office.send()
    mail_server.behaviour = Behaviour()

    for number in (4, 5):
        office.queue(a_document(number))
    office.send()

    assert never_failed == []
    assert len(told(office, NOTICE_FAILED)) == 2
    (reached,) = told(office, RECIPIENT_REACHED)
    assert reached["organisation_id"] == str(ORGANISATION)


@pytest.mark.parametrize(
    "other", [{"organisation_id": new_id()}, {"recipient": "andere@muster.example"}]
)
def test_a_success_elsewhere_says_nothing_about_who_fails(
    office: Office, mail_server: ScriptedMailServer, other: dict[str, Any]
) -> None:
    office.queue(a_document(1))
    mail_server.behaviour = REFUSED
    office.send()
    mail_server.behaviour = Behaviour()

    office.queue(a_document(2, **other))
    office.send()

    assert told(office, RECIPIENT_REACHED) == []


def test_a_message_whose_sender_died_at_the_last_try_is_announced_too(office: Office) -> None:
    office.queue(a_document(1))
    office.clock.move(GIVE_UP_AFTER)
    with office.database.transaction(every_organisation=True) as session:
        MessageStore(session).claim_next(office.clock.now())
    office.clock.move(LEASE)

    recovered = office.recover()

    assert recovered == 1
    assert office.find(a_document(1)).state == "failed"
    assert len(told(office, NOTICE_FAILED)) == 1


def test_a_message_for_no_organisation_is_announced_as_one(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue(a_document(1, organisation_id=None))
    mail_server.behaviour = REFUSED

    office.send()
    mail_server.behaviour = Behaviour()
    office.queue(a_document(2, organisation_id=None))
    office.send()

    assert [failed["organisation_id"] for failed in told(office, NOTICE_FAILED)] == [None]
    assert told(office, RECIPIENT_REACHED) == []
