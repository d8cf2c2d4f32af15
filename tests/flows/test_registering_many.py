"""The vendor registers all its customers from lists, as often as it likes, through the API."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.flows.world import World

MANY = [
    pytest.param(100, id="100"),
    pytest.param(1_000, marks=[pytest.mark.long, pytest.mark.timeout(1800)], id="1000"),
]
LISTS = 2


def a_list(customers: range, domain: str) -> str:
    """Return one list of customers, each with a contact on file."""
    rows = [f"{each};Kunde {each} GmbH (Demo);info@kunde{each}.{domain}" for each in customers]
    return "\r\n".join(["customer_number;name;contact_email", *rows])


def send(world: World, content: str) -> dict[str, Any]:
    answer = world.portal.http.post(
        "/v1/customers/import",
        content=content.encode(),
        headers={**world.portal.as_(world.staff()), "Content-Type": "text/csv"},
        timeout=180,
    )
    report: dict[str, Any] = answer.raise_for_status().json()
    return report


def count_unactivated(world: World, domain: str, *, of: int) -> int:
    """Count contacts of the lists by the report's pages, which must not repeat or skip any."""
    seen: list[str] = []
    query: dict[str, Any] = {"limit": of // 5}
    while True:
        page = world.get("/v1/reports/unactivated-contacts", world.staff(), params=query).json()
        seen += [each["email"] for each in page["items"] if (each["email"] or "").endswith(domain)]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert len(seen) == len(set(seen))
    return len(seen)


def test_only_the_vendors_people_import(world: World) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)

    refused = world.portal.http.post(
        "/v1/customers/import",
        json={"csv": "customer_number;name\n59999;Fremd GmbH (Demo)"},
        headers=world.portal.as_(admin),
    )

    assert (refused.status_code, refused.json()["reason"]) == (403, "vendor_staff")
    assert world.count("identity", "organisation", "customer_number = '59999'") == 0


@pytest.mark.req("SE-13", "SE-14", "SE-34", "A3")
@pytest.mark.parametrize("many", MANY)
def test_customers_sent_twice_are_registered_once_with_one_invitation_each(
    world: World, many: int, record_property: Any
) -> None:
    domain = f"liste{many}.{world.product.namespace.name}.example"
    customers = range(50_000 + many, 50_000 + 2 * many)
    lists = [a_list(customers[part::LISTS], domain) for part in range(LISTS)]
    began = time.monotonic()

    first = [send(world, each) for each in lists]
    record_property("seconds", time.monotonic() - began)
    second = [send(world, each) for each in lists]

    outcomes = [[row["outcome"] for report in reports for row in report["items"]]
                for reports in (first, second)]  # fmt: skip
    assert outcomes == [["registered"] * many, ["known"] * many]
    listed = f"email LIKE 'info@kunde%.{domain}'"
    numbers = f"customer_number BETWEEN '{customers[0]}' AND '{customers[-1]}'"
    assert world.count("identity", "organisation", numbers) == many
    assert world.count("identity", "invitation", listed) == many
    assert world.count("identity", "invitation", f"{listed} AND state = 'pending'") == many
    assert world.count("identity", "invitation", f"{listed} AND generic_address") == many
    assert count_unactivated(world, domain, of=many) == many
