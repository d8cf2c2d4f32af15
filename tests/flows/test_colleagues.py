"""Admins and the vendor's people let colleagues in, and say what each of them is and sees."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from kontor_demo.company import PASSWORD
from kontor_demo.portal import Account
from tests.flows.world import Customer, World
from tests.waiting import until


def call(world: World, method: str, path: str, token: str, **body: Any) -> httpx.Response:
    return world.portal.http.request(
        method, path, json=body or None, headers=world.portal.as_(token)
    )


def invite(world: World, by: str, email: str, **preset: Any) -> httpx.Response:
    return call(world, "POST", "/v1/invitations", by, email=email, **preset)


def settle(world: World, email: str) -> str:
    return world.portal.settle_in(Account(email=email, name="Karl Kollege", password=PASSWORD))


def subject(world: World, session: str) -> str:
    who: str = world.get("/v1/me", session).json()["subject"]
    return who


def organisation(world: World, session: str) -> str:
    id_: str = world.get("/v1/me", session).json()["organisation"]["id"]
    return id_


def trail(world: World, admin: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = world.get("/v1/audit", admin).json()["items"]
    return items


@pytest.fixture
def customer(world: World) -> Customer:
    """Return a customer whose contact has come in."""
    customer = world.new_customer()
    world.portal.settle_in(customer.admin)
    return customer


@pytest.fixture
def admin(world: World, customer: Customer) -> str:
    """Return a session of the contact, who is the admin."""
    return world.portal.settle_in(customer.admin)


@pytest.mark.req("SE-25", "SE-26", "A8", "A15")
def test_an_admin_adds_colleagues_who_each_see_their_own_areas(
    world: World, customer: Customer, admin: str
) -> None:
    one, two = f"eins@{customer.domain}", f"zwei@{customer.domain}"

    answers = [
        invite(world, admin, one, areas=["post"]),
        invite(world, admin, two, areas=["service_calls"]),
    ]
    sessions = settle(world, one), settle(world, two)

    assert [answer.status_code for answer in answers] == [201, 201]
    areas = [world.get("/v1/me", each).json()["areas"] for each in sessions]
    documents = [world.get("/v1/documents", each) for each in sessions]
    assert areas == [["post"], ["service_calls"]]
    assert [each.status_code for each in documents] == [200, 403]
    assert documents[1].json()["code"] == "area_not_visible"
    refused = invite(world, sessions[0], f"drei@{customer.domain}")
    assert (refused.status_code, refused.json()["reason"]) == (403, "admin")


@pytest.mark.req("SE-44", "SE-26", "A13")
def test_an_area_switched_off_is_closed_at_the_next_call(
    world: World, customer: Customer, admin: str
) -> None:
    email = f"eins@{customer.domain}"
    invite(world, admin, email, areas=["post"])
    colleague = settle(world, email)
    path = f"/v1/members/{subject(world, colleague)}/areas"
    before = world.get("/v1/documents", colleague).status_code

    call(world, "PUT", path, admin, areas=["service_calls"])
    until(lambda: world.get("/v1/documents", colleague).status_code == 403, seconds=30)
    call(world, "PUT", path, admin, areas=["post"])

    assert before == 200
    until(lambda: world.get("/v1/documents", colleague).status_code == 200, seconds=30)


@pytest.mark.req("SE-27", "SE-33", "A8")
def test_staff_issue_access_anew_with_a_reason_and_the_older_link_dies(
    world: World, customer: Customer, admin: str
) -> None:
    email = f"neu@{customer.domain}"
    invited = invite(world, admin, email).json()
    old = world.portal.invitation_token(email)
    staff, own = world.staff(), organisation(world, admin)
    path = f"/v1/invitations/{invited['id']}/resend"

    without = call(world, "POST", path, staff, organisation_id=own)
    sent = call(world, "POST", path, staff, organisation_id=own, reason="Anruf vom 3. März")
    new = until(lambda: another(world, email, old), seconds=30)

    assert (without.status_code, without.json()["errors"][0]["field"]) == (422, "reason")
    assert sent.status_code == 200
    assert world.portal.http.get(f"/v1/invitations/by-token/{old}").status_code == 410
    assert world.portal.http.get(f"/v1/invitations/by-token/{new}").status_code == 200
    assert world.portal.accept(new, Account(email=email, name="Nina Neu", password=PASSWORD))
    entry = next(each for each in trail(world, admin) if each["action"] == "invitation.issued")
    assert entry["actor"] == f"person:{subject(world, staff)}"
    assert entry["details"]["reason"] == "Anruf vom 3. März"


def another(world: World, email: str, than: str) -> str | None:
    token = world.portal.invitation_token(email)
    return token if token != than else None


@pytest.mark.req("SE-33")
def test_staff_add_a_member_only_with_a_reason_that_the_trail_keeps(
    world: World, customer: Customer, admin: str
) -> None:
    staff, own = world.staff(), organisation(world, admin)
    email = f"von-uns@{customer.domain}"

    without = invite(world, staff, email, organisation_id=own)
    added = invite(world, staff, email, organisation_id=own, reason="Bitte per Telefon")

    assert (without.status_code, added.status_code) == (422, 201)
    entry = trail(world, admin)[0]
    assert (entry["action"], entry["actor"], entry["details"]["reason"]) == (
        "invitation.issued", f"person:{subject(world, staff)}", "Bitte per Telefon"
    )  # fmt: skip


@pytest.mark.req("A1")
def test_an_invitation_taken_back_opens_nothing_by_link(
    world: World, customer: Customer, admin: str
) -> None:
    email = f"doch-nicht@{customer.domain}"
    invited = invite(world, admin, email).json()
    token = world.portal.invitation_token(email)

    revoked = call(world, "POST", f"/v1/invitations/{invited['id']}/revoke", admin)
    again = call(world, "POST", f"/v1/invitations/{invited['id']}/revoke", admin)

    assert (revoked.json()["state"], again.json()["state"]) == ("revoked", "revoked")
    gone = world.portal.http.get(f"/v1/invitations/by-token/{token}")
    assert (gone.status_code, gone.json()["reason"]) == (410, "revoked")
    states = {each["email"]: each["state"] for each in
              world.get("/v1/invitations", admin).json()["items"]}  # fmt: skip
    assert states[email] == "revoked"


@pytest.mark.req("SE-34", "SE-35", "A6")
def test_a_shared_mailbox_is_flagged_and_whoever_holds_its_link_names_himself(
    world: World,
) -> None:
    number, domain = "58001", f"pool.{world.product.namespace.name}.example"
    world.portal.http.post(
        "/v1/customers/import",
        json={"csv": f"customer_number;name;contact_email\n{number};Pool GmbH;info@{domain}"},
        headers=world.portal.as_(world.staff()),
    )
    token = world.portal.invitation_token(f"info@{domain}")
    path = f"/v1/invitations/by-token/{token}/accept"

    nameless = world.portal.http.post(path, json={"password": PASSWORD})
    session = world.portal.accept(
        token, Account(email=f"info@{domain}", name="Iris Auftrag", password=PASSWORD)
    )

    assert nameless.status_code == 422
    assert world.get("/v1/me", session).json()["role"] == "admin"
    (invitation,) = world.get("/v1/invitations", session).json()["items"]
    assert invitation["generic_address"] is True
    accepted = next(each for each in trail(world, session)
                    if each["action"] == "invitation.accepted")  # fmt: skip
    assert accepted["details"]["person_name"] == "Iris Auftrag"
    assert accepted["details"]["generic_address"] == "true"


@pytest.mark.req("SE-39", "SE-19", "A16")
def test_several_admins_at_once_and_the_last_one_stays(
    world: World, customer: Customer, admin: str
) -> None:
    email = f"zweite@{customer.domain}"
    invite(world, admin, email)
    second = settle(world, email)
    person = subject(world, second)
    before = world.get("/v1/packages", second).status_code

    made = call(world, "PUT", f"/v1/members/{person}/role", admin, role="admin")
    second = settle(world, email)
    both = [world.get("/v1/packages", each).status_code for each in (admin, second)]
    first = subject(world, admin)
    demoted = call(world, "PUT", f"/v1/members/{first}/role", second, role="member")
    last = call(world, "PUT", f"/v1/members/{person}/role", second, role="member")

    assert before == 403
    assert (made.status_code, made.json()["role"]) == (200, "admin")
    assert both == [200, 200]
    assert demoted.status_code == 200
    assert (last.status_code, last.json()["code"]) == (409, "last_administrator")


@pytest.mark.req("SE-40", "SE-41", "SE-42", "A7")
def test_an_operator_number_has_three_digits_and_belongs_to_one_person(
    world: World, customer: Customer, admin: str
) -> None:
    email, other = f"bediener@{customer.domain}", f"zweiter@{customer.domain}"
    invite(world, admin, email)
    path = f"/v1/members/{subject(world, settle(world, email))}/operator-number"

    wrong = {
        typed: call(world, "PUT", path, admin, operator_number=typed).json()["errors"][0]["reason"]
        for typed in ("7", "1234", "a12", customer.number)
    }
    stored = call(world, "PUT", path, admin, operator_number="007")
    found = world.get("/v1/members/by-operator-number/007", admin)
    taken = invite(world, admin, other, operator_number="007")
    mistaken = invite(world, admin, other, operator_number=customer.number)

    assert wrong == {
        "7": "not_three_digits", "1234": "not_three_digits", "a12": "not_three_digits",
        customer.number: "looks_like_customer_number",
    }  # fmt: skip
    assert (stored.status_code, stored.json()["operator_number"]) == (200, "007")
    assert found.json()["email"] == email
    assert world.get("/v1/members/by-operator-number/008", admin).status_code == 404
    assert (taken.status_code, taken.json()["code"]) == (409, "already_exists")
    assert mistaken.json()["errors"][0]["reason"] == "looks_like_customer_number"


@pytest.mark.req("A13", "S7")
def test_an_ended_session_is_refused_by_every_service_within_moments(
    world: World, customer: Customer, admin: str
) -> None:
    other = world.portal.sign_in(customer.admin)
    third = world.portal.sign_in(customer.admin)
    assert other
    assert third
    paths = ("/v1/documents", "/v1/requests", "/v1/packages", "/v1/members")
    assert {world.get(path, other).status_code for path in paths} == {200}
    listed = world.get("/v1/sessions", admin).json()["items"]
    mine = world.get("/v1/sessions/current", other).json()["session_id"]

    ended = call(world, "DELETE", f"/v1/sessions/{mine}", admin)
    until(lambda: world.get("/v1/me", other).status_code == 401, seconds=30)
    rest = call(world, "DELETE", "/v1/sessions/others", admin)
    until(lambda: world.get("/v1/me", third).status_code == 401, seconds=30)

    assert [each["is_current"] for each in listed].count(True) == 1
    assert len(listed) >= 3
    assert ended.status_code == 204
    assert rest.json()["ended"] >= 1
    assert {world.get(path, other).status_code for path in paths} == {401}
    assert call(world, "DELETE", f"/v1/sessions/{mine}", admin).status_code == 404
    assert world.get("/v1/me", admin).status_code == 200
