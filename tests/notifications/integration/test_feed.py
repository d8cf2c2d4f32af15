"""The cursor feed: one order for each organisation, and nothing but what its areas show."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotPermitted
from contracts.feed import DocumentFacts
from notifications.store.feed import FeedStore
from notifications.store.webhook_records import WebhookRecords
from notifications.use_cases.feed.record_affair import record_affair
from tests.notifications.feed import OF_OTHER_AREAS, Feed, a_machine, an_affair
from tests.notifications.house import House
from tests.waiting import until

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def feed(house: House) -> Feed:
    return Feed(house=house)


def record(session: Session, event_id: str, organisation_id: UUID) -> None:
    affair = an_affair(organisation_id)
    record_affair(event_id, affair, FeedStore(session), WebhookRecords(session, NOW))


def test_a_document_becomes_a_thin_cloudevent_with_links_into_the_api(feed: Feed) -> None:
    event_id = str(new_id())
    affair = feed.happen(id=event_id)

    (event,) = feed.read(a_machine(feed.organisation_id))

    assert event == {
        "specversion": "1.0",
        "id": event_id,
        "source": "/kontor",
        "type": "kontor.document.arrived.v1",
        "subject": str(affair.subject_id),
        "time": "2026-03-02T12:00:00Z",
        "datacontenttype": "application/json",
        "data": {
            "id": str(affair.subject_id),
            "number": affair.facts.number,
            "document_type": "invoice",
            "issued_on": "2026-03-01",
            "url": f"https://portal.example/v1/documents/{affair.subject_id}",
            "content_url": f"https://portal.example/v1/documents/{affair.subject_id}/content",
        },
    }


def test_an_account_is_told_of_its_areas_and_of_nothing_else(feed: Feed) -> None:
    feed.happen()
    for changes in OF_OTHER_AREAS:
        feed.happen(**changes)
    feed.happen(organisation_id=new_id())

    seen = {
        area: [event["type"] for event in feed.read(a_machine(feed.organisation_id, area))]
        for area in ("post", "requests", "consumables", "contracts", "wiki")
    }

    assert seen == {
        "post": ["kontor.document.arrived.v1"],
        "requests": ["kontor.request.shared.v1"],
        "consumables": ["kontor.order.placed.v1"],
        "contracts": ["kontor.contract.changed.v1"],
        "wiki": [],
    }


def test_types_of_documents_that_are_not_shown_are_not_told(feed: Feed) -> None:
    letter = DocumentFacts(number="B-1", document_type="letter", issued_on=date(2026, 3, 1))
    feed.happen()
    feed.happen(facts=letter)
    feed.happen(**OF_OTHER_AREAS[1])
    narrow = a_machine(
        feed.organisation_id, "post", "consumables", document_types=("letter", "reminder")
    )

    assert feed.numbers(narrow) == ["B-1", 8]


def test_a_person_and_an_api_key_read_no_feed(feed: Feed) -> None:
    feed.happen()

    for who in (
        a_principal(organisation_id=feed.organisation_id, areas=("post",), role="admin"),
        a_machine(feed.organisation_id, scopes=("documents.read",)),
    ):
        with pytest.raises(NotPermitted):
            feed.page(who)


def test_from_any_place_the_feed_goes_on_with_the_same_sequence(feed: Feed) -> None:
    for number in range(7):
        feed.happen(**(OF_OTHER_AREAS[1] if number % 3 == 0 else {}))
    reader = a_machine(feed.organisation_id)
    whole = [event["id"] for event in feed.read(reader)]

    for start in range(len(whole)):
        assert [event["id"] for event in feed.read(reader, after=whole[start])] == whole[
            start + 1 :
        ]

    walked: list[str] = []
    page = feed.page(reader, limit=1)
    while page.events:
        walked += [msgspec.json.decode(each)["id"] for each in page.events]
        page = feed.page(reader, after=walked[-1], limit=1)
    assert walked == whole
    assert len(whole) == 4
    assert page.after == UUID(whole[-1])


def test_a_place_that_is_not_in_this_feed_is_refused(feed: Feed) -> None:
    foreign_id = str(new_id())
    feed.happen(id=foreign_id, organisation_id=new_id())

    for unknown in (foreign_id, str(new_id())):
        with pytest.raises(InvalidInput) as refused:
            feed.page(a_machine(feed.organisation_id), after=unknown)
        assert refused.value.arguments == ("query.after", "unknown_event")


def test_an_event_that_comes_twice_stands_once(feed: Feed) -> None:
    event_id, subject_id = str(new_id()), new_id()
    for _ in range(2):
        feed.happen(id=event_id, subject_id=subject_id)

    assert len(feed.read(a_machine(feed.organisation_id))) == 1


def test_a_document_that_is_hidden_leaves_the_feed_until_it_is_shown_again(feed: Feed) -> None:
    reader = a_machine(feed.organisation_id)
    affair = feed.happen(version=10)
    other = feed.happen()
    both = feed.read(reader)

    feed.happen(subject_id=affair.subject_id, version=20, type=None, is_shown=False)
    # Heard late: it was shown before it was hidden.
    feed.happen(subject_id=affair.subject_id, version=15, type=None, is_shown=True)
    hidden = feed.numbers(reader)
    feed.happen(subject_id=affair.subject_id, version=30, type=None, is_shown=True)

    assert hidden == [other.facts.number]
    assert feed.read(reader) == both


def test_what_is_gone_for_good_keeps_no_facts_and_stays_a_place_to_go_on_from(
    feed: Feed,
) -> None:
    reader, event_id = a_machine(feed.organisation_id), str(new_id())
    affair = feed.happen(id=event_id, version=10)
    later = feed.happen()

    feed.happen(subject_id=affair.subject_id, version=20, type=None, is_gone=True)
    feed.happen(subject_id=affair.subject_id, version=30)

    assert feed.numbers(reader) == [later.facts.number]
    assert feed.numbers(reader, after=event_id) == [later.facts.number]
    kept = feed.house.rows(
        "SELECT facts FROM feed_entry WHERE subject_id = :id", id=affair.subject_id
    )
    assert [row.facts for row in kept] == [{}, {}]


def test_what_is_shared_until_a_day_leaves_the_feed_that_day(feed: Feed) -> None:
    reader = a_machine(feed.organisation_id, "requests")
    ends_at = feed.house.clock.now() + timedelta(hours=1)
    feed.happen(**OF_OTHER_AREAS[0], shown_until=ends_at)

    before = feed.numbers(reader)
    feed.house.clock.move(timedelta(hours=1))

    assert (before, feed.numbers(reader)) == ([7], [])


def test_nobody_sees_a_later_event_before_an_earlier_one_is_committed(feed: Feed) -> None:
    """Two writers: the second one gets its place only when the first has committed."""
    database, organisation_id = feed.house.database, feed.organisation_id
    first, second = str(new_id()), str(new_id())
    written, may_commit = threading.Event(), threading.Event()

    def write_first() -> None:
        with database.transaction(organisation_id=organisation_id) as session:
            record(session, first, organisation_id)
            written.set()
            assert may_commit.wait(60)

    def write_second() -> None:
        with database.transaction(organisation_id=organisation_id) as session:
            record(session, second, organisation_id)

    def second_waits() -> bool:
        query = "SELECT count(*) AS many FROM pg_locks WHERE NOT granted"
        return bool(feed.house.rows(query)[0].many)

    with ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(write_first)]
        assert written.wait(60)
        writing.append(pool.submit(write_second))
        until(second_waits, seconds=60)
        meanwhile = feed.read(a_machine(organisation_id))
        may_commit.set()
        for each in writing:
            each.result(60)

    assert meanwhile == []
    assert [event["id"] for event in feed.read(a_machine(organisation_id))] == [first, second]


def test_a_reader_beside_many_writers_misses_nothing(feed: Feed) -> None:
    database, organisation_id = feed.house.database, feed.organisation_id
    reader = a_machine(organisation_id)
    writers, each_writes = 4, 8

    def write(_: int) -> None:
        for _ in range(each_writes):
            with database.transaction(organisation_id=organisation_id) as session:
                record(session, str(new_id()), organisation_id)

    seen: list[str] = []

    def read_on() -> bool:
        seen.extend(e["id"] for e in feed.read(reader, after=seen[-1] if seen else None, limit=3))
        return len(seen) == writers * each_writes

    with ThreadPoolExecutor(writers) as pool:
        writing = [pool.submit(write, number) for number in range(writers)]
        until(read_on, seconds=60, every=0.001)
        for each in writing:
            each.result(60)

    assert seen == [event["id"] for event in feed.read(reader, limit=500)]
    with feed.house.looking() as session:
        positions = session.scalars(text("SELECT position FROM feed_entry ORDER BY position"))
        assert list(positions) == list(range(1, writers * each_writes + 1))
