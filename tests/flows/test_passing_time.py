"""What the passing of time does: the day's post is printed, contracts end, documents may go."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import pikepdf
import pytest

from contracts.inbound import CONTRACT_UPSERTED, ContractUpserted
from tests.flows.world import Customer, World
from tests.waiting import until

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
GRACE = timedelta(days=42)
# One way into each service that a customer's admin has.
AREAS = ("/v1/documents", "/v1/requests", "/v1/packages", "/v1/members")


@pytest.fixture(scope="module")
def world(own_world: World) -> World:
    """Return a product of the file's own, whose clock goes on from test to test."""
    return own_world


def announce_contract(
    world: World, customer: Customer, *, version: int, ends_on: date | None
) -> None:
    """Publish a contract as the ERP does, and wait until identity has heard of its end."""
    world.erp.publish_event(
        CONTRACT_UPSERTED,
        ContractUpserted(
            customer_number=customer.number,
            contract_number=f"V-{customer.number}",
            version=version,
            starts_on=date(2020, 1, 1),
            ends_on=ends_on,
        ),
        event_id=f"contract-{customer.number}-{version}",
    )
    heard = "contract_coverage JOIN organisation ON id = organisation_id"
    known = f"customer_number = '{customer.number}' AND contract_coverage.version = {version}"
    until(lambda: world.count("identity", heard, known), seconds=60, every=0.2)


def answers(world: World, token: str) -> dict[str, tuple[int, str | None]]:
    """Return what each service answers somebody."""
    found: dict[str, tuple[int, str | None]] = {}
    for path in AREAS:
        answer = world.get(path, token)
        body: dict[str, Any] = answer.json()
        found[path] = (answer.status_code, body.get("code"))
    return found


def open_everywhere() -> dict[str, tuple[int, str | None]]:
    return dict.fromkeys(AREAS, (HTTPStatus.OK, None))


def shut_everywhere() -> dict[str, tuple[int, str | None]]:
    return dict.fromkeys(AREAS, (HTTPStatus.FORBIDDEN, "contract_ended"))


@pytest.mark.req("SE-58", "SE-49", "B10")
def test_by_post_there_is_no_mail_and_the_day_comes_as_one_pdf_with_its_index(
    world: World,
) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    chosen = world.portal.http.put(
        "/v1/delivery-mode", headers=world.portal.as_(admin), json={"mode": "postal"}
    )
    chosen.raise_for_status()
    published = [world.issue(customer, f"RE-P{number}") for number in range(3)]
    until(lambda: len(world.documents(admin)) == len(published), seconds=60)
    world.wait_settled()
    assert world.notices_to(customer) == []

    world.let_pass(DAY)
    staff = world.staff()

    def ready() -> list[dict[str, Any]]:
        answer = world.get("/v1/print-batches", staff, params={"state": "ready"})
        items: list[dict[str, Any]] = answer.json().get("items", [])
        return items

    (batch,) = until(ready, seconds=90)
    path = f"/v1/print-batches/{batch['id']}"
    file = world.get(f"{path}/file", staff).content
    index = world.get(f"{path}/index", staff).json()
    printed = world.portal.http.post(f"{path}/printed", headers=world.portal.as_(staff))

    assert hashlib.sha256(file).hexdigest() == batch["sha256"] == index["file_sha256"]
    assert len(pikepdf.Pdf.open(io.BytesIO(file)).pages) == batch["pages"] == index["pages"]
    assert {entry["sha256"] for entry in index["documents"]} == {each.sha256 for each in published}
    assert printed.json()["state"] == "printed"


@pytest.mark.req("SE-70", "SE-71", "A24")
def test_the_grace_period_from_the_contracts_end_to_its_renewal(world: World) -> None:
    customer, late = world.new_customer(), world.new_customer()
    last_day = world.today() + 10 * DAY
    admin = world.portal.settle_in(customer.admin)
    announce_contract(world, customer, version=1, ends_on=last_day)
    announce_contract(world, late, version=1, ends_on=last_day)
    links = [
        world.portal.invitation_token(account.email) for account in (late.admin, late.accountant)
    ]

    world.let_pass(10 * DAY + GRACE - DAY)  # the day before the last one
    admin = world.portal.settle_in(customer.admin)
    assert answers(world, admin) == open_everywhere()
    newcomer = world.portal.accept(links[0], late.admin)
    assert answers(world, newcomer) == open_everywhere()

    world.let_pass(2 * DAY)  # the day after it
    admin = world.portal.settle_in(customer.admin)
    assert answers(world, admin) == shut_everywhere()
    assert world.get("/v1/me", admin).json()["barred_by"] == "contract_ended"
    refused = world.portal.http.post(
        f"/v1/invitations/by-token/{links[1]}/accept",
        json={"person_name": "Berta Muster", "password": late.accountant.password},
    )
    assert refused.status_code == HTTPStatus.GONE
    assert (refused.json()["code"], refused.json()["reason"]) == (
        "invitation_not_usable",
        "contract_ended",
    )
    assert world.get("/v1/documents", world.staff()).status_code == HTTPStatus.OK

    announce_contract(world, customer, version=2, ends_on=None)
    until(lambda: answers(world, admin) == open_everywhere(), seconds=30, every=0.2)


@pytest.mark.req("SE-61", "BR-12", "H12", "B11")
def test_nobody_deletes_a_document_within_twelve_months(world: World) -> None:
    customer = world.new_customer()
    world.portal.settle_in(customer.admin)
    published = world.issue(customer, "RE-700")
    world.assert_once(customer, [published])

    world.let_pass(YEAR - DAY)

    admin, staff = world.portal.settle_in(customer.admin), world.staff()
    (document,) = world.documents(admin)
    path = f"/v1/documents/{document['id']}"
    assert world.get(f"{path}/content", admin).content == published.content
    for token, query in (
        (admin, {}),
        (staff, {"organisation_id": document["organisation_id"]}),
    ):
        refused = world.portal.http.delete(path, headers=world.portal.as_(token), params=query)
        assert (refused.status_code, refused.json()["code"]) == (409, "retention_protected")

    world.let_pass(2 * DAY)

    admin = world.portal.settle_in(customer.admin)
    assert world.get(f"{path}/content", admin).content == published.content
    allowed = world.portal.http.delete(path, headers=world.portal.as_(admin))
    assert allowed.status_code == 204
    until(lambda: world.get(path, admin).status_code == 404)
