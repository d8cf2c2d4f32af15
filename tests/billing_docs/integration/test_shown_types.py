"""A document of a type that somebody is not shown does not exist for him, whichever way he asks."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from billing_docs.service import BillingDocs
from chassis.ids import new_id
from contracts.billing_docs import Document
from contracts.post import DocumentLinks, DocumentSummary
from contracts.principal import Principal
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World

# What the ways in take beside the document.
ARGUMENTS: dict[str, dict[str, Any]] = {"open_page": {"number": 1}, "open_part": {"part": "xml"}}
READING = {
    "get_document",
    "open_preview",
    "open_download",
    "get_examination",
    "open_page",
    "open_part",
    "get_e_invoice",
    "list_links",
    "list_deliveries",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Papers:
    """An invoice, and a reminder that refers to it."""

    invoice: Document
    reminder: Document


@pytest.fixture
def papers(world: World) -> Papers:
    world.publish(plain_pdf("Rechnung"))
    world.publish(
        plain_pdf("Mahnung"),
        world.number("MA"),
        document_type="reminder",
        refers_to=[world.number()],
    )
    found = {each.document_type: each for each in world.wait_listed(2)}
    return Papers(invoice=found["invoice"], reminder=found["reminder"])


def reader(world: World, *types: str, **changes: Any) -> Principal:
    given = {"role": "member", "areas": ("post",), "document_types": types, **changes}
    return world.admin(subject=new_id(), **given)


def ways_to_a_document() -> list[str]:
    """Return every method of the service that takes a document's id from whoever calls."""
    return [
        name
        for name, method in inspect.getmembers(BillingDocs, inspect.isfunction)
        if {"caller", "document_id"} <= set(inspect.signature(method).parameters)
        and not name.startswith("_")
    ]


@pytest.mark.req("B3", "SE-08")
def test_no_way_leads_to_a_document_of_a_type_that_is_not_shown(
    world: World, papers: Papers
) -> None:
    clerk = reader(world, "invoice")

    answers = {}
    for way in ways_to_a_document():
        arguments = ARGUMENTS.get(way, {})
        hidden = world.call(way, clerk, document_id=str(papers.reminder.id), **arguments)
        unknown = world.call(way, clerk, document_id=str(new_id()), **arguments)
        answers[way] = (hidden, unknown)

    for way, (hidden, unknown) in answers.items():
        assert (hidden["result"], hidden) == (None, unknown), way
    refused = {way for way, (hidden, _) in answers.items() if is_not_found(hidden)}
    assert refused >= READING


def is_not_found(answer: dict[str, Any]) -> bool:
    error = answer["error"]
    return error is not None and error["exc_type"] == "NotFound"


@pytest.mark.req("B3", "SE-08")
def test_lists_counts_search_and_links_leave_out_what_is_not_shown(
    world: World, papers: Papers
) -> None:
    clerk, nobody, lead = reader(world, "invoice"), reader(world), reader(world, "*")

    listed = {
        name: [each.id for each in world.documents(caller, **query)]
        for name, caller, query in (
            ("all", clerk, {}),
            ("by type", clerk, {"document_type": "reminder"}),
            ("by word", clerk, {"text": papers.reminder.number}),
            ("unread", clerk, {"is_unread": True}),
            ("nothing", nobody, {}),
        )
    }
    counted = world.call("summarise_documents", clerk)["result"]
    linked = world.call("list_links", clerk, document_id=str(papers.invoice.id))["result"]
    linked_for_the_lead = world.call("list_links", lead, document_id=str(papers.invoice.id))

    assert listed == {
        "all": [papers.invoice.id],
        "by type": [],
        "by word": [],
        "unread": [papers.invoice.id],
        "nothing": [],
    }
    summary = msgspec.convert(counted, DocumentSummary)
    assert [(each.document_type, each.documents) for each in summary.counts] == [("invoice", 1)]
    assert summary.unread == 1
    assert msgspec.convert(linked, DocumentLinks).items == ()
    (link,) = msgspec.convert(linked_for_the_lead["result"], DocumentLinks).items
    assert link.number == papers.reminder.number


@pytest.mark.req("B3")
def test_nobody_moves_marks_sends_or_exports_what_he_is_not_shown(
    world: World, papers: Papers
) -> None:
    clerk = reader(world, "invoice", "letter")
    hidden = str(papers.reminder.id)
    world.call("set_up_billing_access", clerk)

    moved = world.call(
        "move_documents", clerk, request={"document_ids": [hidden], "folder": "archive"}
    )
    world.call("mark_documents", clerk, request={"document_ids": [hidden], "is_read": True})
    sent = world.call(
        "send_document",
        clerk,
        request={"document_id": hidden, "email": "a@example.com", "idempotency_key": "k" * 16},
    )
    exported = world.call("request_export", clerk, request={"document_ids": [hidden]})
    everything = world.call("request_export", clerk, request={})

    assert [each["outcome"] for each in moved["result"]["items"]] == ["not_found"]
    assert world.count("document_look", f"document_id = '{hidden}'") == 0
    assert sent["error"]["exc_type"] == "NotFound", sent
    assert exported["error"]["exc_type"] == "InvalidInput"
    assert everything["result"]["document_count"] == 1
    assert everything["result"]["selection"]["document_types"] == ["invoice", "letter"]


@pytest.mark.req("B3")
def test_the_vendors_people_see_every_type_and_whoever_forgets_the_types_shows_none(
    world: World, papers: Papers
) -> None:
    staff = reader(world, organisation_id=new_id(), organisation_kind="vendor", document_types=())
    forgotten = world.admin(document_types=())

    seen = world.documents(staff, organisation_id=str(world.organisation_id))
    of_nobody = world.documents(forgotten)

    assert {each.id for each in seen} == {papers.invoice.id, papers.reminder.id}
    assert of_nobody == []
