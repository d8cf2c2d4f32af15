"""Packages: asked for, offered, tried and booked."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from catalog.store.schema import TENANT_TABLES
from chassis.testing import a_principal
from contracts.errors import AlreadyExists, ChangedMeanwhile, NotFound, NotPermitted
from contracts.money import Money
from contracts.ordering_errors import TrialUsed
from contracts.packages import (
    EndBooking,
    GrantPackage,
    GrantTrial,
    MakeOffer,
    PackageRequest,
    PackageRequestQuery,
    PackageRequestSettled,
    PutPackage,
    RefusePackageRequest,
    Responsible,
    Words,
)
from contracts.principal import Principal
from contracts.request_types import Label
from tests.catalog.integration.desk import Desk
from tests.identity.integration.threads import at_once

STAFF = a_principal(organisation_kind="vendor")


def admin_of(organisation_id: UUID, **changes: Any) -> Principal:
    return a_principal(organisation_id=organisation_id, **changes)


def a_package(**changes: Any) -> PutPackage:
    values: dict[str, Any] = {
        "key": "service_plus",
        "base_version": 0,
        "name": Label(de="ServicePlus", en="ServicePlus"),
        "description": Words(de="Alles zum Lernen.", en="All there is to learn."),
        "contents": (Label(de="Akademie", en="Academy"), Label(de="Wissen", en="Wiki")),
        "price_text": Label(de="ab 49 € im Monat", en="from €49 a month"),
        "details_url": "https://www.example.com/serviceplus",
        "unlocks": ("academy", "wiki"),
        "responsible": Responsible(name="Vera Vertrieb", email="vera@example.com"),
    }
    return PutPackage(**(values | changes))


def offered(desk: Desk, request: PackageRequest, **changes: Any) -> PackageRequest:
    values: dict[str, Any] = {
        "request_id": request.id,
        "text": "49 € im Monat, monatlich kündbar.",
        "price": Money(minor_units=4900, currency="EUR"),
        "valid_through": desk.clock.today() + timedelta(days=14),
    }
    return desk.service.make_offer(STAFF, MakeOffer(**(values | changes)))


def usable(desk: Desk) -> tuple[str, ...]:
    return desk.entitlements()[-1].entitlements


@pytest.mark.req("SE-21", "D1")
def test_a_package_is_shown_with_its_contents_price_and_link_in_the_readers_language(
    desk: Desk,
) -> None:
    desk.service.put_package(STAFF, a_package())
    customer = admin_of(desk.new_customer(), language="en")

    packages = desk.service.list_packages(customer)

    shown = next(each for each in packages.items if each.key == "service_plus")
    assert shown.contents == ("Academy", "Wiki")
    assert shown.price_text == "from €49 a month"
    assert shown.details_url == "https://www.example.com/serviceplus"
    assert shown.trial_days == 14


def test_of_two_who_change_the_same_version_of_a_package_one_is_told(desk: Desk) -> None:
    put = desk.service.put_package(STAFF, a_package())

    with pytest.raises(ChangedMeanwhile):
        desk.service.put_package(STAFF, a_package())
    changed = desk.service.put_package(
        STAFF, a_package(base_version=put.version, is_on_offer=False)
    )

    assert (changed.version, changed.is_on_offer) == (2, False)


@pytest.mark.req("SE-18", "SE-20", "SE-66")
def test_one_click_makes_one_request_that_somebody_is_responsible_for(desk: Desk) -> None:
    desk.service.put_package(STAFF, a_package())
    customer = admin_of(desk.new_customer())

    first = desk.service.request_package(customer, "service_plus", "trial")
    again = desk.service.request_package(customer, "service_plus", "trial")

    assert again == first
    assert (first.state, first.intent) == ("waiting_for_vendor", "trial")
    assert first.assignee == "Vera Vertrieb"
    assert first.due_at > desk.clock.now()
    (notice,) = desk.notices("package_requested")
    assert (notice.recipient, notice.parameters["package"]) == ("vera@example.com", "ServicePlus")


@pytest.mark.req("SE-18", "D3")
def test_twenty_clicks_at_once_make_one_request(desk: Desk) -> None:
    customer = admin_of(desk.new_customer())

    at_once(*[partial(desk.service.request_package, customer, "wiki", "book")] * 20)

    (request,) = desk.service.list_package_requests(customer, PackageRequestQuery()).items
    assert request.state == "waiting_for_vendor"


@pytest.mark.req("SE-17", "SE-15", "D3")
def test_an_offer_that_is_accepted_books_the_package_and_opens_what_it_unlocks(desk: Desk) -> None:
    customer = admin_of(desk.new_customer())
    request = offered(desk, desk.service.request_package(customer, "wiki", "book"))
    before = usable(desk)

    accepted = desk.service.accept_offer(customer, request.id)

    assert request.offer is not None
    assert (request.state, accepted.state) == ("offered", "booked")
    assert (before, usable(desk)) == (("base",), ("base", "wiki"))
    (booking,) = desk.service.list_bookings(customer).items
    assert (booking.package_key, booking.source) == ("wiki", "booked")
    assert (booking.since, booking.until, booking.is_running) == (desk.clock.today(), None, True)
    (notice,) = desk.notices("package_offered")
    assert notice.recipient == "anna@example.com"


def test_an_offer_that_two_decide_at_once_is_decided_once(desk: Desk) -> None:
    customer = admin_of(desk.new_customer())
    request = offered(desk, desk.service.request_package(customer, "wiki", "book"))

    def accept() -> None:
        desk.service.accept_offer(customer, request.id)

    outcomes = at_once(*[partial(_outcome, accept)] * 4)

    assert sorted(outcomes) == ["ChangedMeanwhile"] * 3 + ["done"]
    assert len(desk.service.list_bookings(customer).items) == 1


def _outcome(act: Any) -> str:
    try:
        act()
    except ChangedMeanwhile as error:
        return type(error).__name__
    return "done"


def test_a_declined_refused_or_withdrawn_request_opens_nothing_and_one_may_ask_again(
    desk: Desk,
) -> None:
    customer = admin_of(desk.new_customer())
    declined = offered(desk, desk.service.request_package(customer, "wiki", "book"))
    desk.service.decline_offer(customer, declined.id)
    refused = desk.service.request_package(customer, "wiki", "book")
    desk.service.refuse_package_request(
        STAFF, RefusePackageRequest(request_id=refused.id, reason="Nicht für Ihr System.")
    )
    withdrawn = desk.service.request_package(customer, "wiki", "book")
    desk.service.withdraw_package_request(customer, withdrawn.id)

    states = [
        each.state
        for each in desk.service.list_package_requests(customer, PackageRequestQuery()).items
    ]

    assert states == ["withdrawn", "refused", "declined"]
    assert usable(desk) == ("base",)
    settled = desk.announced("package_request_settled", PackageRequestSettled)
    assert [each.state for each in settled] == ["declined", "refused", "withdrawn"]


def test_an_offer_that_is_over_is_accepted_no_more(desk: Desk) -> None:
    customer = admin_of(desk.new_customer())
    request = offered(
        desk,
        desk.service.request_package(customer, "wiki", "book"),
        valid_through=desk.clock.today(),
    )
    desk.clock.move(timedelta(days=1))

    with pytest.raises(ChangedMeanwhile):
        desk.service.accept_offer(customer, request.id)


@pytest.mark.req("SE-16", "D4")
def test_a_trial_opens_at_once_warns_before_its_end_and_ends_by_itself(desk: Desk) -> None:
    customer = admin_of(desk.new_customer())
    desk.service.request_package(customer, "academy", "trial")

    trial = desk.service.grant_trial(
        STAFF, GrantTrial(organisation_id=customer.organisation_id or UUID(int=0),
                          package_key="academy")
    )  # fmt: skip
    opened = usable(desk)
    desk.clock.move(timedelta(days=9))
    desk.service.warn_of_trial_ends()
    early = desk.notices("trial_ends")
    desk.clock.move(timedelta(days=1))
    desk.service.warn_of_trial_ends()
    desk.service.warn_of_trial_ends()
    on_time = desk.notices("trial_ends")
    desk.clock.move(timedelta(days=3))
    desk.service.recount_entitlements()
    last = usable(desk)
    answer = desk.service.check_entitlement(customer, "academy")
    desk.clock.move(timedelta(days=1))
    desk.service.recount_entitlements()

    assert (trial.until, trial.source) == (trial.since + timedelta(days=13), "trial")
    unlocked = ("academy", "base", "seminars", "videos")
    assert (opened, early, len(on_time)) == (unlocked, [], 1)
    assert on_time[0].recipient == "anna@example.com"
    assert (last, answer.is_allowed, answer.source) == (unlocked, True, "trial")
    assert usable(desk) == ("base",)
    assert not desk.service.check_entitlement(customer, "academy").is_allowed
    (request,) = desk.service.list_package_requests(customer, PackageRequestQuery()).items
    assert request.state == "in_trial"


@pytest.mark.req("SE-16", "D4")
def test_a_package_is_tried_once_however_many_grant_it_at_once(desk: Desk) -> None:
    organisation_id = desk.new_customer()
    grant = GrantTrial(organisation_id=organisation_id, package_key="wiki")

    def try_it() -> str:
        try:
            desk.service.grant_trial(STAFF, grant)
        except TrialUsed:
            return "used"
        return "granted"

    outcomes = at_once(*[try_it] * 8)

    assert sorted(outcomes) == ["granted"] + ["used"] * 7
    with pytest.raises(TrialUsed):
        desk.service.request_package(admin_of(organisation_id), "wiki", "trial")


def test_a_booking_takes_over_from_a_trial_and_is_not_made_twice(desk: Desk) -> None:
    organisation_id = desk.new_customer()
    desk.service.grant_trial(STAFF, GrantTrial(organisation_id=organisation_id, package_key="wiki"))
    grant = GrantPackage(organisation_id=organisation_id, package_key="wiki", source="contract")

    desk.service.grant_package(STAFF, grant)
    with pytest.raises(AlreadyExists):
        desk.service.grant_package(STAFF, grant)
    with pytest.raises(AlreadyExists):
        desk.service.request_package(admin_of(organisation_id), "wiki", "book")

    bookings = desk.service.list_bookings(STAFF, organisation_id).items
    assert [(each.source, each.is_running) for each in bookings] == [
        ("contract", True),
        ("trial", False),
    ]
    assert [told.entitlements for told in desk.entitlements()] == [("base",), ("base", "wiki")]


@pytest.mark.req("SE-64", "D5")
def test_a_booking_that_ends_shows_its_last_day_and_closes_after_it(desk: Desk) -> None:
    organisation_id = desk.new_customer()
    booking = desk.service.grant_package(
        STAFF, GrantPackage(organisation_id=organisation_id, package_key="wiki")
    )

    ended = desk.service.end_booking(
        STAFF,
        EndBooking(
            booking_id=booking.id, organisation_id=organisation_id, until=desk.clock.today()
        ),
    )
    still = usable(desk)
    desk.clock.move(timedelta(days=1))
    desk.service.recount_entitlements()

    assert (ended.until, ended.is_running) == (booking.since, True)
    assert (still, usable(desk)) == (("base", "wiki"), ("base",))


def test_what_a_package_unlocks_changes_for_everybody_who_has_it(desk: Desk) -> None:
    desk.service.put_package(STAFF, a_package())
    organisation_id = desk.new_customer()
    desk.service.grant_package(
        STAFF, GrantPackage(organisation_id=organisation_id, package_key="service_plus")
    )

    desk.service.put_package(STAFF, a_package(base_version=1, unlocks=("wiki",)))
    desk.service.recount_entitlements()
    desk.service.recount_entitlements()

    assert [told.entitlements for told in desk.entitlements()] == [
        ("base",),
        ("academy", "base", "wiki"),
        ("base", "wiki"),
    ]


@pytest.mark.req("D6")
def test_the_answer_names_source_and_end_to_any_member(desk: Desk) -> None:
    organisation_id = desk.new_customer()
    desk.service.grant_package(
        STAFF,
        GrantPackage(organisation_id=organisation_id, package_key="wiki", until=date(2030, 7, 31)),
    )
    member = admin_of(organisation_id, role="member")

    answer = desk.service.check_entitlement(member, "wiki")

    assert (answer.is_allowed, answer.source) == (True, "booked")
    assert answer.until == datetime(2030, 7, 31, 22, 0, tzinfo=UTC)


@pytest.mark.req("BR-10")
def test_another_organisation_sees_and_decides_nothing(desk: Desk) -> None:
    one, other = desk.new_customer(), desk.new_customer("10002")
    request = offered(desk, desk.service.request_package(admin_of(one), "wiki", "book"))
    stranger = admin_of(other)

    for attempt in (
        lambda: desk.service.accept_offer(stranger, request.id),
        lambda: desk.service.withdraw_package_request(stranger, request.id),
        lambda: desk.service.list_bookings(stranger, one),
        lambda: desk.service.check_entitlement(stranger, "wiki", one),
        lambda: desk.service.list_package_requests(
            stranger, PackageRequestQuery(organisation_id=one)
        ),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert desk.service.list_package_requests(stranger, PackageRequestQuery()).items == ()
    assert {"package_request", "package_booking"} <= set(TENANT_TABLES)


@pytest.mark.parametrize("role", ["member", "documents"])
@pytest.mark.req("SE-64")
def test_only_admins_order_and_see_what_is_booked(desk: Desk, role: str) -> None:
    member = admin_of(desk.new_customer(), role=role)

    for attempt in (
        lambda: desk.service.request_package(member, "wiki", "book"),
        lambda: desk.service.list_bookings(member),
        lambda: desk.service.grant_trial(
            member, GrantTrial(organisation_id=UUID(int=1), package_key="wiki")
        ),
        lambda: desk.service.put_package(member, a_package()),
    ):
        with pytest.raises(NotPermitted):
            attempt()
