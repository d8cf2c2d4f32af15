"""A wish for a package shows how the request stands in which it is talked about."""

from functools import partial
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.errors import ChangedMeanwhile
from contracts.packages import PackageRequest, PackageRequestQuery, PackageRequestWorkedOn
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk, incoming
from tests.catalog.integration.test_bookings import STAFF, a_package, admin_of, offered
from tests.identity.integration.threads import at_once


@pytest.fixture
def customer(desk: Desk) -> Principal:
    desk.service.put_package(STAFF, a_package())
    return admin_of(desk.new_customer())


def worked_on(wish: PackageRequest, version: int, **changes: Any) -> PackageRequestWorkedOn:
    """Return what tickets tells of the wish's request, with `changes`."""
    values: dict[str, Any] = {
        "package_request_id": wish.id,
        "organisation_id": wish.organisation_id,
        "request_id": wish.id,
        "number": 1042,
        "state": "waiting_for_vendor",
        "assignee": None,
        "version": version,
        "at": wish.requested_at,
    }
    return PackageRequestWorkedOn(**(values | changes))


def follow(desk: Desk, wish: PackageRequest, version: int, **changes: Any) -> None:
    """Hear it from tickets."""
    desk.service.follow_request(incoming(worked_on(wish, version, **changes)))


def wishes(desk: Desk, caller: Principal) -> list[PackageRequest]:
    """Return what was wished for, the newest first."""
    return list(desk.service.list_package_requests(caller, PackageRequestQuery()).items)


@pytest.mark.req("SE-20")
def test_a_wish_shows_who_takes_care_of_its_request_and_how_it_stands(
    desk: Desk, customer: Principal
) -> None:
    wish = desk.service.request_package(customer, "service_plus", "book")
    before = wish.assignee

    follow(desk, wish, 1)
    follow(desk, wish, 3, state="in_progress", assignee="Kim Kundendienst")
    follow(desk, wish, 2, state="closed", assignee="Wer Früher")

    (shown,) = wishes(desk, customer)
    assert (before, shown.assignee) == ("Vera Vertrieb", "Kim Kundendienst")
    assert shown.answered_in is not None
    assert (shown.answered_in.number, shown.answered_in.state) == (1042, "in_progress")
    assert (shown.state, shown.requester_id) == ("waiting_for_vendor", wish.requester_id)
    follow(desk, wish, 4, state="in_progress")
    assert wishes(desk, customer)[0].assignee == "Vera Vertrieb"


def test_closing_its_request_settles_a_wish_once_and_one_may_ask_again(
    desk: Desk, customer: Principal
) -> None:
    wish = desk.service.request_package(customer, "service_plus", "book")
    closed = incoming(worked_on(wish, 5, state="closed"))

    at_once(*[partial(desk.service.follow_request, closed)] * 3)
    again = desk.service.request_package(customer, "service_plus", "book")

    states = [each.state for each in wishes(desk, customer)]
    assert again.id != wish.id
    assert states == ["waiting_for_vendor", "closed"]
    trail = desk.run_sql("SELECT action FROM audit_entry WHERE action = 'package.request_closed'")
    assert len(trail) == 1
    # Tickets has closed it, so it is not told to.
    assert desk.announced("package_request_settled", object) == []


def test_a_request_opened_again_lets_the_wish_wait_again_where_it_is_the_only_one(
    desk: Desk, customer: Principal
) -> None:
    first = desk.service.request_package(customer, "service_plus", "book")
    follow(desk, first, 2, state="closed")
    follow(desk, first, 3, state="waiting_for_vendor")
    waiting = wishes(desk, customer)[0]
    follow(desk, first, 4, state="closed")
    desk.service.request_package(customer, "service_plus", "book")
    follow(desk, first, 5, state="waiting_for_vendor")

    states = [each.state for each in wishes(desk, customer)]

    assert (waiting.state, waiting.settled_at) == ("waiting_for_vendor", None)
    assert states == ["waiting_for_vendor", "closed"]


def test_an_offer_is_the_customers_to_decide_whatever_becomes_of_the_request(
    desk: Desk, customer: Principal
) -> None:
    wish = offered(desk, desk.service.request_package(customer, "wiki", "book"))

    follow(desk, wish, 2, state="closed")
    accepted = desk.service.accept_offer(customer, wish.id)
    follow(desk, wish, 3, state="waiting_for_vendor")

    assert accepted.state == "booked"
    assert wishes(desk, customer)[0].state == "booked"
    with pytest.raises(ChangedMeanwhile):
        desk.service.accept_offer(customer, wish.id)


def test_what_is_told_of_nobodys_or_another_organisations_wish_changes_nothing(
    desk: Desk, customer: Principal
) -> None:
    wish = desk.service.request_package(customer, "wiki", "book")
    other = admin_of(desk.new_customer("10002"))

    follow(desk, wish, 1, organisation_id=other.organisation_id, state="closed")
    follow(desk, wish, 1, organisation_id=new_id(), state="closed")
    follow(desk, wish, 1, package_request_id=new_id(), state="closed")

    (shown,) = wishes(desk, customer)
    assert (shown.state, shown.answered_in) == ("waiting_for_vendor", None)
