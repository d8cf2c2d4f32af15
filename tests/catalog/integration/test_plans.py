"""Plans: limits that hold, whatever comes at once; change, end, billing information."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from chassis.testing import a_principal
from contracts.company_notices import COMPANY_NOTICE_REQUESTED, CompanyNoticeRequested
from contracts.errors import AlreadyExists, ChangedMeanwhile, InvalidInput, NotFound, NotPermitted
from contracts.events import StorageUsedChanged
from contracts.money import Money
from contracts.ordering_errors import LimitReached, UsageExceedsPlan
from contracts.plans import (
    BillingInfo,
    LimitName,
    Limits,
    PutPlan,
    SetBillingInfo,
    StartSubscription,
    Subscription,
    TakeUse,
)
from contracts.principal import Principal
from contracts.request_types import Label
from tests.catalog.integration.desk import Desk, incoming
from tests.identity.integration.threads import at_once

STAFF = a_principal(organisation_kind="vendor")
SMALL = Limits(
    storage_bytes=1000,
    document_scans=100,
    users=5,
    cash_registers=1,
    web_shops=1,
    shipping_providers=2,
)


def a_plan(key: str = "small", **changes: Any) -> PutPlan:
    values: dict[str, Any] = {
        "key": key,
        "base_version": 0,
        "name": Label(de="Klein", en="Small"),
        "description": Label(de="Für den Anfang.", en="To begin with."),
        "price": Money(minor_units=1900, currency="EUR"),
        "limits": SMALL,
    }
    return PutPlan(**(values | changes))


def customer_with_plan(desk: Desk, number: str = "10001") -> Principal:
    """Return the admin of a customer who has the small plan since today; a large one exists."""
    if not desk.service.list_plans().items:
        desk.service.put_plan(STAFF, a_plan())
        price = Money(minor_units=9900, currency="EUR")
        desk.service.put_plan(STAFF, a_plan("large", limits=Limits(), price=price))
    organisation_id = desk.new_customer(number)
    desk.service.start_subscription(
        STAFF, StartSubscription(organisation_id=organisation_id, plan_key="small")
    )
    return a_principal(organisation_id=organisation_id)


def take(desk: Desk, caller: Principal, limit: LimitName, *items: str) -> None:
    for item in items:
        desk.service.take_use(caller, TakeUse(limit=limit, item=item))


def used(subscription: Subscription, limit: LimitName) -> int:
    return next(each.used for each in subscription.uses if each.limit == limit)


def tell_storage(desk: Desk, caller: Principal, version: int, used_bytes: int) -> None:
    assert caller.organisation_id is not None
    desk.service.remember_storage_used(
        incoming(
            StorageUsedChanged(
                organisation_id=caller.organisation_id,
                version=version,
                documents=1,
                used_bytes=used_bytes,
                at=desk.clock.now(),
            )
        )
    )


def some_billing_info(**changes: Any) -> BillingInfo:
    values: dict[str, Any] = {
        "name": "Musterfabrik GmbH (Demo)",
        "street": "Musterweg 1",
        "postal_code": "12345",
        "city": "Musterstadt",
        "email": "buchhaltung@example.com",
    }
    return BillingInfo(**(values | changes))


@pytest.mark.req("MB-26")
def test_anybody_reads_the_plans_that_are_offered_just_now(desk: Desk) -> None:
    desk.service.put_plan(STAFF, a_plan())
    desk.service.put_plan(STAFF, a_plan("old", is_current=False))

    plans = desk.service.list_plans().items

    assert [plan.key for plan in plans] == ["small"]
    assert plans[0].limits == SMALL


@pytest.mark.req("MB-18", "D9")
def test_of_fifty_who_want_the_last_seats_at_once_only_as_many_as_are_left_get_one(
    desk: Desk,
) -> None:
    customer = customer_with_plan(desk)

    def want(item: str) -> str:
        try:
            take(desk, customer, "users", item)
        except LimitReached:
            return "refused"
        return "taken"

    outcomes = at_once(*[partial(want, f"person-{number}") for number in range(50)])

    assert Counter(outcomes) == {"taken": 5, "refused": 45}
    assert used(desk.service.get_subscription(customer), "users") == 5


@pytest.mark.parametrize(
    "limit", ["document_scans", "users", "cash_registers", "web_shops", "shipping_providers"]
)
@pytest.mark.req("MB-18", "D9")
def test_each_limit_is_refused_beyond_it_and_one_that_is_given_back_is_free_again(
    desk: Desk, limit: LimitName
) -> None:
    customer = customer_with_plan(desk)
    allowed: int = getattr(SMALL, limit)
    take(desk, customer, limit, *[f"item-{number}" for number in range(allowed)])

    with pytest.raises(LimitReached):
        take(desk, customer, limit, "one-more")
    take(desk, customer, limit, "item-0")
    desk.service.give_back_use(customer, TakeUse(limit=limit, item="item-0"))
    desk.service.give_back_use(customer, TakeUse(limit=limit, item="item-0"))
    take(desk, customer, limit, "one-more")

    assert used(desk.service.get_subscription(customer), limit) == allowed


def test_the_same_item_from_many_at_once_counts_once(desk: Desk) -> None:
    customer = customer_with_plan(desk)

    at_once(*[partial(take, desk, customer, "cash_registers", "register-1")] * 8)

    assert used(desk.service.get_subscription(customer), "cash_registers") == 1


def test_scans_are_counted_anew_in_each_period_and_seats_are_not(desk: Desk) -> None:
    customer = customer_with_plan(desk)
    take(desk, customer, "document_scans", "scan-1", "scan-2")
    take(desk, customer, "users", "person-1")

    desk.clock.move(timedelta(days=31))

    subscription = desk.service.get_subscription(customer)
    assert (used(subscription, "document_scans"), used(subscription, "users")) == (0, 1)


def warnings_of(desk: Desk) -> list[str]:
    """Return of which thresholds companies were to be warned, the oldest first."""
    asked = desk.announced(COMPANY_NOTICE_REQUESTED, CompanyNoticeRequested)
    return [each.parameters["percent"] for each in asked if each.event == "limit_near"]


@pytest.mark.req("MB-10", "D10")
def test_one_warning_for_each_threshold_and_period(desk: Desk) -> None:
    customer = customer_with_plan(desk)

    for version, used_bytes in enumerate((790, 800, 810, 950, 700, 960), start=1):
        tell_storage(desk, customer, version, used_bytes)
    this_period = warnings_of(desk)
    desk.clock.move(timedelta(days=31))
    tell_storage(desk, customer, 7, 990)

    assert this_period == ["80", "95"]
    assert warnings_of(desk) == ["80", "95", "95"]


@pytest.mark.req("MB-23", "D12")
def test_a_smaller_plan_is_refused_with_the_list_of_what_exceeds_it(desk: Desk) -> None:
    customer = customer_with_plan(desk)
    large = desk.service.change_plan(customer, "large")
    take(desk, customer, "web_shops", "shop-1", "shop-2")
    tell_storage(desk, customer, 1, 5000)

    with pytest.raises(UsageExceedsPlan) as refused:
        desk.service.change_plan(customer, "small")
    desk.service.give_back_use(customer, TakeUse(limit="web_shops", item="shop-2"))
    tell_storage(desk, customer, 2, 900)
    small = desk.service.change_plan(customer, "small")

    assert refused.value.arguments[::2] == ("limits.storage_bytes", "limits.web_shops")
    assert (large.plan.key, small.plan.key) == ("large", "small")


def test_a_change_down_and_one_more_use_at_once_never_leave_more_used_than_allowed(
    desk: Desk,
) -> None:
    for round_ in range(5):
        customer = customer_with_plan(desk, f"{20001 + round_}")
        desk.service.change_plan(customer, "large")
        take(desk, customer, "cash_registers", "register-1")

        at_once(
            partial(_quietly, desk.service.change_plan, customer, "small"),
            partial(_quietly, take, desk, customer, "cash_registers", "register-2"),
        )

        subscription = desk.service.get_subscription(customer)
        allowed = subscription.plan.limits.cash_registers
        assert allowed is None or used(subscription, "cash_registers") <= allowed


def _quietly(act: Any, *arguments: Any) -> None:
    try:
        act(*arguments)
    except (LimitReached, UsageExceedsPlan):
        return


@pytest.mark.req("MB-19", "MB-24", "D12")
def test_a_plan_is_cancelled_to_the_end_of_its_period_and_resumed_without_loss(desk: Desk) -> None:
    customer = customer_with_plan(desk)
    take(desk, customer, "users", "person-1")
    before = desk.service.get_subscription(customer)

    cancelled = desk.service.cancel_subscription(customer)
    again = desk.service.cancel_subscription(customer)
    resumed = desk.service.resume_subscription(customer)

    assert before.renews_on == before.period_through + timedelta(days=1)
    assert (cancelled.state, cancelled.ends_on) == ("cancelled", before.period_through)
    assert (cancelled.renews_on, again) == (None, cancelled)
    assert resumed == before


@pytest.mark.req("MB-24")
def test_a_cancelled_plan_holds_through_its_last_day_and_not_after(desk: Desk) -> None:
    customer = customer_with_plan(desk)
    cancelled = desk.service.cancel_subscription(customer)
    assert cancelled.ends_on is not None

    desk.clock.move(timedelta(days=(cancelled.ends_on - desk.clock.today()).days))
    take(desk, customer, "users", "person-1")
    desk.clock.move(timedelta(days=1))

    assert desk.service.get_subscription(customer).state == "ended"
    for attempt in (
        lambda: take(desk, customer, "users", "person-2"),
        lambda: desk.service.resume_subscription(customer),
        lambda: desk.service.change_plan(customer, "large"),
    ):
        with pytest.raises(ChangedMeanwhile):
            attempt()


@pytest.mark.req("MB-25", "D13")
def test_billing_information_changes_for_the_next_invoice_and_keeps_its_history(
    desk: Desk,
) -> None:
    customer = customer_with_plan(desk)
    first, second = some_billing_info(), some_billing_info(street="Neuer Weg 2")
    desk.service.set_billing_info(customer, SetBillingInfo(base_version=0, info=first))

    history = desk.service.set_billing_info(customer, SetBillingInfo(base_version=1, info=second))
    with pytest.raises(ChangedMeanwhile):
        desk.service.set_billing_info(
            customer, SetBillingInfo(base_version=1, info=some_billing_info(city="Anderswo"))
        )
    with pytest.raises(InvalidInput):
        desk.service.set_billing_info(
            customer, SetBillingInfo(base_version=2, info=some_billing_info(name=" "))
        )

    assert [(each.version, each.info) for each in history.items] == [(2, second), (1, first)]
    assert desk.service.get_billing_info(customer) == history


def test_an_organisation_has_one_plan_at_a_time(desk: Desk) -> None:
    customer = customer_with_plan(desk)

    with pytest.raises(AlreadyExists):
        desk.service.start_subscription(
            STAFF,
            StartSubscription(
                organisation_id=customer.organisation_id or UUID(int=0), plan_key="large"
            ),
        )


@pytest.mark.req("BR-10")
def test_plans_of_others_are_neither_seen_nor_changed(desk: Desk) -> None:
    customer = customer_with_plan(desk)
    stranger = a_principal(organisation_id=desk.new_customer("10002"))
    theirs = customer.organisation_id

    for attempt in (
        lambda: desk.service.get_subscription(stranger, theirs),
        lambda: desk.service.get_subscription(stranger),
        lambda: desk.service.change_plan(stranger, "large", theirs),
        lambda: desk.service.cancel_subscription(stranger, theirs),
        lambda: desk.service.get_billing_info(stranger, theirs),
        lambda: desk.service.take_use(stranger, TakeUse(limit="users", item="x"), theirs),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(NotPermitted):
        desk.service.get_subscription(a_principal(role="member"))
    with pytest.raises(NotPermitted):
        desk.service.put_plan(customer, a_plan("own"))


def test_the_vendors_people_see_every_plan_and_nobody_else_those_offered_no_more(
    desk: Desk,
) -> None:
    desk.service.put_plan(STAFF, a_plan())
    desk.service.put_plan(STAFF, a_plan("old", is_current=False))

    seen = [each.key for each in desk.service.list_plan_definitions(STAFF).items]

    assert seen == ["old", "small"]
    assert [each.key for each in desk.service.list_plans().items] == ["small"]
    with pytest.raises(NotPermitted):
        desk.service.list_plan_definitions(a_principal())
