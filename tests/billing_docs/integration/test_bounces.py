"""A mail that bounces goes on: to the next recipient, to vendor administration, to the post."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing_docs.domain.delivery_rules import PRINTED_AFTER, TOLD_AFTER
from chassis.testing import a_principal
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.post_office import ADMINISTRATION, PostOffice
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World
from tests.identity.integration.threads import at_once

FIRST, SECOND, THIRD = (f"{name}@musterkunde.example" for name in ("first", "second", "third"))


@pytest.fixture
def office(desk: Desk) -> PostOffice:
    return PostOffice(desk=desk)


def last(office: PostOffice, kind: str = "document_delivered") -> dict[str, Any]:
    return office.mails(kind)[-1]


@pytest.mark.req("B9", "B17")
def test_a_bounce_goes_to_the_next_then_to_vendor_administration_then_by_post(
    office: PostOffice,
) -> None:
    customer = office.desk.new_customer(e_billing_address=None)
    office.add_confirmed(customer, THIRD, turn="fallback")
    office.add_confirmed(customer, FIRST)
    office.add_confirmed(customer, SECOND, turn="fallback")
    document = office.issue(customer)

    assert office.recipients() == [FIRST]
    office.bounce(last(office))
    assert office.recipients() == [FIRST, THIRD]
    office.bounce(last(office))
    assert office.recipients() == [FIRST, THIRD, SECOND]
    assert office.deliveries(document).undelivered_since is None
    office.bounce(last(office))

    assert office.deliveries(document).undelivered_since == office.desk.clock.now()
    office.desk.clock.move(TOLD_AFTER)
    assert office.tell_failures() == 1
    told = last(office, "delivery_failures")
    assert told["recipient"] == ADMINISTRATION
    assert told["parameters"]["failures"].endswith("\tRE-1")
    office.desk.clock.move(PRINTED_AFTER - TOLD_AFTER - timedelta(seconds=1))
    assert office.print_overdue() == 0
    office.desk.clock.move(timedelta(seconds=1))
    assert office.print_overdue() == 1
    (order,) = office.desk.told("print.requested.v1")
    assert order["data"]["reason"] == "nobody_reached"
    shown = office.deliveries(document)
    assert (shown.undelivered_since, shown.print_ordered_at) == (None, office.desk.clock.now())


@pytest.mark.req("B9")
def test_a_bounce_that_is_told_twice_or_at_two_places_goes_on_once(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, FIRST)
    office.add_confirmed(customer, SECOND, turn="fallback")
    office.add_confirmed(customer, THIRD, turn="fallback")
    office.issue(customer)
    mail = last(office)

    at_once(*[lambda: office.bounce(mail)] * 3)
    office.bounce(mail)

    assert office.recipients() == [FIRST, SECOND]


def test_two_first_recipients_that_bounce_take_two_fallbacks(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, FIRST)
    office.add_confirmed(customer, "also@musterkunde.example")
    office.add_confirmed(customer, SECOND, turn="fallback")
    office.add_confirmed(customer, THIRD, turn="fallback")
    office.issue(customer)
    one, other = office.mails("document_delivered")

    at_once(lambda: office.bounce(one), lambda: office.bounce(other))

    assert sorted(office.recipients()[2:]) == [SECOND, THIRD]


@pytest.mark.req("B17", "SE-30")
def test_a_bounced_notice_is_marked_on_the_document_and_told_within_the_hour_once(
    office: PostOffice,
) -> None:
    customer = office.desk.new_customer()
    documents = [office.issue(customer, f"RE-{number}") for number in range(25)]
    for mail in office.mails("document_arrived"):
        office.bounce(mail)

    assert office.tell_failures() == 0, "others may follow within minutes"
    office.desk.clock.move(TOLD_AFTER)
    told = at_once(*[office.tell_failures] * 3)
    office.desk.clock.move(timedelta(hours=1))

    assert sorted(told) == [0, 0, 25]
    assert office.tell_failures() == 0
    (mail,) = office.mails("delivery_failures")
    assert mail["parameters"]["count"] == "25"
    assert len(mail["parameters"]["failures"].split("\n")) == 20
    shown = office.deliveries(documents[0])
    assert [each.state for each in shown.items] == ["bounced"]
    assert shown.undelivered_since is not None
    actions = [line.action for line in office.desk.audit(customer)]
    assert actions.count("document.undelivered") == 25


def test_without_an_address_of_the_administration_the_list_waits_for_one(
    office: PostOffice,
) -> None:
    office.issue(office.desk.new_customer())
    office.bounce(last(office, "document_arrived"))
    office.desk.clock.move(TOLD_AFTER)

    assert office.tell_failures(None) == 0
    assert office.tell_failures() == 1


def test_what_reached_somebody_else_meanwhile_is_not_printed(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, FIRST)
    document = office.issue(customer)
    office.bounce(last(office, "document_arrived"))
    office.arrive(last(office))
    office.desk.clock.move(PRINTED_AFTER)

    assert office.print_overdue() == 0

    shown = office.deliveries(document)
    assert (shown.undelivered_since, shown.print_ordered_at) == (None, None)


def test_processes_that_print_at_once_print_once(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    for number in range(4):
        office.issue(customer, f"RE-{number}")
    for mail in office.mails("document_arrived"):
        office.bounce(mail)
    office.desk.clock.move(PRINTED_AFTER)

    printed = at_once(*[office.print_overdue] * 3)

    assert sum(printed) == 4
    assert len(office.desk.told("print.requested.v1")) == 4


@pytest.mark.req("B17")
def test_staff_see_what_reached_nobody_and_settle_it_and_customers_see_their_own(
    world: World,
) -> None:
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    world.settled()
    key = f"document_arrived:{document.id}"
    world.bus.publish(
        (
            f'{{"idempotency_key":"{key}","kind":"document_arrived",'
            f'"organisation_id":"{world.organisation_id}","recipient_sha256":"{"0" * 64}",'
            '"at":"2026-03-02T12:00:00Z"}'
        ).encode(),
        exchange="notifications.events",
        routing_key="notice_failed",
        message_id=str(document.id),
    )
    staff = a_principal(organisation_kind="vendor")
    named = {"organisation_id": str(world.organisation_id)}

    def failures(who: Any, query: dict[str, str]) -> Any:
        answer = world.call("list_delivery_failures", who, query=query)
        return answer["result"]["items"] if answer["error"] is None else answer["error"]

    (seen,) = world.wait_for(lambda: failures(staff, named))
    own = failures(world.admin(), {})
    refused = failures(world.admin(role="member"), {})
    settle = {"document_id": str(document.id), "how": "print"}
    not_staff = world.call("settle_delivery_failure", world.admin(), request=settle)
    done = world.call("settle_delivery_failure", staff, request=settle)
    twice = world.call("settle_delivery_failure", staff, request=settle)

    assert seen["number"] == document.number
    assert own == [seen]
    assert refused["exc_type"] == not_staff["error"]["exc_type"] == "NotPermitted"
    assert done["error"] is None
    assert twice["error"]["exc_type"] == "NotFound"
    assert failures(staff, named) == []
    shown = world.call("list_deliveries", world.admin(), document_id=str(document.id))["result"]
    assert shown["print_ordered_at"] is not None
