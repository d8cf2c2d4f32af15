"""What people see: little at first, more where somebody unlocks it, packages for admins alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from kontor_demo.portal import Account
from tests.flows.world import Customer, World
from tests.waiting import until

DEFAULTS = ["service_calls", "consumables", "meter_readings"]
# Self-Services as far as there are any: packages, what is booked, master data.
SELF_SERVICES = (
    "/v1/packages",
    "/v1/entitlements",
    "/v1/organisations/{organisation_id}",
    "/v1/organisations/{organisation_id}/e-billing-address",
)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody at a customer, signed in, with what he is."""

    token: str
    person_id: str
    organisation_id: str


class Office:
    """A customer's people, who come in as people do."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.customer: Customer = world.new_customer()
        self.admin = self._seat(world.portal.settle_in(self.customer.admin))

    def ask(self, method: str, path: str, seat: Seat, **body: Any) -> httpx.Response:
        """Ask the API as somebody."""
        return self.world.portal.http.request(
            method, path, headers=self.world.portal.as_(seat.token), json=body or None
        )

    def invite(self, name: str, **preset: Any) -> Seat:
        """Return a colleague whom the admin has invited."""
        email = f"{name}@{self.customer.domain}"
        self.ask("POST", "/v1/invitations", self.admin, email=email, **preset).raise_for_status()
        account = Account(email=email, name=name.title(), password=self.customer.admin.password)
        return self._seat(self.world.portal.settle_in(account))

    def key_user(self, name: str, *areas: str) -> Seat:
        """Return a colleague who may pass these areas on."""
        seat = self.invite(name, areas=list(areas))
        self.ask(
            "PUT", f"/v1/members/{seat.person_id}/grants", self.admin, grants=["unlock_areas"]
        ).raise_for_status()
        return seat

    def accountant(self) -> Seat:
        """Return whoever reads the e-billing address."""
        return self._seat(self.world.portal.settle_in(self.customer.accountant))

    def set_areas(self, giver: Seat, member: Seat, areas: Iterable[str]) -> httpx.Response:
        """Let somebody say what another one sees."""
        return self.ask("PUT", f"/v1/members/{member.person_id}/areas", giver, areas=list(areas))

    def areas_of(self, seat: Seat) -> list[str]:
        """Return what somebody is shown."""
        areas: list[str] = self.ask("GET", "/v1/me", seat).json()["areas"]
        return areas

    def _seat(self, token: str) -> Seat:
        me = self.world.get("/v1/me", token).json()
        return Seat(token=token, person_id=me["subject"], organisation_id=me["organisation"]["id"])


@pytest.fixture(scope="module")
def office(world: World) -> Office:
    return Office(world)


def verdict(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.req("A17", "A15")
def test_a_fresh_member_has_three_areas_and_may_ask_for_help(office: Office) -> None:
    member = office.invite("frieda")

    documents = office.ask("GET", "/v1/documents", member)

    assert office.areas_of(member) == DEFAULTS
    assert verdict(documents) == (HTTPStatus.FORBIDDEN, "area_not_visible")
    assert documents.json()["area"] == "post"
    assert office.ask("GET", "/v1/requests", member).status_code == HTTPStatus.OK


@pytest.mark.req("SE-26", "SE-44", "KM-04", "A15")
def test_areas_are_given_to_one_person_and_hold_at_once(office: Office) -> None:
    given, other = office.invite("gerda"), office.invite("otto")

    def is_answered(seat: Seat, expected: int) -> bool:
        return office.ask("GET", "/v1/documents", seat).status_code == expected

    for areas, expected in ((["post"], HTTPStatus.OK), ([], HTTPStatus.FORBIDDEN)):
        office.set_areas(office.admin, given, areas).raise_for_status()

        until(partial(is_answered, given, expected))
        assert is_answered(other, HTTPStatus.FORBIDDEN)
    assert office.areas_of(other) == DEFAULTS


@pytest.mark.req("KM-05", "KM-09", "A17")
def test_a_key_user_passes_on_what_he_sees_and_nothing_else(office: Office) -> None:
    key, member = office.key_user("kurt", *DEFAULTS, "devices"), office.invite("maja")

    given = office.set_areas(key, member, [*DEFAULTS, "devices"])
    beyond = office.set_areas(key, member, [*DEFAULTS, "post"])
    for_himself = office.set_areas(key, key, [*DEFAULTS, "devices", "post"])

    assert given.status_code == HTTPStatus.OK
    assert verdict(beyond) == verdict(for_himself) == (HTTPStatus.FORBIDDEN, "not_permitted")
    until(lambda: office.areas_of(member) == [*DEFAULTS, "devices"])


@pytest.mark.req("KM-05", "KM-09")
def test_a_key_user_reaches_nobody_in_another_organisation(office: Office, world: World) -> None:
    key, stranger = office.key_user("konrad", "post"), Office(world).invite("ulla")

    refused = office.set_areas(key, stranger, ["post"])

    assert verdict(refused) == (HTTPStatus.NOT_FOUND, "not_found")
    assert office.areas_of(stranger) == DEFAULTS


@pytest.mark.req("SE-19", "A16")
def test_self_services_are_for_admins_alone_whatever_areas_others_have(office: Office) -> None:
    every_area = office.areas_of(office.admin)
    others = {
        "a member": office.invite("nora", areas=every_area),
        "a key user": office.key_user("klaus", *every_area),
        "the e-billing account": office.accountant(),
    }
    for path in SELF_SERVICES:
        address = path.format(organisation_id=office.admin.organisation_id)

        refused = {who: verdict(office.ask("GET", address, seat)) for who, seat in others.items()}
        shown = office.ask("GET", address, office.admin)

        assert refused == dict.fromkeys(others, (HTTPStatus.FORBIDDEN, "not_permitted")), path
        assert shown.status_code == HTTPStatus.OK, path


@pytest.mark.req("MB-01", "MB-02", "MB-03", "A22")
def test_people_change_their_own_name_here_and_other_particulars_elsewhere(office: Office) -> None:
    member = office.invite("wilma")
    office.world.portal.http.put(
        f"/v1/people/{member.person_id}/linked-account",
        headers=office.world.portal.as_(office.world.staff()),
        json={"subject": f"KC-{member.person_id}", "reason": "Anruf"},
    ).raise_for_status()

    renamed = office.ask("PATCH", "/v1/me/profile", member, family_name="von Muster")
    shown = office.ask("GET", "/v1/me", member)
    elsewhere = office.ask("PATCH", "/v1/me/profile", member, phone="+49 30 123")

    assert renamed.json()["name"] == shown.json()["name"] == "Wilma von Muster"
    assert renamed.json()["linked_account"]["subject"] == f"KC-{member.person_id}"
    assert verdict(elsewhere) == (HTTPStatus.CONFLICT, "managed_externally")
    assert elsewhere.json()["manage_url"] == renamed.json()["manage_url"]
