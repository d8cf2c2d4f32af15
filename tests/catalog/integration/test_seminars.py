"""Seminars: their dates, and places that no more get than there are."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError

from chassis.ids import new_id
from contracts.content import ContentKind, ContentQuery, PublishContent
from contracts.errors import (
    AreaNotVisible,
    ChangedMeanwhile,
    EntitlementMissing,
    InvalidInput,
    NotFound,
    NotPermitted,
)
from contracts.principal import Principal
from contracts.trainings import (
    CancelSeminarDate,
    FullyBooked,
    NotBookable,
    PutSeminarDate,
    SeminarDate,
)
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.written import STAFF, a_draft, publish, reader_of
from tests.identity.integration.threads import at_once


def a_date(content_id: UUID, **changes: Any) -> PutSeminarDate:
    """Return a new date of a seminar in thirty days, with two seats, with `changes`."""
    starts_at = datetime(2030, 7, 1, 7, tzinfo=UTC)
    values: dict[str, Any] = {
        "date_id": new_id(),
        "content_id": content_id,
        "base_version": 0,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "place": "Musterstraße 1",
        "seats": 2,
    }
    return PutSeminarDate(**(values | changes))


def arranged(desk: Desk, **changes: Any) -> SeminarDate:
    """Publish a seminar with one date."""
    content_id = publish(desk, "seminar", title="Rechnungen richtig schreiben")
    return desk.service.put_seminar_date(STAFF, a_date(content_id, **changes))


def members(desk: Desk, how_many: int) -> list[Principal]:
    """Return members of one customer."""
    organisation_id = desk.new_customer()
    return [
        reader_of(organisation_id, subject=UUID(int=9000 + number)) for number in range(how_many)
    ]


def told(attempt: Callable[[], SeminarDate]) -> str:
    """Return what came of booking."""
    try:
        return "booked" if attempt().has_place else "not booked"
    except (FullyBooked, NotBookable) as refused:
        return refused.code


def book_as(desk: Desk, person: Principal, date_id: UUID) -> SeminarDate:
    """Book as a person, whom identity knows under his own id."""
    service = type(desk.service)()
    service.runtime, service.identity = desk.service.runtime, _Himself(person.subject)  # type: ignore[assignment]  # a stand-in
    return service.book_seminar(person, date_id)


class _Himself:
    """identity, as it answers the person who asks."""

    def __init__(self, person_id: UUID) -> None:
        self._person_id = person_id

    def call(self, method: str, result: type[Any], /, **arguments: Any) -> Any:
        del method, arguments
        return result(
            person_id=self._person_id,
            name="Max Muster (Demo)",
            given_name="Max",
            family_name="Muster (Demo)",
            email="max@example.com",
            language="de",
            linked_account=None,
            managed_elsewhere=(),
            manage_url=None,
        )


def test_fifty_callers_at_once_share_the_seats_that_there_are(desk: Desk) -> None:
    people = members(desk, 50)
    date = arranged(desk, seats=3)

    answers = at_once(
        *[partial(told, partial(book_as, desk, person, date.id)) for person in people]
    )

    (left,) = desk.service.list_seminar_dates(people[0], date.content_id).items
    assert answers.count("booked") == 3
    assert answers.count("fully_booked") == 47
    assert (left.free_seats, left.is_bookable) == (0, False)
    assert len(desk.service.list_participants(STAFF, date.id).items) == 3
    assert len(desk.notices("seminar_booked")) == 3


def test_who_books_twice_or_many_times_at_once_has_one_place(desk: Desk) -> None:
    (person,) = members(desk, 1)
    date = arranged(desk)

    at_once(*[partial(book_as, desk, person, date.id)] * 8)
    again = book_as(desk, person, date.id)

    (own,) = desk.service.list_own_places(person).items
    assert (again.has_place, again.free_seats) == (True, 1)
    assert (own.title, own.date.id) == ("Rechnungen richtig schreiben", date.id)
    (mail,) = desk.notices("seminar_booked")
    assert mail.recipient == "max@example.com"
    assert mail.parameters["place"] == "Musterstraße 1"


def test_a_place_that_is_given_back_is_somebody_elses(desk: Desk) -> None:
    first, second = members(desk, 2)
    date = arranged(desk, seats=1)
    book_as(desk, first, date.id)

    refused = told(partial(book_as, desk, second, date.id))
    at_once(*[partial(desk.service.give_back_place, first, date.id)] * 4)
    given_back = desk.service.give_back_place(first, date.id)
    taken = told(partial(book_as, desk, second, date.id))

    assert (refused, given_back.free_seats, taken) == ("fully_booked", 1, "booked")
    assert desk.service.list_own_places(first).items == ()
    with pytest.raises(NotFound):
        desk.service.give_back_place(reader_of(desk.new_customer("10002")), date.id)


def test_who_books_and_gives_back_at_once_leaves_the_count_true(desk: Desk) -> None:
    people = members(desk, 6)
    date = arranged(desk, seats=4)
    for person in people[:3]:
        book_as(desk, person, date.id)

    leaving = [partial(desk.service.give_back_place, each, date.id) for each in people[:3]]
    coming = [partial(book_as, desk, each, date.id) for each in people[3:]]
    at_once(*[partial(told, attempt) for attempt in (*leaving, *coming)])

    ((seats, taken),) = desk.run_sql("SELECT seats, taken FROM seminar_date")
    held = desk.run_sql("SELECT 1 FROM seminar_place WHERE given_back_at IS NULL")
    assert taken == len(held) <= seats


def test_a_date_that_has_begun_or_was_called_off_is_not_booked(desk: Desk) -> None:
    first, second = members(desk, 2)
    date = arranged(desk)
    book_as(desk, first, date.id)
    calling_off = CancelSeminarDate(date_id=date.id, base_version=1)
    for _ in range(2):
        desk.service.call_off_date(STAFF, calling_off)
    other = desk.service.put_seminar_date(STAFF, a_date(date.content_id))
    book_as(desk, first, other.id)

    called_off = told(partial(book_as, desk, second, date.id))
    desk.clock.move(other.starts_at - desk.clock.now())
    begun = told(partial(book_as, desk, second, other.id))
    with pytest.raises(NotBookable):
        desk.service.give_back_place(first, other.id)

    assert (called_off, begun) == ("not_bookable", "not_bookable")
    assert [mail.recipient for mail in desk.notices("seminar_called_off")] == ["max@example.com"]
    assert len(desk.service.list_own_places(first).items) == 2


def test_who_has_a_place_is_told_of_another_time_once_and_of_more_seats_not(desk: Desk) -> None:
    person, other = members(desk, 2)
    date = arranged(desk)
    book_as(desk, person, date.id)
    moved = a_date(
        date.content_id,
        date_id=date.id,
        base_version=1,
        starts_at=date.starts_at + timedelta(days=1),
        ends_at=date.ends_at + timedelta(days=1),
    )

    changed = [desk.service.put_seminar_date(STAFF, moved) for _ in range(2)]
    more = msgspec.structs.replace(moved, base_version=2, seats=9)
    desk.service.put_seminar_date(STAFF, more)

    assert [each.version for each in changed] == [2, 2]
    (mail,) = desk.notices("seminar_changed")
    assert mail.parameters["starts_at"] == moved.starts_at.isoformat()
    with pytest.raises(ChangedMeanwhile):
        desk.service.put_seminar_date(STAFF, msgspec.structs.replace(moved, seats=5))
    book_as(desk, other, date.id)
    fewer = msgspec.structs.replace(more, base_version=3, seats=1)
    with pytest.raises(InvalidInput, match="more_booked"):
        desk.service.put_seminar_date(STAFF, fewer)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": datetime(2030, 7, 1, 7, tzinfo=UTC)}, "ends_at"),
        (
            {
                "starts_at": datetime(2020, 7, 1, 7, tzinfo=UTC),
                "ends_at": datetime(2020, 7, 1, 8, tzinfo=UTC),
            },
            "starts_at",
        ),
        ({"place": "  "}, "place"),
    ],
)
def test_a_date_that_cannot_be_is_refused(desk: Desk, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        arranged(desk, **changes)

    assert refused.value.arguments[0] == field


def test_the_database_itself_lets_no_more_in_than_there_are_seats(desk: Desk) -> None:
    arranged(desk, seats=1)

    for change in ("taken = 2", "taken = -1", "seats = -1"):
        with pytest.raises(IntegrityError):
            desk.run_sql(f"UPDATE seminar_date SET {change} RETURNING 1")  # noqa: S608 - ours


@pytest.mark.req("SE-05")
def test_trainings_are_listed_by_kind(desk: Desk) -> None:
    (person,) = members(desk, 1)
    date = arranged(desk)
    publish(desk, "video", title="Film")

    kinds: tuple[ContentKind, ...] = ("seminar", "video")
    listed = {
        kind: [
            item.title for item in desk.service.list_content(person, ContentQuery(kind=kind)).items
        ]
        for kind in kinds
    }
    (shown,) = desk.service.list_seminar_dates(person, date.content_id).items

    assert listed == {"seminar": ["Rechnungen richtig schreiben"], "video": ["Film"]}
    assert (shown.starts_at, shown.place, shown.free_seats) == (date.starts_at, date.place, 2)


def test_seminars_are_for_whom_package_and_person_open_them(desk: Desk) -> None:
    (person,) = members(desk, 1)
    date = arranged(desk)
    book_as(desk, person, date.id)
    unbooked = msgspec.structs.replace(person, entitlements=("wiki",))
    unseen = msgspec.structs.replace(person, areas=("wiki",))
    system = msgspec.structs.replace(person, kind="system")

    for caller, refusal in (
        (unbooked, EntitlementMissing), (unseen, AreaNotVisible),
        (system, NotPermitted), (STAFF, NotPermitted),
    ):  # fmt: skip
        with pytest.raises(refusal):
            book_as(desk, caller, date.id)
    # What somebody has he keeps in his calendar, and may give back.
    assert desk.service.get_appointment(unbooked, date.id).date.has_place
    assert desk.service.give_back_place(unbooked, date.id).free_seats == 2
    with pytest.raises(EntitlementMissing):
        desk.service.get_appointment(unbooked, date.id)


def test_nobody_learns_of_a_seminar_that_is_not_published_for_him(desk: Desk) -> None:
    (person,) = members(desk, 1)
    draft = a_draft("seminar", audience=("partner",))
    desk.service.write_content(STAFF, draft)
    date = desk.service.put_seminar_date(STAFF, a_date(draft.content_id))
    for_staff = desk.service.list_seminar_dates(STAFF, draft.content_id).items
    calls: list[Callable[[], object]] = [
        lambda: desk.service.list_seminar_dates(person, draft.content_id),
        lambda: book_as(desk, person, date.id),
        lambda: desk.service.get_appointment(person, date.id),
        lambda: book_as(desk, person, new_id()),
    ]
    unpublished = [refused(call) for call in calls]
    desk.service.publish_content(STAFF, PublishContent(content_id=draft.content_id, version=1))

    assert len(for_staff) == 1
    assert unpublished == [True] * 4
    assert [refused(call) for call in calls] == [True] * 4


def refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except NotFound:
        return True
    return False


def test_dates_are_arranged_by_the_vendor_and_for_seminars_alone(desk: Desk) -> None:
    (person,) = members(desk, 1)
    admin = msgspec.structs.replace(person, role="admin")
    date = arranged(desk)
    video = publish(desk, "video")

    for attempt in (
        lambda: desk.service.put_seminar_date(admin, a_date(date.content_id)),
        lambda: desk.service.call_off_date(
            admin, CancelSeminarDate(date_id=date.id, base_version=1)
        ),
        lambda: desk.service.list_participants(admin, date.id),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    with pytest.raises(NotFound):
        desk.service.put_seminar_date(STAFF, a_date(video))
