"""Notices about customers' systems: mailed to the contact who sees his customer, else held back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.events import NOTICE_REQUESTED
from contracts.identity import Session
from contracts.principal import Principal
from contracts.system_notices import SYSTEM_NOTICE_TOLD, SystemNoticeDue
from tests.identity.integration.partners import (
    assign,
    certified_admin,
    certify,
    chosen,
    customer_of,
    see,
    serve,
)
from tests.identity.integration.world import World


def tell(world: World, customer_id: UUID, partner_id: UUID, person_id: UUID) -> UUID:
    """Ask for a contact as catalog does, twice; return the notice."""
    due = SystemNoticeDue(
        notice_id=new_id(),
        customer_id=customer_id,
        customer_name="Anker GmbH",
        partner_id=partner_id,
        person_id=person_id,
        kind="storage_low",
        system="archiv.example.com",
        percent_used=93,
        release=None,
    )
    for _ in range(2):
        world.service.tell_system_notice(
            Incoming(
                id=str(new_id()),
                source="catalog",
                type="system_notice_due",
                time=None,
                body_sha256="a" * 64,
                data=due,
            )
        )
    return due.notice_id


def told(world: World) -> list[dict[str, Any]]:
    """Return the mails that were asked for."""
    return [each for each in world.announced(NOTICE_REQUESTED) if each["kind"] == "system_notice"]


@pytest.mark.req("DW-28", "E3")
def test_the_contact_is_mailed_under_one_key_and_catalog_is_told(world: World) -> None:
    admin = certified_admin(world)
    contact = chosen(world, admin, "kim", "own")
    customer = customer_of(world, admin, "Anker GmbH", "10001", contact.person_id)
    assert admin.organisation_id is not None

    notice_id = tell(world, customer.id, admin.organisation_id, contact.person_id)

    mails = told(world)
    assert {each["idempotency_key"] for each in mails} == {
        f"system_notice:{notice_id}:{contact.person_id}"
    }
    assert mails[0]["recipient"] == "kim@partner.example"
    assert mails[0]["parameters"]["customer_name"] == "Anker GmbH"
    assert mails[0]["parameters"]["detail"] == "93 %"
    answers = world.announced(SYSTEM_NOTICE_TOLD)
    assert {each["notice_id"] for each in answers} == {str(notice_id)}


def blind(world: World, admin: Principal, contact: Session, _: UUID) -> None:
    see(world, admin, "none", contact.person_id)


def uncertified(world: World, admin: Principal, _: Session, __: UUID) -> None:
    certify(world, admin, is_certified=False)


def replaced(world: World, admin: Principal, _: Session, customer_id: UUID) -> None:
    assign(world, admin, customer_id, admin.subject)


def moved(world: World, _: Principal, __: Session, customer_id: UUID) -> None:
    serve(world, customer_id, None)


@pytest.mark.req("DW-28", "E3")
@pytest.mark.parametrize("happens", [blind, uncertified, replaced, moved])
def test_a_notice_is_held_back_from_who_may_not_see_the_customer(
    world: World, happens: Callable[[World, Principal, Session, UUID], None]
) -> None:
    admin = certified_admin(world)
    contact = chosen(world, admin, "kim", "own")
    customer = customer_of(world, admin, "Anker GmbH", "10001", contact.person_id)
    assert admin.organisation_id is not None
    happens(world, admin, contact, customer.id)

    tell(world, customer.id, admin.organisation_id, contact.person_id)

    assert told(world) == []
    assert world.announced(SYSTEM_NOTICE_TOLD) == []
    if happens is blind:
        see(world, admin, "own", contact.person_id)
        tell(world, customer.id, admin.organisation_id, contact.person_id)
        assert len({each["idempotency_key"] for each in told(world)}) == 1
