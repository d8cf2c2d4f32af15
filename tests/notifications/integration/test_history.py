"""What was sent to whom with which result, as an organisation and the vendor's people see it."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from bench.query_plans import Plan, gather_statistics, noted_queries, plans_of
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.message_history import (
    MessageHistoryPage,
    MessageHistoryQuery,
    PastMessageDetail,
    PastMessageQuery,
)
from contracts.principal import Principal
from contracts.senders import SetSender
from kontor_local.databases import DatabaseUrls
from notifications.store.history import Asked, HistoryStore
from tests.notifications.house import House
from tests.notifications.notices import (
    DOCUMENT,
    DOCUMENT_DELIVERED,
    DOCUMENT_SENT,
    REQUEST_ANSWERED,
    a_notice,
)
from tests.notifications.scripted_mail_server import Behaviour
from tests.service_plugin import MakeDatabase

NOW = timedelta()
STAFF = a_principal(organisation_kind="vendor")


def send(house: House, of: Any = DOCUMENT, number: int = 1, **changes: Any) -> None:
    values = {
        "idempotency_key": f"{of.kind}:{number}:{changes.get('organisation_id')}",
        "organisation_id": house.organisation_id,
    }
    house.request(a_notice(of, **{**values, **changes}))
    house.send(after=NOW)


def listed(house: House, caller: Principal, **query: Any) -> MessageHistoryPage:
    page: MessageHistoryPage = house.service.list_message_history(
        caller, MessageHistoryQuery(**query)
    )
    return page


def described(house: House, caller: Principal, message_id: UUID) -> PastMessageDetail:
    detail: PastMessageDetail = house.service.describe_past_message(
        caller, PastMessageQuery(message_id=message_id)
    )
    return detail


def test_an_administrator_sees_what_was_sent_to_whom_and_what_its_server_said(
    house: House,
) -> None:
    house.mail_server.behaviour = Behaviour(recipient="550 5.1.1 User unknown")
    send(house, number=1)
    house.mail_server.behaviour = Behaviour()
    house.clock.move(timedelta(minutes=1))
    send(house, number=2)

    sent, failed = listed(house, house.admin).items
    trouble = listed(house, house.admin, reached_nobody=True, kind=DOCUMENT.kind).items
    detail = described(house, house.admin, sent.id)

    assert (sent.state, failed.state) == ("sent", "failed")
    assert (sent.recipient, sent.attempts, sent.channel) == (DOCUMENT.recipient, 1, "mail")
    assert failed.reply.startswith("550 5.1.1")
    assert trouble == (failed,)
    assert str(house.mails[0]["Message-ID"]) == sent.message_id
    (attempt,) = detail.attempts
    assert (attempt.outcome, len(attempt.content_sha256 or "")) == ("sent", 64)
    assert detail.words is not None
    assert "RE-2026-0815" in detail.words.text


@pytest.mark.req("MB-28", "G5")
def test_words_are_shown_where_a_history_is_kept_and_the_record_always(house: House) -> None:
    send(house, DOCUMENT_SENT, number=1)
    house.service.set_sender(house.admin, SetSender(keeps_history=False))
    send(house, DOCUMENT_SENT, number=2)

    details = [described(house, house.admin, each.id) for each in listed(house, house.admin).items]

    by_key = {each.words is not None: each for each in details}
    assert by_key[False].why_no_words == "not_kept"
    assert all(each.message.state == "sent" and each.attempts for each in details)
    assert "Bitte bis Freitag prüfen." in by_key[True].words.text  # type: ignore[union-attr]  # said so


def test_words_to_a_person_and_of_hidden_documents_are_not_shown(house: House) -> None:
    send(house, REQUEST_ANSWERED)
    send(house, DOCUMENT)
    ids = {each.kind: each.id for each in listed(house, house.admin).items}
    sees_letters = a_principal(
        organisation_id=house.organisation_id, role="admin", document_types=("letter",)
    )

    answered = described(house, house.admin, ids["request_answered"])
    hidden = described(house, sees_letters, ids["document_arrived"])
    to_staff = described(house, STAFF, ids["document_arrived"])

    for detail in (answered, hidden, to_staff):
        assert (detail.words, detail.why_no_words) == (None, "not_shown")


def test_a_link_that_was_its_recipients_alone_is_left_out(house: House) -> None:
    send(house, DOCUMENT_DELIVERED)
    (found,) = listed(house, house.admin).items

    words = described(house, house.admin, found.id).words

    assert words is not None
    assert "/…" in words.text
    assert "demo-token" not in words.text


def test_nobody_sees_another_organisations_messages(house: House) -> None:
    other = new_id()
    send(house)
    send(house, organisation_id=other, recipient="b@beispiel.example")
    (foreign,) = listed(house, STAFF, organisation_id=other).items

    own = listed(house, house.admin, organisation_id=other).items
    searched = listed(house, house.admin, recipient="b@beispiel.example").items

    assert [each.organisation_id for each in own] == [house.organisation_id]
    assert searched == ()
    for unknown in (foreign.id, new_id()):
        with pytest.raises(NotFound):
            described(house, house.admin, unknown)


def test_members_see_no_history_and_staff_name_whose(house: House) -> None:
    member = a_principal(organisation_id=house.organisation_id, role="member")

    with pytest.raises(NotPermitted):
        listed(house, member)
    with pytest.raises(InvalidInput):
        listed(house, STAFF)
    with pytest.raises(InvalidInput):
        listed(house, house.admin, cursor="made-up")


def test_pages_lead_through_all_of_them(house: House) -> None:
    for number in range(5):
        house.request(a_notice(idempotency_key=f"k{number}", organisation_id=house.organisation_id))

    seen, cursor = [], None
    while True:
        page = listed(house, house.admin, limit=2, cursor=cursor)
        seen += [each.id for each in page.items]
        if (cursor := page.next_cursor) is None:
            break

    assert len(seen) == len(set(seen)) == 5


MANY = text(
    """
    INSERT INTO message (id, idempotency_key, request_sha256, requested_by, organisation_id, kind,
                         recipient, language, parameters, secrets, message_id, state, created_at,
                         settled_at)
    SELECT gen_random_uuid(), 'many:' || n, repeat('0', 64), 'demo', :organisation,
           CASE WHEN n % 2 = 0 THEN 'invitation' ELSE 'document_arrived' END,
           'a' || n % 50 || '@muster.example', 'de', '{}', '{}', '<' || n || '@kontor.example>',
           CASE WHEN n = 1 THEN 'failed' ELSE 'sent' END, now() + n * interval '1 s', now()
    FROM generate_series(1, 5000) AS n
    """
)


def test_a_page_reads_as_many_rows_as_it_shows_however_rare_they_are(
    make_database: MakeDatabase,
) -> None:
    urls, own = make_database("notifications"), new_id()
    with closing(Many(urls, own)) as database:
        plans = {
            asked: database.plan(asked)
            for asked in (
                Asked(organisation_id=own),
                Asked(organisation_id=own, kind="invitation"),
                Asked(organisation_id=own, reached_nobody=True),
                Asked(organisation_id=own, kind="document_arrived", reached_nobody=True),
                Asked(organisation_id=own, kind="invitation", reached_nobody=True),
                Asked(organisation_id=None, recipient="a7@muster.example"),
            )
        }

    # Each message is shown with its last words and whether one was in doubt: three reads.
    assert {asked: plan.rows_read for asked, plan in plans.items() if plan.rows_read > 61} == {}


class Many:
    """Five thousand messages of one organisation, one of which has failed."""

    def __init__(self, urls: DatabaseUrls, organisation_id: UUID) -> None:
        self._organisation_id = organisation_id
        self._database = Database(urls.application_url)
        with self._database.transaction(every_organisation=True) as session:
            session.execute(MANY, {"organisation": organisation_id})
        gather_statistics(urls.owner_url, "message")

    def plan(self, asked: Asked) -> Plan:
        """Return the plan of a page of twenty."""
        with (
            noted_queries(self._database, "message") as queries,
            self._database.transaction(organisation_id=self._organisation_id) as session,
        ):
            HistoryStore(session).page(asked, after=None, limit=20)
        (plan,) = plans_of(self._database, self._organisation_id, queries)
        return plan

    def close(self) -> None:
        """Let the database go."""
        self._database.dispose()


def test_two_walls_stand_before_the_history(house: House) -> None:
    send(house, organisation_id=new_id())
    asked = Asked(organisation_id=house.organisation_id)

    with house.looking() as session:
        by_the_query = HistoryStore(session).page(asked, after=None, limit=10)
    with house.database.transaction(organisation_id=house.organisation_id) as session:
        everything = Asked(organisation_id=None)
        by_the_database = HistoryStore(session).page(everything, after=None, limit=10)

    assert by_the_query == by_the_database == []
