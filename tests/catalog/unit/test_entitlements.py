"""What is booked on which day, and what that lets an organisation use."""

from datetime import UTC, date, datetime

import pytest

from catalog.domain.bookings import (
    Booked,
    entitlement_to,
    entitlements_in_force,
    last_day,
    names_in_force,
    next_change,
)
from catalog.domain.self_services import require_customer_admin, require_self_services
from catalog.domain.working_days import due_after
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import NoMembership, NotPermitted
from contracts.packages import BookingSource
from contracts.principal import OrganisationKind

TODAY = date(2026, 3, 28)


def booked(
    *unlocks: str,
    source: BookingSource = "booked",
    since: date = TODAY,
    until: date | None = None,
) -> Booked:
    return Booked(
        id=new_id(),
        package_id=new_id(),
        package_key="plus",
        source=source,
        since=since,
        until=until,
        unlocks=unlocks,
    )


@pytest.mark.req("SE-11", "D2")
def test_every_customer_has_the_base_set_at_no_price_without_booking() -> None:
    (base,) = entitlements_in_force("customer", [], TODAY)

    assert (base.key, base.source, base.until) == ("base", "base", None)
    assert base.price is not None
    assert base.price.minor_units == 0


@pytest.mark.parametrize("kind", ["partner", "vendor", None])
def test_only_customers_have_the_base_set(kind: OrganisationKind | None) -> None:
    assert entitlements_in_force(kind, [], TODAY) == ()


@pytest.mark.parametrize("role", ["member", "documents"])
def test_self_services_are_for_admins(role: str) -> None:
    with pytest.raises(NotPermitted):
        require_self_services(a_principal(role=role))


def test_who_belongs_nowhere_is_told_so() -> None:
    with pytest.raises(NoMembership):
        require_self_services(a_principal(organisation_id=None, organisation_kind=None, role=None))


def test_the_vendors_people_grant_and_do_not_order() -> None:
    with pytest.raises(NotPermitted):
        require_customer_admin(a_principal(organisation_kind="vendor"))


@pytest.mark.req("SE-63")
def test_a_package_opens_what_it_unlocks_and_nothing_else() -> None:
    names = names_in_force("customer", [booked("wiki")], TODAY)

    assert names == ("base", "wiki")


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        (date(2026, 2, 27), False),
        (date(2026, 2, 28), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_the_first_and_the_last_day_belong_to_a_booking(day: date, *, runs: bool) -> None:
    booking = booked("wiki", since=date(2026, 2, 28), until=date(2026, 3, 31))

    assert ("wiki" in names_in_force("customer", [booking], day)) is runs


@pytest.mark.req("D6")
def test_of_several_bookings_the_one_that_lasts_longest_answers() -> None:
    bookings = [
        booked("wiki", source="trial", until=date(2026, 3, 29)),
        booked("wiki", source="contract", until=date(2026, 10, 24)),
    ]

    answer = entitlement_to("wiki", "customer", bookings, TODAY)

    # 24 October is the last day; it ends at midnight in Berlin, in summer.
    assert (answer.is_allowed, answer.source) == (True, "contract")
    assert answer.until == datetime(2026, 10, 24, 22, 0, tzinfo=UTC)


def test_what_is_not_booked_is_not_allowed() -> None:
    answer = entitlement_to("wiki", "customer", [booked("academy")], TODAY)

    assert (answer.is_allowed, answer.source, answer.until) == (False, None, None)


def test_the_next_change_is_the_first_day_that_differs() -> None:
    bookings = [
        booked(until=date(2026, 4, 30)),
        booked(since=date(2026, 4, 2)),
        booked(since=date(2026, 1, 1), until=date(2026, 3, 1)),
    ]

    assert next_change(bookings, TODAY) == date(2026, 4, 2)
    assert next_change([booked()], TODAY) is None
    assert next_change([booked(until=TODAY)], TODAY) == date(2026, 3, 29)


def test_fourteen_days_are_counted_with_the_first() -> None:
    assert last_day(date(2026, 2, 20), 14) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("asked_at", "due_at"),
    [
        # Monday: Wednesday at 17:00 in Berlin.
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), datetime(2026, 3, 4, 16, 0, tzinfo=UTC)),
        # Thursday before Good Friday: Easter Monday is none either, and the clock was put forward.
        (datetime(2026, 4, 2, 9, 0, tzinfo=UTC), datetime(2026, 4, 8, 15, 0, tzinfo=UTC)),
        # Sunday at 23:30 in UTC is Monday in Berlin.
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), datetime(2026, 3, 4, 16, 0, tzinfo=UTC)),
    ],
)
@pytest.mark.req("SE-20")
def test_a_request_is_due_at_the_end_of_the_second_working_day(
    asked_at: datetime, due_at: datetime
) -> None:
    holidays = {date(2026, 4, 3), date(2026, 4, 6)}

    assert due_after(asked_at, holidays.__contains__) == due_at
