"""Each new document goes to the confirmed recipients by itself, and on when a mail bounces."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_docs.domain.delivery_rules import CONFIRMATION_VALID, CONFIRMATIONS_AN_HOUR
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.delivery_rules import NewRecipient, Rules
from contracts.errors import InvalidInput, LinkNotUsable, NotFound, TooManyAttempts
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.post_office import PostOffice
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.test_delivery_mode import choose_mode
from tests.billing_docs.integration.world import World
from tests.identity.integration.threads import at_once

ARCHIVE = "archiv@musterkunde.example"
CHIEF = "chef@musterkunde.example"


@pytest.fixture
def office(desk: Desk) -> PostOffice:
    return PostOffice(desk=desk)


def states(rules: Rules) -> dict[str, str]:
    return {each.email: each.state for each in rules.items}


@pytest.mark.req("SE-43", "SE-48", "B9")
def test_each_new_document_goes_to_every_confirmed_recipient_once(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, ARCHIVE)
    office.add_confirmed(customer, CHIEF)
    office.add(customer, "silent@musterkunde.example")

    documents = [office.issue(customer, f"RE-{number}") for number in range(3)]
    office.issue(customer, "RE-0")

    mails = office.mails("document_delivered")
    assert sorted(mail["recipient"] for mail in mails) == [ARCHIVE] * 3 + [CHIEF] * 3
    assert {mail["attachments"][0]["sha256"] for mail in mails} == {
        document.sha256 for document in documents
    }
    assert len(office.mails("document_arrived")) == 3, "the one notice is another matter"


@pytest.mark.req("B9")
def test_two_deliveries_of_one_event_at_once_are_one_mail_for_each_recipient(
    office: PostOffice,
) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, ARCHIVE)
    office.add_confirmed(customer, ARCHIVE, document_type="invoice")
    event = office.desk.event(plain_pdf(), customer, "RE-1", event_id="one")

    at_once(*[lambda: office.desk.receive(event)] * 3)

    assert office.recipients() == [ARCHIVE]


@pytest.mark.req("B9")
def test_a_rule_holds_for_its_type_of_document(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, ARCHIVE, document_type="invoice")
    office.add_confirmed(customer, CHIEF, document_type="reminder")

    office.issue(customer, "RE-1")
    office.issue(customer, "MA-1", document_type="reminder")
    office.issue(customer, "LS-1", document_type="delivery_note")

    assert office.recipients() == [ARCHIVE, CHIEF]


def test_rules_rest_while_documents_come_by_post(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, ARCHIVE)
    choose_mode(office.desk, customer, "postal")
    office.issue(customer, "RE-POST")
    choose_mode(office.desk, customer, "digital")

    office.issue(customer, "RE-MAIL")

    numbers = [mail["parameters"]["number"] for mail in office.mails("document_delivered")]
    assert numbers == ["RE-MAIL"]


@pytest.mark.req("B9")
def test_nobody_gets_anything_before_he_has_confirmed_by_his_link(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    invited = office.add(customer, ARCHIVE)
    office.issue(customer, "RE-BEFORE")
    token = office.last_token("recipient_confirmation")

    shown = [office.preview(token) for _ in range(3)]
    office.confirm(token)
    office.issue(customer, "RE-AFTER")

    assert states(invited) == {ARCHIVE: "invited"}
    assert (shown[0].email, shown[0].document_type) == (ARCHIVE, "all")
    numbers = [mail["parameters"]["number"] for mail in office.mails("document_delivered")]
    assert numbers == ["RE-AFTER"]
    (row,) = office.desk.run_sql("SELECT d::text FROM delivery_recipient d")
    assert token not in row[0]


def test_a_link_confirms_once_also_at_two_places_at_once(office: PostOffice) -> None:
    office.add(office.desk.new_customer(), ARCHIVE)
    token = office.last_token("recipient_confirmation")

    def use() -> str:
        try:
            office.confirm(token)
        except LinkNotUsable as refused:
            return refused.arguments[0]
        return "confirmed"

    assert sorted(at_once(use, use, use)) == ["confirmed", "link_used", "link_used"]


def test_a_link_that_is_unknown_too_old_replaced_or_not_wanted_confirms_nothing(
    office: PostOffice,
) -> None:
    customer = office.desk.new_customer()
    office.add(customer, ARCHIVE)
    replaced = office.last_token("recipient_confirmation")
    office.desk.clock.move(timedelta(minutes=1))
    rules = office.add(customer, ARCHIVE)
    current = office.last_token("recipient_confirmation")

    with pytest.raises(NotFound):
        office.confirm("kc_never-mailed")
    with pytest.raises(NotFound):
        office.confirm(replaced)
    office.desk.clock.move(CONFIRMATION_VALID)
    with pytest.raises(LinkNotUsable) as expired:
        office.confirm(current)
    office.desk.clock.move(-CONFIRMATION_VALID)
    office.remove(customer, rules.items[0].id)
    with pytest.raises(LinkNotUsable) as removed:
        office.confirm(current)

    assert expired.value.arguments == ("link_expired",)
    assert removed.value.arguments == ("link_replaced",)


@pytest.mark.req("B9")
def test_the_link_in_each_mail_ends_the_address_under_every_type(office: PostOffice) -> None:
    customer, other = office.desk.new_customer(), office.desk.new_customer()
    office.add_confirmed(customer, ARCHIVE)
    office.add_confirmed(customer, ARCHIVE, document_type="letter")
    office.add_confirmed(customer, CHIEF)
    office.add_confirmed(other, ARCHIVE)
    office.issue(customer, "RE-1")
    (mail,) = [each for each in office.mails("document_delivered") if each["recipient"] == ARCHIVE]
    token = mail["secrets"]["link"].rpartition("/")[2]

    office.unsubscribe(token)
    office.unsubscribe(token)
    office.issue(customer, "RE-2")
    office.issue(customer, "BR-1", document_type="letter")
    office.issue(other, "RE-OTHER")

    later = [
        (each["recipient"], each["parameters"]["number"])
        for each in office.mails("document_delivered")[2:]
    ]
    assert later == [(CHIEF, "RE-2"), (CHIEF, "BR-1"), (ARCHIVE, "RE-OTHER")]
    actions = [line.action for line in office.desk.audit(customer)]
    assert actions.count("delivery_recipient.unsubscribed") == 2
    with pytest.raises(NotFound):
        office.unsubscribe("ku_never-mailed")


@pytest.mark.req("SE-43")
def test_the_rules_are_set_as_a_whole_and_who_stays_stays_confirmed(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, ARCHIVE)
    office.add_confirmed(customer, "old@musterkunde.example")
    new = NewRecipient(email=CHIEF, turn="fallback", form="pdf")

    rules = office.set(customer, new, NewRecipient(email=ARCHIVE.upper(), form="xml"))
    again = office.set(customer, new, NewRecipient(email=ARCHIVE, form="xml"))

    assert [(each.email, each.state, each.turn, each.form) for each in rules.items] == [
        (CHIEF, "invited", "fallback", "pdf"),
        (ARCHIVE, "confirmed", "first", "xml"),
    ]
    assert again.items == rules.items
    assert office.recipients("recipient_confirmation").count(CHIEF) == 1
    for twice in (
        (NewRecipient(email=ARCHIVE), NewRecipient(email=ARCHIVE.upper())),
        (NewRecipient(email="a@x.example"), NewRecipient(email="A@x.example")),
    ):
        with pytest.raises(InvalidInput) as refused:
            office.set(customer, *twice)
        assert refused.value.arguments[1] == "address_twice"
    assert office.set(customer).items == ()


def test_two_who_add_the_same_address_at_once_add_it_once(office: PostOffice) -> None:
    customer = office.desk.new_customer()

    at_once(*[lambda: office.add(customer, ARCHIVE)] * 3)

    with office.rules(customer) as desk:
        assert [each.email for each in desk.store.live(customer)] == [ARCHIVE]


@pytest.mark.req("H10")
def test_nobodys_mailbox_is_filled_with_links(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    for number in range(CONFIRMATIONS_AN_HOUR):
        office.add(customer, f"a{number}@x.example")

    with pytest.raises(TooManyAttempts) as refused:
        office.add(customer, "one-more@x.example")

    assert 0 < int(refused.value.arguments[0]) <= 3601
    office.desk.clock.move(timedelta(hours=1, seconds=1))
    office.add(customer, "one-more@x.example")


def test_only_admins_and_staff_see_and_change_the_rules(world: World) -> None:
    request = {"recipient": {"email": ARCHIVE}}
    strangers = [
        world.admin(role="member"),
        world.admin(role="documents"),
        world.admin(kind="system"),
        world.admin(organisation_id=new_id()),
    ]

    refused = [world.call("add_delivery_recipient", who, request=request) for who in strangers]
    refused += [world.call("list_delivery_rules", who) for who in strangers[:3]]
    added = world.call("add_delivery_recipient", world.admin(), request=request)
    staff = a_principal(organisation_kind="vendor")
    seen = world.call("list_delivery_rules", staff, organisation_id=str(world.organisation_id))

    assert {answer["error"]["exc_type"] for answer in refused} == {"NotPermitted", "NotFound"}
    assert seen["result"] == added["result"]
    assert added["result"]["items"][0]["state"] == "invited"


def test_a_link_needs_no_sign_in(world: World) -> None:
    world.call("add_delivery_recipient", world.admin(), request={"recipient": {"email": ARCHIVE}})
    ((_, mail),) = world.notices_heard()
    token = mail.secrets["link"].rpartition("/")[2]

    shown = world.bus.call("billing_docs", "preview_recipient_link", token=token)
    confirmed = world.bus.call("billing_docs", "confirm_recipient", token=token)

    assert shown["result"]["organisation_name"] == "Musterkunde AG (Demo)"
    assert confirmed["error"] is None
    rules = world.call("list_delivery_rules", world.admin())["result"]["items"]
    assert [each["state"] for each in rules] == ["confirmed"]
