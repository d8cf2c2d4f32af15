"""Registering, being let in, forgetting a password, and signing in with another address."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from kontor_demo.company import PASSWORD
from kontor_demo.portal import Account
from tests.flows.world import Customer, World
from tests.waiting import until

NEW_PASSWORD = "sieben Kraniche fliegen nordwärts"


def post(world: World, path: str, token: str | None = None, **body: Any) -> httpx.Response:
    headers = world.portal.as_(token) if token else {}
    return world.portal.http.post(path, json=body, headers=headers)


def register(world: World, address: str) -> str:
    """Return a session of somebody who has registered by mail."""
    assert post(world, "/v1/registrations", email=address).status_code == 202
    token = world.portal.mailed_token("registrations", address)
    done = post(
        world,
        f"/v1/registrations/by-token/{token}/complete",
        person_name="Nora Neu",
        password=PASSWORD,
    )
    assert done.status_code == 201, done.text
    session: str = done.json()["token"]
    return session


def kinds_of_mail(world: World, address: str, words: str) -> int:
    return sum(words in mail["text"] for mail in world.portal.mails_to(address))


def wishes(world: World, admin: str) -> list[dict[str, Any]]:
    """Return who asked the admin's company for access, once somebody did."""
    items: list[dict[str, Any]] = until(
        lambda: world.get("/v1/access-requests", admin).json()["items"], seconds=60, every=0.2
    )
    return items


def told_of(answer: httpx.Response) -> tuple[int, bytes, frozenset[tuple[str, str]]]:
    """Return all that an answer shows, but for the moment and the request's own id."""
    changing = {"date", "x-request-id"}
    headers = frozenset(
        (name, value) for name, value in answer.headers.items() if name not in changing
    )
    return answer.status_code, answer.content, headers


@pytest.fixture
def customer(world: World) -> Customer:
    """Return a customer whose admin and accountant have come in."""
    customer = world.new_customer()
    world.portal.settle_in(customer.admin)
    world.portal.settle_in(customer.accountant)
    return customer


@pytest.mark.req("FD-03")
@pytest.mark.parametrize("authorization", [None, "Bearer erfunden", "Basic YTpi"])
def test_nobody_opens_a_request_without_having_registered(
    world: World, authorization: str | None
) -> None:
    """With every field in place, so that nothing but the missing session refuses it."""
    title = f"Unbekannt {world.product.namespace.name}"
    headers = {"Idempotency-Key": "once"}
    if authorization is not None:
        headers["Authorization"] = authorization

    answer = world.portal.http.post(
        "/v1/requests",
        headers=headers,
        json={"kind": "technical_problem", "title": title, "description": "Es geht nicht."},
    )

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    queue = world.get("/v1/desk/requests", world.staff(), params={"search": title})
    assert (queue.status_code, queue.json()["items"]) == (200, [])


@pytest.mark.req("FD-04", "FD-05", "FD-07", "A10")
def test_a_mailed_link_makes_an_identity_without_membership(world: World) -> None:
    address = f"nora@frei.{world.product.namespace.name}.example"
    account = Account(email=address, name="Nora Neu", password=PASSWORD)
    asked = post(world, "/v1/registrations", email=address)
    before = world.portal.sign_in(account)
    token = world.portal.mailed_token("registrations", address)
    for _ in range(5):
        looked = world.portal.http.get(f"/v1/registrations/by-token/{token}")

    session = register_with(world, token)

    assert (asked.status_code, asked.content, before) == (202, b"", None)
    assert looked.json()["email"] == address
    assert len(world.portal.mails_to(address)) == 1
    assert world.get("/v1/me", session).json()["organisation"] is None
    for path in ("/v1/documents", "/v1/packages", "/v1/requests"):
        refused = world.get(path, session)
        assert (refused.status_code, refused.json()["code"]) == (403, "no_membership"), path
    again = post(
        world,
        f"/v1/registrations/by-token/{token}/complete",
        person_name="Nora Neu",
        password=PASSWORD,
    )
    assert again.status_code == 410
    assert world.portal.sign_in(account)


def register_with(world: World, token: str) -> str:
    done = post(
        world,
        f"/v1/registrations/by-token/{token}/complete",
        person_name="Nora Neu",
        password=PASSWORD,
    )
    session: str = done.raise_for_status().json()["token"]
    return session


