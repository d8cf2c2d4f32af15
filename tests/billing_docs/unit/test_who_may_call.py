"""Who is refused at the door: before anything is looked up, so that nothing is there to ask."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
import pytest

from billing_docs.service import BillingDocs
from billing_docs.use_cases.delete_document import delete_document
from billing_docs.use_cases.publications.accept_event import accept_event
from chassis.testing import a_principal
from contracts.billing_docs import PublicationQuery, SetEBillingAddress, WithoutNoticeQuery
from contracts.delivery import FETCH_PRINT_BATCHES, PrintBatchQuery
from contracts.delivery_rules import FailureQuery, SettleFailure
from contracts.errors import NotPermitted, RetentionProtected
from contracts.inbound import DOCUMENT_ISSUED
from contracts.invoice_runs import CloseInvoiceRun, InvoiceRunQuery
from contracts.post import MarkDocuments, MoveDocuments
from contracts.principal import Principal
from contracts.sending import SendDocument

Call = Callable[[BillingDocs, Principal], object]

NOTHING: Any = None
"""Stands for what must not be touched before the refusal."""
ANY = UUID(int=1)
SOURCE = "/erp/demo"
PUBLISH = "documents.publish"
LAST_DAY = date(2027, 3, 31)
MEMBER = {"role": "member"}
SYSTEM = {"kind": "system", "role": None}
PUBLISHER = {**SYSTEM, "scopes": (PUBLISH,), "sources": (SOURCE,)}

REFUSED: dict[str, tuple[dict[str, Any], str, Call]] = {
    "a member settles what reached nobody": (
        {},
        "vendor_administration",
        lambda docs, caller: docs.settle_delivery_failure(
            caller, SettleFailure(document_id=ANY, how="print")
        ),
    ),
    "a member looks at what reached nobody": (
        MEMBER,
        "admin",
        lambda docs, caller: docs.list_delivery_failures(caller, FailureQuery()),
    ),
    "a member deletes a document": (
        MEMBER,
        "admin",
        lambda docs, caller: docs.delete_document(caller, ANY),
    ),
    "a member looks at the one address": (
        MEMBER,
        "admin",
        lambda docs, caller: docs.get_e_billing_address(caller, _own(caller)),
    ),
    "a customer names the one address": (
        {},
        "vendor_administration",
        lambda docs, caller: docs.set_e_billing_address(
            caller, SetEBillingAddress(organisation_id=_own(caller), email="a@muster.example")
        ),
    ),
    "a customer asks what nobody was told of": (
        {},
        "vendor_administration",
        lambda docs, caller: docs.list_without_notice(caller, WithoutNoticeQuery()),
    ),
    "who only reads documents files them": (
        {"role": "documents"},
        "file_documents",
        lambda docs, caller: docs.move_documents(
            caller, MoveDocuments(document_ids=(ANY,), folder="archive")
        ),
    ),
    "a system files documents": (
        SYSTEM,
        "file_documents",
        lambda docs, caller: docs.move_documents(
            caller, MoveDocuments(document_ids=(ANY,), folder="archive")
        ),
    ),
    "a customer looks at invoice runs": (
        {},
        PUBLISH,
        lambda docs, caller: docs.list_invoice_runs(caller, InvoiceRunQuery()),
    ),
    "a customer ends an invoice run": (
        {},
        "vendor_administration",
        lambda docs, caller: docs.close_invoice_run(caller, ANY, CloseInvoiceRun(reason="x")),
    ),
    "the vendor's members look at the office": (
        {"organisation_kind": "vendor", **MEMBER},
        "vendor_administration",
        lambda docs, caller: docs.announce_run_by_hand(caller, NOTHING),
    ),
    "support reads in the customer's place": (
        {"support_session_id": ANY},
        "session",
        lambda docs, caller: docs.mark_documents(
            caller, MarkDocuments(document_ids=(ANY,), is_read=True)
        ),
    ),
    "a customer looks into the print room": (
        {"scopes": (FETCH_PRINT_BATCHES,)},
        FETCH_PRINT_BATCHES,
        lambda docs, caller: docs.list_print_batches(caller, PrintBatchQuery()),
    ),
    "a person asks what became of events": (
        {"sources": (SOURCE,)},
        PUBLISH,
        lambda docs, caller: docs.find_publications(
            caller, PublicationQuery(source=SOURCE, event_ids=("1",))
        ),
    ),
    "a system asks what became of another's events": (
        PUBLISHER,
        PUBLISH,
        lambda docs, caller: docs.find_publications(
            caller, PublicationQuery(source="/erp/other", event_ids=("1",))
        ),
    ),
    "a person hands an event in": (
        {"scopes": (PUBLISH,), "sources": (SOURCE,)},
        PUBLISH,
        lambda docs, caller: docs.publish_event(caller, DOCUMENT_ISSUED, msgspec.Raw(b"{}")),
    ),
    "a system sends a document by mail": (
        SYSTEM,
        "session",
        lambda docs, caller: docs.send_document(
            caller, SendDocument(document_id=ANY, email="a@muster.example", idempotency_key="1")
        ),
    ),
}


def _own(caller: Principal) -> UUID:
    assert caller.organisation_id is not None
    return caller.organisation_id


@pytest.mark.parametrize("who", REFUSED)
def test_who_may_not_is_refused_before_anything_is_looked_up(who: str) -> None:
    changes, reason, call = REFUSED[who]

    with pytest.raises(NotPermitted) as refused:
        call(BillingDocs(), a_principal(**changes))

    assert refused.value.arguments == (reason,)


def test_a_system_hands_in_nothing_of_another_source() -> None:
    event = {
        "specversion": "1.0",
        "id": "1",
        "source": "/erp/other",
        "type": DOCUMENT_ISSUED,
        "data": {},
    }

    with pytest.raises(NotPermitted) as refused:
        accept_event(msgspec.json.encode(event), DOCUMENT_ISSUED, (SOURCE,), NOTHING)

    assert refused.value.arguments == ("not_a_source",)


def test_nobody_deletes_a_document_on_its_last_protected_day() -> None:
    document: Any = SimpleNamespace(available_until=LAST_DAY)

    with pytest.raises(RetentionProtected) as refused:
        delete_document(
            document,
            by="person:1",
            today=LAST_DAY,
            now=datetime(2027, 3, 31, 12, tzinfo=UTC),
            store=NOTHING,
            holds=NOTHING,
            audit=NOTHING,
        )

    assert refused.value.arguments == ("2027-03-31",)
