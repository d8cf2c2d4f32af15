"""One document goes to an address that somebody typed: as it is, once, counted, and seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing_docs.domain.sending import SENDINGS_AN_HOUR
from chassis.ids import new_id
from contracts.errors import InvalidInput, SetupRequired, TooLargeToMail, TooManyAttempts
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.post_office import PostOffice, a_person
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.test_delivery_mode import choose_mode
from tests.billing_docs.integration.world import World
from tests.identity.integration.threads import at_once


@pytest.fixture
def office(desk: Desk) -> PostOffice:
    return PostOffice(desk=desk)


@pytest.mark.req("SE-46", "B5")
def test_sending_asks_for_the_setup_first_and_the_setup_is_made_once(office: PostOffice) -> None:
    customer, person = office.desk.new_customer(), a_person()
    document = office.issue(customer)

    with pytest.raises(SetupRequired):
        office.send(document, person)
    first = office.set_up(customer, person)
    office.desk.clock.move(timedelta(days=1))
    second = office.set_up(customer, person)

    assert (first.is_new, second.is_new) == (True, False)
    assert first.set_up_at == second.set_up_at
    assert office.send(document, person).state == "queued"
    with pytest.raises(SetupRequired):
        office.send(document, a_person())


def test_a_setup_at_two_places_at_once_is_one_setup(office: PostOffice) -> None:
    customer, person = office.desk.new_customer(), a_person()

    made = at_once(*[lambda: office.set_up(customer, person)] * 3)

    assert sorted(each.is_new for each in made) == [False, False, True]
    actions = [line.action for line in office.desk.audit(customer)]
    assert actions.count("billing_access.set_up") == 1


@pytest.mark.req("SE-47", "B6")
def test_the_mail_names_the_archived_version_and_its_checksum(office: PostOffice) -> None:
    customer, person = office.desk.new_customer(), a_person()
    document = office.issue(customer)
    office.set_up(customer, person)

    sent = office.send(document, person, email=" Steuer@Kanzlei.example ", note="Für März.\nDanke")

    (mail,) = office.mails("document_sent")
    (attachment,) = mail["attachments"]
    assert attachment["object_key"] == document.object_key
    assert attachment["version_id"] == document.version_id
    assert attachment["sha256"] == document.sha256 == sent.files[0].sha256
    assert mail["recipient"] == sent.recipient == "Steuer@kanzlei.example"
    assert mail["parameters"]["note"] == "Für März.\nDanke"
    entry = office.desk.audit(customer)[0]
    assert (entry.action, entry.details["sha256"]) == ("document.sent", document.sha256)
    assert "@" not in str(entry)


@pytest.mark.req("SE-49")
def test_sending_by_hand_stays_possible_when_documents_come_by_post(office: PostOffice) -> None:
    customer, person = office.desk.new_customer(), a_person()
    choose_mode(office.desk, customer, "postal")
    document = office.issue(customer)
    office.set_up(customer, person)

    office.send(document, person)

    assert [mail["kind"] for mail in office.mails()] == ["document_sent"]


@pytest.mark.req("B6")
def test_what_became_of_it_is_shown_and_a_bounce_goes_nowhere_else(office: PostOffice) -> None:
    customer, person = office.desk.new_customer(), a_person()
    document = office.issue(customer)
    office.set_up(customer, person)
    office.send(document, person, idempotency_key="one")
    office.send(document, person, idempotency_key="two", email="b@kanzlei.example")
    first, second = office.mails("document_sent")

    office.arrive(first)
    office.bounce(second)
    office.arrive(second)

    shown = office.deliveries(document)
    states = {each.recipient: each.state for each in shown.items if each.way == "manual"}
    assert states == {"steuer@kanzlei.example": "sent", "b@kanzlei.example": "bounced"}
    assert {each.requested_by for each in shown.items if each.way == "manual"} == {
        f"person:{person}"
    }
    assert shown.undelivered_since is None
    assert office.deliveries(document, requested_by=f"person:{a_person()}").items == ()


@pytest.mark.req("B6")
def test_the_same_key_sends_once_also_at_two_places_at_once(office: PostOffice) -> None:
    customer, person = office.desk.new_customer(), a_person()
    document = office.issue(customer)
    office.set_up(customer, person)

    sent = at_once(*[lambda: office.send(document, person)] * 4)
    again = office.send(document, person)

    assert len({each.id for each in (*sent, again)}) == 1
    assert len(office.mails("document_sent")) == 1
    with pytest.raises(InvalidInput) as refused:
        office.send(document, person, email="other@kanzlei.example")
    assert refused.value.arguments == ("idempotency_key", "used_for_another_request")


@pytest.mark.req("B6")
def test_so_many_an_hour_and_no_more_and_the_pause_is_named(office: PostOffice) -> None:
    customer, person = office.desk.new_customer(), a_person()
    document = office.issue(customer)
    office.set_up(customer, person)
    office.set_up(customer, other := a_person())
    for number in range(SENDINGS_AN_HOUR - 1):
        office.send(document, person, idempotency_key=f"{number}")
    office.desk.clock.move(timedelta(minutes=20))

    def attempt(key: str) -> bool:
        try:
            office.send(document, person, idempotency_key=key)
        except TooManyAttempts:
            return False
        return True

    # Open every thread's connection first: who waits for one does not race.
    at_once(*[lambda: office.deliveries(document)] * 4)
    let_through = at_once(*[lambda key=key: attempt(key) for key in "abcd"])

    assert sum(let_through) == 1
    with pytest.raises(TooManyAttempts) as refused:
        office.send(document, person, idempotency_key="late")
    assert refused.value.arguments == ("2401",)
    office.send(document, person, idempotency_key="0")
    office.send(document, other, idempotency_key="late")
    office.desk.clock.move(timedelta(seconds=2401))
    office.send(document, person, idempotency_key="late")


@pytest.mark.parametrize(
    ("wish", "field", "reason"),
    [
        ({"email": "a@x.example, b@x.example"}, "email", "not_one_mail_address"),
        ({"email": "a@x.example\nBcc: b@x.example"}, "email", "not_one_mail_address"),
        ({"email": "Müller@x.example"}, "email", "not_one_mail_address"),
        ({"email": "nobody"}, "email", "not_one_mail_address"),
        ({"note": "a\x00b"}, "note", "unreadable_character"),
        ({"note": "Betrag \u202e00,1"}, "note", "unreadable_character"),
        ({"note": "\x1b[31m"}, "note", "unreadable_character"),
        ({"note": "x\n" * 21 + "x"}, "note", "too_many_note_lines"),
    ],
)
def test_an_address_or_a_note_that_cannot_be_sent_is_refused(
    office: PostOffice, wish: dict[str, Any], field: str, reason: str
) -> None:
    customer, person = office.desk.new_customer(), a_person()
    document = office.issue(customer)
    office.set_up(customer, person)

    with pytest.raises(InvalidInput) as refused:
        office.send(document, person, **wish)

    assert refused.value.arguments == (f"request.{field}", reason)
    assert office.mails("document_sent") == []


def test_what_no_mail_carries_is_refused_with_the_limit(office: PostOffice) -> None:
    customer, person = office.desk.new_customer(), a_person()
    document = office.desk.add(customer, "RE-HUGE", size_bytes=15 * 1024 * 1024 + 1)
    office.set_up(customer, person)

    with pytest.raises(TooLargeToMail) as refused:
        office.send(document, person)

    assert refused.value.arguments == ("15",)


def test_people_with_the_area_send_and_machines_and_strangers_do_not(world: World) -> None:
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    member = world.admin(role="member")
    request = {
        "document_id": str(document.id),
        "email": "steuer@kanzlei.example",
        "idempotency_key": "one",
    }
    others = [
        world.admin(kind="system", role=None),
        world.admin(organisation_id=new_id()),
        world.admin(areas=()),
    ]

    before = world.call("send_document", member, request=request)
    world.call("set_up_billing_access", member)
    for other in others[:2]:
        world.call("set_up_billing_access", other)
    refused = [world.call("send_document", other, request=request) for other in others]
    sent = world.call("send_document", member, request=request)

    assert before["error"]["exc_type"] == "SetupRequired"
    assert [answer["error"]["exc_type"] for answer in refused] == [
        "NotPermitted",
        "NotFound",
        "AreaNotVisible",
    ]
    assert sent["result"]["state"] == "queued"
    shown = world.call("list_deliveries", member, document_id=str(document.id))["result"]
    assert [each["way"] for each in shown["items"]] == ["manual"]
    every = world.call("list_deliveries", world.admin(), document_id=str(document.id))["result"]
    assert [each["way"] for each in every["items"]] == ["manual", "notice"]
