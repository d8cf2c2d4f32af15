"""Who is erased stands in no message any more; that something was sent stays (GDPR 17)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.message_history import MessageHistoryQuery
from contracts.people_news import PersonErased
from notifications.store.schema import metadata
from notifications.use_cases.people.forget_people import forget_people
from tests.notifications.house import House, incoming
from tests.notifications.integration.conftest import run_at_once
from tests.notifications.notices import (
    ACCESS_REQUEST,
    DOCUMENT,
    INVITATION,
    REQUEST_ANSWERED,
    a_notice,
)
from tests.notifications.scripted_mail_server import Behaviour

NOW = timedelta()
NAME, ADDRESS = "Kanarienvogel Muster", "kanarie@muster.example"


def erase(house: House, **changes: Any) -> None:
    values = {"person_id": new_id(), "name": NAME, "email": ADDRESS, "at": house.clock.now()}
    house.service.order_forgetting(incoming(PersonErased(**{**values, **changes})))
    house.service.forget_people()


def rows_with(house: House, words: str) -> set[str]:
    """Return every column of every table in which the words stand, read as text."""
    found = set()
    with house.looking() as session:
        for table in metadata.sorted_tables:
            for column in table.columns:
                query = f'SELECT count(*) FROM {table.name} WHERE "{column.name}"::text ~* :words'  # noqa: S608 - our own tables
                if session.execute(text(query), {"words": words}).scalar_one():
                    found.add(f"{table.name}.{column.name}")
    return found


def requested(house: House, of: Any, **changes: Any) -> None:
    key = f"{of.kind}:{new_id()}"
    house.request(
        a_notice(of, idempotency_key=key, organisation_id=house.organisation_id, **changes)
    )


def fill(house: House) -> None:
    """Say things to him, by him and about him: sent, refused with his address, and waiting."""
    requested(house, DOCUMENT, recipient=ADDRESS.upper())
    requested(house, REQUEST_ANSWERED, parameters={"author": NAME, "comment": f"Gruß, {NAME}"})
    requested(house, ACCESS_REQUEST, parameters={"person_name": NAME, "person_email": ADDRESS})
    house.send(after=NOW)
    house.mail_server.behaviour = Behaviour(recipient=f"550 5.1.1 <{ADDRESS}> unknown")
    requested(house, DOCUMENT, recipient=ADDRESS)
    house.send(after=NOW)
    house.mail_server.behaviour = Behaviour()
    requested(house, INVITATION, recipient=ADDRESS)


def test_nothing_leads_to_him_and_nothing_is_sent_to_him(house: House) -> None:
    fill(house)
    before = rows_with(house, f"{NAME}|{ADDRESS}")

    erase(house)
    house.send(after=timedelta(days=1))

    assert {"message.recipient", "message.parameters", "attempt.recipient", "attempt.reply"} <= (
        before
    )
    # What a relay still has to bring on its way is gone once it is brought.
    assert rows_with(house, f"{NAME}|{ADDRESS}") <= {"outbox.body", "outbox.payload"}
    assert len(house.mails) == 3
    states = house.rows("SELECT state FROM message ORDER BY id")
    assert [row.state for row in states] == ["sent", "sent", "sent", "failed", "expired"]


def test_that_something_was_sent_stays_on_record_and_others_keep_their_words(
    house: House,
) -> None:
    fill(house)

    erase(house)

    staff = a_principal(organisation_kind="vendor")
    query = MessageHistoryQuery(organisation_id=house.organisation_id)
    page = house.service.list_message_history(staff, query)
    attempts = house.rows("SELECT outcome, length(content_sha256) AS digits FROM attempt")
    (answer,) = house.rows("SELECT parameters FROM message WHERE kind = 'request_answered'")
    assert [each.recipient for each in page.items].count("[…]") == 3
    assert len({each.message_id for each in page.items}) == 5
    assert [row.digits for row in attempts if row.outcome == "sent"] == [64, 64, 64]
    assert answer.parameters["author"] == "[…]"
    assert answer.parameters["comment"] == "Gruß, […]"
    assert answer.parameters["number"] == "1001"


def test_names_that_hold_his_are_somebody_elses(house: House) -> None:
    requested(house, REQUEST_ANSWERED, parameters={"author": f"{NAME}mann"})
    requested(house, DOCUMENT, recipient=f"x{ADDRESS}")

    erase(house)

    rows = house.rows("SELECT recipient, parameters FROM message ORDER BY id")
    assert rows[0].parameters["author"] == f"{NAME}mann"
    assert rows[1].recipient == f"x{ADDRESS}"


def test_the_order_is_heard_twice_and_worked_on_by_two_at_once(house: House) -> None:
    fill(house)
    person = PersonErased(person_id=new_id(), name=NAME, email=ADDRESS, at=house.clock.now())
    for _ in range(2):
        house.service.order_forgetting(incoming(person))

    run_at_once(*[partial(forget_people, house.database, house.clock)] * 2)
    house.service.order_forgetting(incoming(person))
    forget_people(house.database, house.clock)

    assert rows_with(house, f"{NAME}|{ADDRESS}") <= {"outbox.body", "outbox.payload"}
    done = house.rows("SELECT finished_at, email, name FROM person_erasure")
    assert [(row.email, row.name, row.finished_at is not None) for row in done] == [
        (None, None, True)
    ]
    assert len(house.rows("SELECT 1 FROM audit_entry WHERE action = 'person.forgotten'")) == 1


def test_a_message_that_is_being_sent_is_forgotten_afterwards(house: House) -> None:
    fill(house)
    with house.looking() as session:
        session.execute(
            text("UPDATE message SET state = 'sending' WHERE state IN ('queued', 'deferred')")
        )

    erase(house)
    (unfinished,) = house.rows("SELECT finished_at FROM person_erasure")
    with house.looking() as session:
        session.execute(text("UPDATE message SET state = 'deferred' WHERE state = 'sending'"))
    house.service.forget_people()
    (finished,) = house.rows("SELECT finished_at FROM person_erasure")

    assert unfinished.finished_at is None
    assert finished.finished_at is not None
    assert "message.recipient" not in rows_with(house, ADDRESS)
