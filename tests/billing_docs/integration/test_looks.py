"""Who has read a document, whose look counts, and what is remembered of it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import msgspec
import pytest

from billing_docs.domain.look import LookKind
from billing_docs.service import BillingDocs
from billing_docs.store.document_looks import DocumentLooks
from billing_docs.use_cases.post.list_readers import list_readers
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import a_principal
from contracts.billing_docs import Document
from contracts.errors import NotPermitted
from contracts.post import DocumentReader, DocumentReaders, DocumentSummary
from contracts.principal import Principal
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World
from tests.identity.integration.threads import at_once


@pytest.fixture
def document(world: World) -> Document:
    """Return a document of the customer."""
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    return document


def colleague(world: World, **changes: Any) -> Principal:
    return world.admin(**{"subject": new_id(), "role": "member", "areas": ("post",), **changes})


def staff() -> Principal:
    return a_principal(subject=new_id(), organisation_kind="vendor", role="member", areas=())


def asked(world: World, method: str, caller: Principal, **arguments: Any) -> Any:
    answer = world.call(method, caller, **arguments)
    assert answer["error"] is None, answer
    return answer["result"]


def readers(world: World, document: Document, caller: Principal, **named: str) -> list[Any]:
    answer = asked(world, "list_readers", caller, document_id=str(document.id), **named)
    return list(msgspec.convert(answer, DocumentReaders).items)


def is_unread(world: World, reader: Principal) -> bool:
    (listed,) = world.documents(reader)
    return listed.is_unread


@pytest.mark.req("B19", "SE-45")
def test_a_preview_is_no_download_and_the_administrator_sees_both(
    world: World, document: Document
) -> None:
    first, second = colleague(world), colleague(world)
    which = {"document_id": str(document.id)}

    asked(world, "open_preview", first, **which)
    asked(world, "open_preview", second, **which)
    asked(world, "open_download", second, **which)

    seen = {each.person_id: each for each in readers(world, document, world.admin())}
    assert seen.keys() == {first.subject, second.subject}
    assert seen[first.subject].first_previewed_at is not None
    assert seen[first.subject].first_downloaded_at is None
    assert seen[second.subject].first_downloaded_at >= seen[second.subject].first_previewed_at


@pytest.mark.req("B19")
def test_what_colleagues_read_is_shown_to_those_who_administer_alone(
    world: World, document: Document
) -> None:
    reader = colleague(world)
    asked(world, "open_download", reader, document_id=str(document.id))
    whose = {"organisation_id": str(world.organisation_id)}

    refused = world.call("list_readers", reader, document_id=str(document.id))
    shown = readers(world, document, staff(), **whose)

    assert refused["error"]["exc_type"] == "NotPermitted"
    assert [each.person_id for each in shown] == [reader.subject]


def test_a_member_is_not_told_who_has_read_what_he_may_read_himself(desk: Desk) -> None:
    customer = desk.new_customer()
    document = desk.add(customer, "R-1")
    service = BillingDocs()
    service.runtime = cast("Runtime", SimpleNamespace(database=desk.database))

    with pytest.raises(NotPermitted, match="admin"):
        service.list_readers(a_principal(organisation_id=customer, role="member"), document.id)

    assert service.list_readers(a_principal(organisation_id=customer), document.id).items == ()


@pytest.mark.req("B19")
@pytest.mark.parametrize("method", ["open_preview", "open_download"])
def test_nobody_reads_in_the_customers_place(world: World, document: Document, method: str) -> None:
    which = {"document_id": str(document.id)}
    support = colleague(world, role="admin", support_session_id=new_id())
    system = colleague(world, kind="system", role=None)
    headers_alone = colleague(world)

    asked(world, method, support, **which)
    asked(world, method, staff(), organisation_id=str(world.organisation_id), **which)
    asked(world, method, system, **which)
    asked(world, method, headers_alone, only_headers=True, **which)

    assert readers(world, document, support) == []
    assert not is_unread(world, support)
    assert is_unread(world, headers_alone)


@pytest.mark.req("B19")
def test_read_is_read_for_one_person_alone_and_can_be_taken_back(
    world: World, document: Document
) -> None:
    reader, other = colleague(world), colleague(world)
    ids = [str(document.id), str(new_id())]
    before = [is_unread(world, each) for each in (reader, other)]

    asked(world, "get_document", reader, document_id=str(document.id), is_opened=True)
    opened = [is_unread(world, each) for each in (reader, other)]
    asked(world, "mark_documents", reader, request={"document_ids": ids, "is_read": False})
    marked = is_unread(world, reader)
    asked(world, "mark_documents", reader, request={"document_ids": ids, "is_read": True})

    assert before == [True, True]
    assert opened == [False, True]
    assert (marked, is_unread(world, reader)) == (True, False)
    assert readers(world, document, world.admin()) == []


@pytest.mark.req("SE-60", "B2")
@pytest.mark.parametrize(
    ("caller", "error"),
    [
        ({"role": "admin"}, None),
        ({"role": "member"}, None),
        ({"role": "documents"}, "NotPermitted"),
        ({"kind": "system"}, "NotPermitted"),
        ({"areas": ()}, "AreaNotVisible"),
        ({"support_session_id": UUID(int=5)}, "CustomerMustAgree"),
    ],
)
def test_whoever_has_post_and_more_than_documents_puts_them_away(
    world: World, document: Document, caller: dict[str, Any], error: str | None
) -> None:
    request = {"document_ids": [str(document.id)], "folder": "archive"}

    answer = world.call("move_documents", colleague(world, **caller), request=request)

    refused = answer["error"] and answer["error"]["exc_type"]
    assert refused == error
    (listed,) = world.documents()
    assert listed.folder == ("post" if error else "archive")
    assert listed.sha256 == document.sha256


def test_the_vendors_people_leave_the_customers_folders_alone(
    world: World, document: Document
) -> None:
    request = {"document_ids": [str(document.id)], "folder": "archive"}

    moved = asked(world, "move_documents", staff(), request=request)

    assert [each["outcome"] for each in moved["items"]] == ["not_found"]


@pytest.mark.req("SE-08")
def test_a_summary_counts_by_folder_and_type_and_what_is_unread(
    world: World, document: Document
) -> None:
    reader = colleague(world)

    answer = asked(world, "summarise_documents", reader)
    asked(world, "open_preview", reader, document_id=str(document.id))
    afterwards = asked(world, "summarise_documents", reader)

    summary = msgspec.convert(answer, DocumentSummary)
    assert [(each.folder, each.document_type, each.documents) for each in summary.counts] == [
        ("post", "invoice", 1)
    ]
    assert (summary.unread, afterwards["unread"]) == (1, 0)


@pytest.mark.req("B19")
def test_the_first_look_stays_the_first_however_often_and_at_once(desk: Desk) -> None:
    customer, reader = desk.new_customer(), new_id()
    document = desk.add(customer, "RE-1")
    kinds: list[LookKind] = ["previewed", "downloaded", "opened"]

    at_once(*(lambda kind=kind: desk.look(document, reader, kind) for kind in kinds * 2))
    first = desk.clock.now()
    desk.clock.move(timedelta(hours=1))
    for kind in kinds:
        desk.look(document, reader, kind)

    with desk.database.transaction(organisation_id=customer) as session:
        shown = list_readers(document, DocumentLooks(session)).items
    assert shown == (
        DocumentReader(person_id=reader, first_previewed_at=first, first_downloaded_at=first),
    )


@pytest.mark.req("B19")
def test_marking_as_unread_forgets_no_first_look(desk: Desk) -> None:
    customer, reader = desk.new_customer(), new_id()
    document = desk.add(customer, "RE-1")
    desk.look(document, reader, "downloaded")
    first = desk.clock.now()
    desk.clock.move(timedelta(hours=1))

    with desk.database.transaction(organisation_id=customer) as session:
        DocumentLooks(session).mark(customer, [document.id], reader, read_at=None)
    unread = desk.summary(customer, reader).unread
    desk.look(document, reader, "downloaded")

    with desk.database.transaction(organisation_id=customer) as session:
        (shown,) = DocumentLooks(session).of_document(document, limit=5)
    assert (unread, shown.first_downloaded_at) == (1, first)
    assert desk.summary(customer, reader).unread == 0


def test_what_is_in_the_archive_is_not_unread(desk: Desk) -> None:
    customer, reader = desk.new_customer(), new_id()
    document = desk.add(customer, "RE-1")

    desk.move(customer, document.id)

    assert desk.summary(customer, reader).unread == 0
    assert [each.is_unread for each in desk.page(customer, reader=reader).items] == [False]
