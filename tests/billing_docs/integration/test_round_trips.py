"""How often a reading call goes to the database: once, whatever is asked with it."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from billing_docs.service import BillingDocs
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.billing_docs import DocumentQuery
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from tests.billing_docs.integration.desk import Desk
from tests.round_trips import noted_messages

Call = Callable[[BillingDocs, Principal, UUID], object]
READING: dict[str, Call] = {
    "one document": lambda service, caller, which: service.get_document(caller, which),
    "its bytes, once more": lambda service, caller, which: service.open_download(caller, which),
    "its preview, once more": lambda service, caller, which: service.open_preview(caller, which),
    "the list": lambda service, caller, _: service.list_documents(caller, DocumentQuery()),
    "a folder": lambda service, caller, _: service.list_documents(
        caller, DocumentQuery(folder="post")
    ),
}


@pytest.fixture
def service(desk: Desk) -> BillingDocs:
    """Return the service without a broker, on the desk's database."""
    service = BillingDocs()
    around = SimpleNamespace(database=desk.database, clock=desk.clock, resources=desk.resources())
    service.runtime = cast("Any", around)
    return service


@pytest.mark.parametrize(
    "shown", [(EVERY_DOCUMENT_TYPE,), ("invoice",)], ids=["every type", "invoices alone"]
)
def test_whoever_reads_what_he_has_read_before_asks_the_database_once(
    desk: Desk, service: BillingDocs, shown: tuple[str, ...]
) -> None:
    customer = desk.new_customer()
    which = desk.add(customer, "RE-1").id
    caller = a_principal(
        subject=new_id(), organisation_id=customer, role="admin", document_types=shown
    )
    for call in READING.values():
        call(service, caller, which)

    sent = {}
    for name, call in READING.items():
        with noted_messages(desk.database) as sent[name]:
            call(service, caller, which)

    with noted_messages(desk.database) as counting:
        service.summarise_documents(caller)

    assert len(counting) == 2  # what there is, and what he has not read
    lists_by_type = shown == ("invoice",)
    for name, messages in sent.items():
        # The pages of certain types are put together anew, and who has read them is asked after.
        most = 2 if lists_by_type and name in {"the list", "a folder"} else 1
        assert len(messages) <= most, (name, messages)


def test_the_first_look_is_kept_and_no_other_costs_more_than_reading(
    desk: Desk, service: BillingDocs
) -> None:
    customer = desk.new_customer()
    which = desk.add(customer, "RE-1").id
    caller = a_principal(subject=new_id(), organisation_id=customer, role="admin")

    with noted_messages(desk.database) as first:
        service.open_download(caller, which)
    with noted_messages(desk.database) as second:
        service.open_download(caller, which)

    assert len(first) == 3  # what it is, that he has it, and the end of that
    assert len(second) == 1
