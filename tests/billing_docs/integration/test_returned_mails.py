"""A mail that was sent and came back later counts like one that was refused at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing_docs.domain.delivery_rules import PRINTED_AFTER, TOLD_AFTER
from contracts.bounces import Bounce
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.post_office import PostOffice, a_person

FIRST, SECOND = "first@musterkunde.example", "second@musterkunde.example"
CAME_BACK = Bounce(severity="hard", reason="address_unknown", status="5.1.1", came_back=True)


@pytest.fixture
def office(desk: Desk) -> PostOffice:
    return PostOffice(desk=desk)


def last(office: PostOffice, kind: str) -> dict[str, Any]:
    return office.mails(kind)[-1]


@pytest.mark.req("B17", "B9")
def test_a_mail_that_comes_back_days_later_goes_on_to_the_next_in_turn(office: PostOffice) -> None:
    customer = office.desk.new_customer(e_billing_address=None)
    office.add_confirmed(customer, FIRST)
    office.add_confirmed(customer, SECOND, turn="fallback")
    document = office.issue(customer)
    mail = last(office, "document_delivered")
    office.arrive(mail)
    office.desk.clock.move(timedelta(days=3))

    office.bounce(mail, CAME_BACK)
    office.bounce(mail, CAME_BACK)
    office.arrive(mail)

    assert office.recipients() == [FIRST, SECOND]
    second, first = office.deliveries(document).items
    assert (first.state, first.bounce) == ("bounced", CAME_BACK)
    assert (second.state, second.bounce) == ("queued", None)


@pytest.mark.req("B17", "SE-30")
def test_an_e_billing_mail_that_comes_back_is_marked_and_told_inside_and_outside(
    office: PostOffice,
) -> None:
    customer = office.desk.new_customer()
    document = office.issue(customer, "RE-7")
    mail = last(office, "document_arrived")
    office.arrive(mail)

    office.bounce(mail, CAME_BACK)
    office.desk.clock.move(TOLD_AFTER)

    assert office.tell_failures() == 1
    shown = office.deliveries(document)
    assert shown.undelivered_since is not None
    assert [each.bounce for each in shown.items] == [CAME_BACK]
    (told,) = office.desk.told("mail.bounced.v1")
    assert told["subject"] == str(document.id)
    data = told["data"]
    assert (data["number"], data["way"]) == ("RE-7", "notice")
    assert data["bounce"] == {
        "severity": "hard",
        "reason": "address_unknown",
        "status": "5.1.1",
        "came_back": True,
    }
    assert "@" not in str(told)


def test_a_document_that_seemed_to_have_reached_somebody_is_taken_up_again(
    office: PostOffice,
) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, FIRST)
    document = office.issue(customer)
    office.bounce(last(office, "document_arrived"))
    office.arrive(last(office, "document_delivered"))
    office.desk.clock.move(PRINTED_AFTER)
    settled = office.print_overdue(), office.deliveries(document).undelivered_since

    office.bounce(last(office, "document_delivered"), CAME_BACK)

    assert settled == (0, None)
    assert office.deliveries(document).undelivered_since == office.desk.clock.now()
    office.desk.clock.move(TOLD_AFTER)
    assert office.tell_failures() == 1


@pytest.mark.req("B6")
def test_a_mail_sent_by_hand_that_comes_back_is_only_marked(office: PostOffice) -> None:
    customer, person = office.desk.new_customer(e_billing_address=None), a_person()
    document = office.issue(customer)
    office.set_up(customer, person)
    office.send(document, person)
    mail = last(office, "document_sent")
    office.arrive(mail)

    office.bounce(mail, CAME_BACK)

    shown = office.deliveries(document)
    assert [(each.state, each.bounce) for each in shown.items] == [("bounced", CAME_BACK)]
    assert shown.undelivered_since is None
    assert office.desk.told("mail.bounced.v1") == []
