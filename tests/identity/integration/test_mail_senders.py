"""Whose an address is that a mail came from: told as things stand at that moment."""

from datetime import date
from typing import Any

import pytest

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.mails import MAIL_SENDER_TOLD, MailSenderAsked
from tests.identity.integration.bookings import organisation_of, told
from tests.identity.integration.world import World


def ask(world: World, address: str) -> list[dict[str, Any]]:
    """Return who is told to have this address."""
    asked = MailSenderAsked(mail_id=new_id(), address=address)
    event = Incoming(
        id=str(new_id()),
        source="tickets",
        type="mail_sender_asked",
        time=None,
        body_sha256="a" * 64,
        data=asked,
    )
    world.service.tell_mail_sender(event)
    answer = world.announced(MAIL_SENDER_TOLD)[-1]
    assert answer["mail_id"] == str(asked.mail_id)
    senders: list[dict[str, Any]] = answer["senders"]
    return senders


@pytest.mark.req("C15")
def test_a_members_address_is_told_with_his_organisation_and_role(world: World) -> None:
    admin = world.admin()
    world.member(admin, "max@muster.example")

    (sender,) = ask(world, "MAX@muster.example")

    assert sender["organisation_id"] == str(admin.organisation_id)
    assert (sender["organisation_kind"], sender["role"]) == ("customer", "member")
    assert sender["email"] == "max@muster.example"


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    "address", ["fremd@else.example", "", "kein address", "a" * 300 + "@x.example", "erika@"]
)
def test_an_address_of_nobody_is_told_as_nobodys(world: World, address: str) -> None:
    world.admin()

    assert ask(world, address) == []


@pytest.mark.req("C15")
def test_who_is_not_let_in_any_more_does_not_speak_by_mail_either(world: World) -> None:
    admin = world.admin()
    world.member(admin, "max@muster.example")
    before = ask(world, "max@muster.example")

    ended = told(organisation_of(admin), ends_on=date(2020, 1, 31))
    world.service.note_coverage(ended)

    assert len(before) == 1
    assert ask(world, "max@muster.example") == []


def test_somebody_of_two_organisations_is_told_with_both(world: World) -> None:
    world.admin()
    second = world.admin_of("10002")
    world.accept_invited(second, "erika@muster.example")

    organisations = {sender["organisation_id"] for sender in ask(world, "erika@muster.example")}

    assert len(organisations) == 2