@pytest.mark.req("FD-08")
def test_a_weak_password_is_refused_with_its_reason_and_the_link_stays_good(world: World) -> None:
    address = f"wanda@frei.{world.product.namespace.name}.example"
    post(world, "/v1/registrations", email=address)
    token = world.portal.mailed_token("registrations", address)
    path = f"/v1/registrations/by-token/{token}/complete"

    refused = [
        post(world, path, person_name="Wanda Musterfrau", password=password)
        for password in ("12345678", "Wanda Musterfrau", "passwortpasswort")
    ]
    accepted = post(
        world, path, person_name="Wanda Musterfrau", password="langelangereihe im regal"
    )

    assert [each.status_code for each in refused] == [422] * 3
    assert [each.json()["reason"] for each in refused] == [
        "too_short", "contains_personal", "too_common"
    ]  # fmt: skip
    assert accepted.status_code == 201


@pytest.mark.req("SE-32", "A9")
def test_only_an_admins_yes_makes_a_member_and_asking_tells_nothing(
    world: World, customer: Customer
) -> None:
    admin = world.portal.settle_in(customer.admin)
    address = f"neu@{customer.domain}"
    session = register(world, address)

    asked = [
        post(world, "/v1/access-requests", session, customer_number=number, note="Bin die Neue")
        for number in (customer.number, "99999", "nix", customer.number)
    ]
    own = post(world, "/v1/access-requests", admin, customer_number=customer.number)
    waiting = wishes(world, admin)
    mine_before = world.get("/v1/me/organisations", session).json()["items"]
    approved = post(world, f"/v1/access-requests/{waiting[0]['id']}/approve", admin)

    assert len({told_of(each) for each in [*asked, own]}) == 1
    assert asked[0].status_code == 202
    assert [each["note"] for each in waiting] == ["Bin die Neue"]
    assert mine_before == []
    assert approved.json()["state"] == "approved"
    (organisation,) = world.get("/v1/me/organisations", session).json()["items"]
    switched = world.portal.http.put(
        "/v1/sessions/current/organisation",
        json={"organisation_id": organisation["id"]},
        headers=world.portal.as_(session),
    )
    assert switched.status_code == 200
    assert world.get("/v1/me", session).json()["role"] == "member"
    assert world.get("/v1/requests", session).status_code == 200
    assert world.get("/v1/documents", session).json()["code"] == "area_not_visible"
    until(lambda: kinds_of_mail(world, customer.admin.email, "bittet um Zugang") == 1, seconds=30)
    world.wait_settled()
    # Of four questions the asker was told nothing by mail; of the admin's yes he is.
    assert len(world.portal.mails_to(address)) == 2


@pytest.mark.req("SE-32")
def test_who_is_turned_down_learns_no_companys_name(world: World, customer: Customer) -> None:
    admin = world.portal.settle_in(customer.admin)
    address = f"fremd@frei{customer.number}.example"
    session = register(world, address)
    post(world, "/v1/access-requests", session, customer_number=customer.number)
    (waiting,) = wishes(world, admin)

    declined = post(world, f"/v1/access-requests/{waiting['id']}/decline", admin)

    assert declined.json()["state"] == "declined"
    until(lambda: kinds_of_mail(world, address, "nicht angenommen") == 1, seconds=30)
    said = "".join(mail["text"] + mail["html"] for mail in world.portal.mails_to(address))
    assert customer.number in said
    assert f"Kunde {customer.number}" not in said


@pytest.mark.req("FD-20", "FD-21", "A12")
def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(
    world: World, customer: Customer
) -> None:
    session = world.portal.settle_in(customer.admin)
    nobody = f"niemand@{customer.domain}"
    asked = [
        post(world, "/v1/password-resets", email=email) for email in (customer.admin.email, nobody)
    ]
    token = world.portal.mailed_token("passwords", customer.admin.email)
    path = f"/v1/password-resets/by-token/{token}"
    looked = [world.portal.http.get(path).status_code for _ in range(5)]

    done = post(world, f"{path}/complete", password=NEW_PASSWORD)
    again = post(world, f"{path}/complete", password=PASSWORD)

    assert told_of(asked[0]) == told_of(asked[1])
    assert asked[0].status_code == 202
    assert looked == [200] * 5
    assert (done.status_code, again.status_code) == (204, 410)
    until(lambda: world.get("/v1/me", session).status_code == 401, seconds=30)
    assert world.portal.sign_in(customer.admin) is None
    world.wait_settled()
    assert world.portal.mails_to(nobody) == []


