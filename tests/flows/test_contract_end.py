"""The portal stays open for some weeks after a contract has ended, and then no longer."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import pytest

from chassis.clock import BERLIN, SystemClock
from contracts.inbound import CONTRACT_UPSERTED, ContractUpserted
from tests.flows.conftest import MakeWorld
from tests.flows.world import Customer, World
from tests.waiting import until

DAY = timedelta(days=1)
GRACE = timedelta(days=42)
# One way into each service that a customer's admin has.
AREAS = ("/v1/documents", "/v1/requests", "/v1/packages", "/v1/members")


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


@pytest.mark.req("SE-70", "SE-71", "A24")
def test_the_grace_period_from_the_contracts_end_to_its_renewal(make_world: MakeWorld) -> None:
    with make_world() as world:
        today = SystemClock().now().astimezone(BERLIN).date()
        customer, late = world.new_customer(), world.new_customer()
        last_day = today + 10 * DAY
        admin = world.portal.settle_in(customer.admin)
        announce_contract(world, customer, version=1, ends_on=last_day)
        announce_contract(world, late, version=1, ends_on=last_day)
        links = [
            world.portal.invitation_token(account.email)
            for account in (late.admin, late.accountant)
        ]

        world.product.move_clock(10 * DAY + GRACE - DAY)  # the day before the last one
        admin = world.portal.settle_in(customer.admin)
        assert answers(world, admin) == open_everywhere()
        newcomer = world.portal.accept(links[0], late.admin)
        assert answers(world, newcomer) == open_everywhere()

        world.product.move_clock(2 * DAY)  # the day after it
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
