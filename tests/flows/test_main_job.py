"""An ERP publishes an invoice; one person is told once; he reads and downloads the same bytes."""

from __future__ import annotations

import pytest

from tests.demo_documents.sketches import an_invoice
from tests.flows.world import World

INVOICE_TOTAL_CENTS = an_invoice().total_cents


@pytest.mark.req("BR-04", "SE-29", "SE-30", "SE-45", "B1", "B4", "B8", "B13")
def test_an_accountant_reads_the_invoice_that_the_erp_published(world: World) -> None:
    customer = world.new_customer()

    published = world.issue(customer, "RE-100")

    world.assert_once(customer, [published])
    accountant = world.portal.settle_in(customer.accountant)
    (document,) = world.documents(accountant)
    assert document["total"] == {"minor_units": INVOICE_TOTAL_CENTS, "currency": "EUR"}
    assert document["faults"] == []
    preview = world.get(f"/v1/documents/{document['id']}/preview", accountant)
    assert preview.headers["content-disposition"].startswith("inline")
    assert preview.content == published.content