@pytest.mark.req("FD-20")
def test_a_flood_of_wishes_for_one_mailbox_is_429_for_known_and_unknown(
    world: World, customer: Customer
) -> None:
    statuses = {
        email: [post(world, "/v1/password-resets", email=email).status_code for _ in range(6)]
        for email in (customer.accountant.email, f"flut@{customer.domain}")
    }

    assert set(map(tuple, statuses.values())) == {(202, 202, 202, 202, 202, 429)}


@pytest.mark.req("FD-19")
def test_the_first_step_of_signing_in_is_the_same_for_everybody(
    world: World, customer: Customer
) -> None:
    answers = [
        post(world, "/v1/sessions/begin", email=email)
        for email in (customer.admin.email, f"niemand@{customer.domain}", "keine Adresse")
    ]

    assert len({told_of(each) for each in answers}) == 1
    assert answers[0].status_code == 200


@pytest.mark.req("SE-31", "B7")
def test_another_sign_in_address_leaves_the_e_billing_address_as_it_is(
    world: World, customer: Customer
) -> None:
    old, new = customer.accountant.email, f"berta.neu@{customer.domain}"
    session = world.portal.settle_in(customer.accountant)
    staff = world.staff()
    organisation_id = world.get("/v1/me", session).json()["organisation"]["id"]
    billing = f"/v1/organisations/{organisation_id}/e-billing-address"

    asked = post(world, "/v1/email-changes", session, email=new, password=PASSWORD)
    token = world.portal.mailed_token("email-changes", new)
    changed = world.portal.http.post(f"/v1/email-changes/by-token/{token}/complete")

    assert (asked.status_code, changed.status_code) == (202, 204)
    until(lambda: world.get("/v1/me", session).json()["email"] == new, seconds=30)
    moved = Account(email=new, name=customer.accountant.name, password=PASSWORD)
    assert world.portal.sign_in(customer.accountant) is None
    assert world.portal.sign_in(moved)
    assert world.get(billing, staff).json()["email"] == old
    before = len(world.notices_to(customer))
    world.issue(customer, "RE-310")
    until(lambda: len(world.notices_to(customer)) == before + 1, seconds=60, every=0.2)
    assert not [mail for mail in world.portal.mails_to(new) if "/post/" in mail["text"]]
    assert kinds_of_mail(world, old, "melden Sie sich mit") == 1


@pytest.mark.req("SE-31", "B7")
def test_another_e_billing_address_leaves_every_sign_in_as_it_is(
    world: World, customer: Customer
) -> None:
    session = world.portal.settle_in(customer.accountant)
    staff = world.staff()
    organisation_id = world.get("/v1/me", session).json()["organisation"]["id"]
    pool = f"pool@{customer.domain}"

    changed = world.portal.http.put(
        f"/v1/organisations/{organisation_id}/e-billing-address",
        json={"email": pool},
        headers=world.portal.as_(staff),
    )
    world.issue(customer, "RE-311")

    assert changed.status_code == 200
    until(lambda: kinds_of_mail(world, pool, "/post/") == 1, seconds=60)
    assert world.get("/v1/me", session).json()["email"] == customer.accountant.email
    assert world.portal.sign_in(customer.accountant)
    stranger = Account(email=pool, name="Pool", password=PASSWORD)
    assert world.portal.sign_in(stranger) is None
    assert world.notices_to(customer) == []


@pytest.mark.req("SE-37", "A5")
def test_the_contact_on_file_neither_changes_his_address_nor_goes(
    world: World, customer: Customer
) -> None:
    contact = world.portal.settle_in(customer.admin)
    second = Account(email=f"zweite@{customer.domain}", name="Zoe Zweite", password=PASSWORD)
    post(world, "/v1/invitations", contact, email=second.email, role="admin")
    other_admin = world.portal.settle_in(second)
    me = world.get("/v1/me", contact).json()["subject"]
    other = world.get("/v1/me", other_admin).json()["subject"]

    refused = [
        post(
            world, "/v1/email-changes", contact, email=f"weg@{customer.domain}", password=PASSWORD
        ),
        world.portal.http.delete(f"/v1/members/{me}", headers=world.portal.as_(other_admin)),
        world.portal.http.delete(f"/v1/members/{me}", headers=world.portal.as_(contact)),
    ]
    removed = world.portal.http.delete(f"/v1/members/{other}", headers=world.portal.as_(contact))

    assert [(each.status_code, each.json()["code"]) for each in refused] == [
        (409, "initial_address_protected")
    ] * 3
    assert removed.status_code == 204
    until(lambda: world.get("/v1/members", other_admin).status_code in {401, 403}, seconds=30)
