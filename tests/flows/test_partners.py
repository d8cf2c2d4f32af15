"""A partner comes in, is certified, looks after a customer, and the vendor hears who does."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contracts.inbound import CustomerUpserted
from kontor_demo.company import PASSWORD
from kontor_demo.portal import Account
from tests.flows.world import World
from tests.identity.integration.bus import Bus
from tests.waiting import until

CHANGED = "partner.contact_changed.v1"
_NUMBERS = itertools.count(40001)


@dataclass(frozen=True, kw_only=True)
class Partner:
    """A partner with its administrator, and the customer that the ERP says it serves."""

    world: World
    id: str
    number: str
    customer_number: str
    admin: str

    def get(self, path: str, token: str) -> httpx.Response:
        return self.world.get(path, token)

    def put(self, path: str, token: str, body: dict[str, Any]) -> httpx.Response:
        portal = self.world.portal
        return portal.http.put(path, headers=portal.as_(token), json=body)

    def certify(self) -> httpx.Response:
        body = {"is_certified": True, "reason": "Prüfung bestanden"}
        return self.put(f"/v1/organisations/{self.id}/certification", self.world.staff(), body)

    def customer_id(self) -> str:
        (customer,) = self.get("/v1/customers", self.admin).json()["items"]
        identity: str = customer["id"]
        return identity

    def colleague(self, name: str, **preset: Any) -> str:
        """Return the session of a member whom the administrator chose for the business area."""
        account = Account(
            email=f"{name}@partner{self.number}.{self.world.product.namespace.name}.example",
            name=f"{name.title()} Muster",
            password=PASSWORD,
        )
        portal = self.world.portal
        answer = portal.http.post(
            "/v1/invitations",
            headers=portal.as_(self.admin),
            json={"email": account.email, "areas": ["business"], **preset},
        )
        assert answer.status_code == 201, answer.text
        return portal.settle_in(account)

    def assign(self, token: str, person_id: str | None) -> httpx.Response:
        path = f"/v1/customers/{self.customer_id()}/partner-contact"
        return self.put(path, token, {"person_id": person_id})

    def id_of(self, token: str) -> str:
        subject: str = self.get("/v1/me", token).json()["subject"]
        return subject


@pytest.fixture
def partner(world: World) -> Partner:
    """Return a partner that is not certified yet; the ERP names it before it is registered."""
    number, customer_number = str(next(_NUMBERS)), str(next(_NUMBERS))
    admin = Account(
        email=f"leitung@partner{number}.{world.product.namespace.name}.example",
        name="Paul Muster",
        password=PASSWORD,
    )
    world.portal.announce_customer(
        world.erp,
        CustomerUpserted(
            customer_number=customer_number,
            name=f"Kunde {customer_number} (Demo)",
            version=1,
            partner_number=number,
        ),
    )
    answer = world.portal.http.post(
        "/v1/organisations",
        headers=world.portal.as_(world.staff()),
        json={
            "kind": "partner",
            "name": f"Partner {number} (Demo)",
            "customer_number": number,
            "contact_email": admin.email,
        },
    )
    return Partner(
        world=world,
        id=answer.raise_for_status().json()["id"],
        number=number,
        customer_number=customer_number,
        admin=world.portal.settle_in(admin),
    )


@pytest.fixture
def bus(world: World) -> Iterator[Bus]:
    """Return a hand on the product's broker."""
    bus = Bus(world.product.namespace)
    yield bus
    bus.close()


@pytest.mark.req("DW-01", "DW-02", "DW-15")
def test_certifying_opens_the_business_area_to_an_open_session(partner: Partner) -> None:
    before = partner.get("/v1/customers", partner.admin)

    partner.certify().raise_for_status()

    def listed() -> list[str]:
        items = partner.get("/v1/customers", partner.admin).json().get("items", [])
        return [customer["customer_number"] for customer in items]

    assert (before.status_code, before.json()["code"]) == (403, "area_not_visible")
    assert until(listed, seconds=30) == [partner.customer_number]
    outside = partner.colleague("lea", areas=["post"])
    assert partner.get("/v1/customers", outside).status_code == 403


@pytest.mark.req("DW-13", "DW-16", "DW-27", "DW-34", "E5")
def test_a_contact_sees_her_customer_and_the_vendor_hears_who_she_is(
    partner: Partner, bus: Bus
) -> None:
    partner.certify().raise_for_status()
    until(lambda: partner.get("/v1/customers", partner.admin).json().get("items"), seconds=30)
    heard = bus.listen("kontor.out", CHANGED)
    petra = partner.colleague("petra", team="kollaboration", data_scope="own")
    before = partner.get("/v1/customers", petra).json()

    assigned = partner.assign(partner.admin, partner.id_of(petra))

    after = partner.get("/v1/customers", petra).json()
    assert assigned.json()["contact"]["name"] == "Petra Muster"
    assert (before["items"], before["total"], after["total"]) == ([], 0, 1)
    assert [each["reason"] for each in before["explanations"]] == ["visibility_own"]
    assert before["explanations"][0]["ask"] == ["Paul Muster"]
    _, event = bus.next_message(heard)
    assert event["type"] == CHANGED
    assert event["data"]["customer_number"] == partner.customer_number
    assert event["data"]["new_contact"]["name"] == "Petra Muster"
    seen = partner.get(f"/v1/customers?partner={partner.id}", partner.world.staff()).json()
    assert seen["items"][0]["contact"]["name"] == "Petra Muster"


@pytest.mark.req("DW-14", "DW-19", "A18", "A20")
def test_the_order_of_refusals_is_unseen_not_allowed_not_one_of_us(partner: Partner) -> None:
    partner.certify().raise_for_status()
    until(lambda: partner.get("/v1/customers", partner.admin).json().get("items"), seconds=30)
    petra = partner.colleague("petra", team="kollaboration", data_scope="none")
    me = partner.id_of(petra)
    granted = {"grants": ["change_partner_contact"]}

    partner.put(f"/v1/members/{me}/grants", partner.admin, granted).raise_for_status()
    unseen = partner.assign(petra, me)
    partner.put(f"/v1/members/{me}/data-scope", partner.admin, {"data_scope": "all"})
    stranger = partner.assign(petra, str(uuid4()))
    done = partner.assign(petra, me)
    partner.put(f"/v1/members/{me}/grants", partner.admin, {"grants": []}).raise_for_status()
    not_allowed = partner.assign(petra, None)

    answers = (unseen, stranger, done, not_allowed)
    assert [answer.status_code for answer in answers] == [404, 422, 200, 403]
    assert stranger.json()["errors"][0]["reason"] == "not_a_member"
    assert not_allowed.json()["reason"] == "change_partner_contact"
