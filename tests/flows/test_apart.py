"""A flood of invoices beside people who sign in and look, with intake apart and without (0052)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from kontor_local.parts import PARTS, Part, apart
from tests.flows.load import Ask, Load, load_on
from tests.flows.world import Customer, World, an_invoice_pdf
from tests.product_plugin import MakeWorld
from tests.waiting import until

FLOOD = 300
QUIET_SECONDS = 15
LOOKS_PER_SECOND = 8
OWN_PROCESSES = {"billing-docs": ("rpc", "ingest", "events,ticks,relay,scrub")}


def parts_with(works: Mapping[str, tuple[str, ...]]) -> tuple[Part, ...]:
    """Return the product's parts, those named in `works` in as many as are named."""
    return tuple(
        each
        for part in PARTS
        for each in (apart(part, *works[part.name]) if part.name in works else (part,))
    )


def looks_of(world: World, customer: Customer) -> list[Ask]:
    """Return what an accountant does: he looks at his documents, and now and then signs in."""
    account = customer.admin
    headers = world.portal.as_(world.portal.settle_in(account))
    body = {"email": account.email, "password": account.password}
    return [
        Ask(name="list", share=75, path="/v1/documents", headers=headers),
        Ask(name="sign in", share=25, method="POST", path="/v1/sessions", headers={}, body=body),
    ]


def slowdown(make_world: MakeWorld, **options: Any) -> dict[str, float]:
    """Return by how much a flood makes list calls and sign-ins slower, by their medians."""
    with make_world(**options) as world:
        reader, flooded = world.new_customer(), world.new_customer()
        asks = looks_of(world, reader)
        drawn = an_invoice_pdf(flooded, "RE-1")
        urls = (world.product.gateway_url,)
        with load_on(urls, asks, LOOKS_PER_SECOND) as quiet:
            until(lambda: len(quiet.outcomes) > QUIET_SECONDS * LOOKS_PER_SECOND, seconds=120)
        for number in range(FLOOD):
            world.erp.publish_document(
                drawn.content + b"%" * number,  # another file each time, and the same work
                customer_number=flooded.number,
                number=f"RE-{number}",
                issued_on=drawn.issued_on,
                file_name=f"RE-{number}.pdf",
                media_type="application/pdf",
            )
        with load_on(urls, asks, LOOKS_PER_SECOND) as busy:
            until(lambda: world.count("billing_docs", "document") == FLOOD, seconds=300, every=0.5)
        assert quiet.failures() == busy.failures() == {}
        return {name: _ratio(quiet, busy, name) for name in ("list", "sign in")}


def _ratio(quiet: Load, busy: Load, name: str) -> float:
    before, meanwhile = (
        {percent: load.quantile(name, percent) for percent in (50, 95)} for load in (quiet, busy)
    )
    print(f"{name}: quiet {before}, in the flood {meanwhile} s")  # noqa: T201 - a figure
    return meanwhile[50] / before[50]


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_flood_of_invoices_slows_people_less_where_intake_is_apart(make_world: MakeWorld) -> None:
    together = slowdown(make_world)
    separate = slowdown(make_world, parts=parts_with(OWN_PROCESSES))

    print(f"slower by: together {together}, apart {separate}")  # noqa: T201 - a figure
    assert separate["list"] < together["list"]
