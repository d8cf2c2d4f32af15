"""Why somebody does not see something, or why no mail came: the API tells, asking whoever knows."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.flows.test_partners import Partner, partner
from tests.flows.test_rights import Office
from tests.flows.world import World
from tests.waiting import until

__all__ = ["partner"]


def explain(world: World, token: str, **question: Any) -> httpx.Response:
    return world.get("/v1/explain", token, params=question)


def answer(world: World, token: str, **question: Any) -> dict[str, Any]:
    told: dict[str, Any] = explain(world, token, **question).raise_for_status().json()
    return told


def issued(world: World, office: Office, number: str) -> str:
    """Return the id of a new document whose notice has been sent."""
    world.issue(office.customer, number)
    until(lambda: world.documents(office.admin.token), seconds=60)
    (document,) = world.documents(office.admin.token)
    world.wait_settled()
    identity: str = document["id"]
    return identity


@pytest.mark.req("SE-51", "SE-52", "SE-44", "SE-30")
def test_a_missing_mail_and_an_unseen_document_are_explained(world: World) -> None:
    office = Office(world)
    document = issued(world, office, "RE-910")
    outside = office.invite("olga")

    by_admin = answer(world, office.admin.token, missing_mail=document)
    by_accountant = answer(world, office.accountant().token, missing_mail=document)
    unseen = answer(world, outside.token, document=document)
    seen = answer(world, office.admin.token, document=document)

    assert (by_admin["is_allowed"], by_admin["decided_by"]) == (False, "address_is_yours")
    assert by_admin["notice"]["recipient"] == office.customer.accountant.email
    assert by_admin["notice"]["state"] == "sent"
    assert (by_accountant["is_allowed"], by_accountant["decided_by"]) == (True, "mail_handed_over")
    assert by_accountant["notice"]["recipient"] is None
    assert (unseen["is_allowed"], unseen["decided_by"]) == (False, "area_switched_on")
    assert [each["name"] for each in unseen["ask"]] == ["Adam Muster"]
    assert (seen["is_allowed"], seen["asked_name"]) == (True, "RE-910")
    for who in (office.admin, office.accountant(), outside):
        for each in (document, str(uuid4())):
            explained = answer(world, who.token, document=each)["is_allowed"]
            shown = office.ask("GET", f"/v1/documents/{each}", who).status_code == HTTPStatus.OK
            assert explained is shown


@pytest.mark.req("BR-10", "SE-44")
@pytest.mark.parametrize("subject", ["document", "missing_mail"])
def test_a_foreign_document_and_none_get_the_same_bytes(world: World, subject: str) -> None:
    office, neighbour = Office(world), Office(world)
    foreign, unknown = issued(world, neighbour, f"RE-91-{subject}"), str(uuid4())
    askers = (office.admin, office.accountant(), office.invite("olga"))

    for asker in askers:
        bodies, heads = [], []
        for document in (foreign, unknown):
            told = explain(world, asker.token, **{subject: document})
            assert told.status_code == HTTPStatus.OK
            bodies.append(told.content.replace(document.encode(), b"-"))
            # What differs from any call to the next.
            changing = {"date", "x-request-id", "ratelimit", "etag"}
            heads.append({k: v for k, v in told.headers.items() if k not in changing})
        assert bodies[0] == bodies[1]
        assert heads[0] == heads[1]


@pytest.mark.req("DW-34", "E5")
def test_a_hidden_customer_and_none_get_the_same_bytes(partner: Partner) -> None:
    partner.certify().raise_for_status()
    until(lambda: partner.get("/v1/customers", partner.admin).json().get("items"), seconds=30)
    customer, unknown = partner.customer_id(), str(uuid4())
    petra = partner.colleague("petra", team="kollaboration", data_scope="own")

    shown = answer(partner.world, partner.admin, customer=partner.customer_number)
    hidden = answer(partner.world, petra, customer=customer)
    bodies = [
        explain(partner.world, petra, customer=each).content.replace(each.encode(), b"-")
        for each in (customer, unknown)
    ]
    partner.assign(partner.admin, partner.id_of(petra)).raise_for_status()
    cared_for = answer(partner.world, petra, customer=customer)

    assert (shown["is_allowed"], shown["decided_by"]) == (True, "visibility")
    assert (hidden["is_allowed"], hidden["decided_by"]) == (False, "visibility")
    assert [each["name"] for each in hidden["ask"]] == ["Paul Muster"]
    assert bodies[0] == bodies[1]
    assert cared_for["is_allowed"]
