"""People come in through a link that only they use up."""

from __future__ import annotations

import re

import pytest

from tests.flows.world import World
from tests.waiting import until

# The code stands alone on its line, set in by four blanks.
CODE = re.compile(r"^ {4}(?P<code>[A-Z0-9-]+)$", re.MULTILINE)


@pytest.mark.req("SE-22", "SE-23", "FD-06")
def test_the_contact_on_file_gets_one_mail_with_a_button_and_no_password(world: World) -> None:
    customer = world.new_customer()

    token = world.portal.invitation_token(customer.admin.email)

    world.wait_settled()
    (mail,) = world.portal.mails_to(customer.admin.email)
    link = f"{world.product.gateway_url}/invitations/{token}"
    assert link in mail["text"]
    assert f'href="{link}"' in mail["html"]
    assert customer.admin.password not in mail["text"] + mail["html"]
    refused = world.portal.http.post(
        f"/v1/invitations/by-token/{token}/accept", json={"person_name": "Adam Muster"}
    )
    assert refused.status_code == 422
    assert refused.headers["content-type"].startswith("application/problem+json")


@pytest.mark.req("SE-38", "A2")
def test_opening_the_link_fifty_times_uses_nothing_up(world: World) -> None:
    customer = world.new_customer()
    token = world.portal.invitation_token(customer.admin.email)
    paths = (f"/invitations/{token}", f"/v1/invitations/by-token/{token}")

    for path in paths:
        for _ in range(25):
            assert world.portal.http.get(path).status_code == 200
            assert world.portal.http.head(path).status_code == 200

    assert world.portal.accept(token, customer.admin)
    again = world.portal.http.post(
        f"/v1/invitations/by-token/{token}/accept",
        json={"person_name": "Somebody", "password": customer.admin.password},
    )
    assert again.status_code == 410


@pytest.mark.req("SE-38", "A2")
def test_who_may_not_follow_links_types_the_code_of_the_mail(world: World) -> None:
    customer = world.new_customer()
    token = world.portal.invitation_token(customer.admin.email)
    (mail,) = world.portal.mails_to(customer.admin.email)
    code = CODE.search(mail["text"])
    assert code is not None, mail["text"]
    typed = {
        "email": customer.admin.email,
        "code": "0000-0000",
        "person_name": "Ida Muster",
        "password": customer.admin.password,
    }

    wrong = world.portal.http.post("/v1/invitations/by-code/accept", json=typed)
    right = world.portal.http.post(
        "/v1/invitations/by-code/accept", json={**typed, "code": code["code"]}
    )
    link = world.portal.http.post(
        f"/v1/invitations/by-token/{token}/accept",
        json={"person_name": "Ida Muster", "password": customer.admin.password},
    )

    assert [wrong.status_code, right.status_code, link.status_code] == [404, 201, 410]


@pytest.mark.req("SE-24", "A4")
def test_the_admin_exists_only_once_the_invitation_is_accepted(world: World) -> None:
    customer = world.new_customer()
    token = world.portal.invitation_token(customer.admin.email)
    assert world.portal.sign_in(customer.admin) is None

    session = world.portal.accept(token, customer.admin)

    members = world.get("/v1/members", session).json()["items"]
    assert [(member["email"], member["role"]) for member in members] == [
        (customer.admin.email, "admin")
    ]


@pytest.mark.req("SE-28", "SE-29")
def test_the_e_billing_account_reads_documents_and_nothing_else(world: World) -> None:
    customer = world.new_customer()
    accountant = world.portal.settle_in(customer.accountant)
    world.issue(customer, "RE-600")
    until(lambda: world.documents(accountant), seconds=30)

    assert world.get("/v1/members", accountant).status_code == 403
    assert world.get("/v1/audit", accountant).status_code == 403
    assert world.get("/v1/requests", accountant).status_code == 403
