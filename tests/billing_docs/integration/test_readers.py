"""Who may read whose documents, and who may do more than read."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.billing_docs import Document
from contracts.principal import AREAS, DEFAULT_AREAS, Principal
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World

READING = ("get_document", "open_preview", "open_download")


@pytest.fixture
def document(world: World) -> Document:
    """Return a document of the customer."""
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    return document


def error_of(answer: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the error's name and arguments."""
    assert answer["error"], answer
    return answer["error"]["exc_type"], tuple(answer["error"]["exc_args"])


def staff() -> Principal:
    """Return one of the vendor's people."""
    return a_principal(organisation_kind="vendor", role="member", areas=())


@pytest.mark.req("SE-29", "SE-45")
@pytest.mark.parametrize("role", ["admin", "member", "documents"])
def test_every_role_with_post_lists_previews_and_downloads(
    world: World, document: Document, role: str
) -> None:
    reader = world.admin(role=role, areas=("post",))

    answers = [world.call(method, reader, document_id=str(document.id)) for method in READING]

    assert [answer["error"] for answer in answers] == [None, None, None]
    shown, preview, download = (answer["result"] for answer in answers)
    assert preview == download
    assert preview["sha256"] == shown["sha256"] == document.sha256
    assert (preview["media_type"], preview["size_bytes"]) == ("application/pdf", len(plain_pdf()))
    assert world.documents(reader) == [msgspec.structs.replace(document, is_unread=False)]


@pytest.mark.req("SE-44")
@pytest.mark.parametrize("method", [*READING, "delete_document", "list_documents"])
def test_without_the_area_post_nothing_is_shown(
    world: World, document: Document, method: str
) -> None:
    outside = world.admin(areas=tuple(area for area in AREAS if area != "post"))
    arguments: dict[str, Any] = (
        {"query": {}} if method == "list_documents" else {"document_id": str(document.id)}
    )

    answer = world.call(method, outside, **arguments)

    assert error_of(answer) == ("AreaNotVisible", ("post",))


@pytest.mark.req("SE-44")
def test_a_fresh_member_sees_no_post_until_it_is_switched_on(
    world: World, document: Document
) -> None:
    member = world.admin(role="member", areas=DEFAULT_AREAS)

    before = world.call("list_documents", member, query={})
    switched_on = msgspec.structs.replace(member, areas=("post",))

    assert error_of(before)[0] == "AreaNotVisible"
    assert world.documents(switched_on) == [document]


@pytest.mark.req("SE-29")
@pytest.mark.parametrize("role", ["member", "documents"])
def test_readers_delete_nothing(world: World, document: Document, role: str) -> None:
    answer = world.call("delete_document", world.admin(role=role), document_id=str(document.id))

    assert error_of(answer) == ("NotPermitted", ("admin",))


@pytest.mark.req("BR-10")
@pytest.mark.parametrize("method", [*READING, "delete_document"])
def test_a_foreign_document_answers_like_none_at_all(
    world: World, document: Document, method: str
) -> None:
    stranger = world.admin(organisation_id=new_id())
    foreign, unknown = {"document_id": str(document.id)}, {"document_id": str(new_id())}
    named = {"organisation_id": str(world.organisation_id)}

    answers = [
        world.call(method, stranger, **arguments)
        for arguments in (unknown, foreign, {**unknown, **named}, {**foreign, **named})
    ]

    of_document, of_organisation = answers[:2], answers[2:]
    assert of_document[0] == of_document[1]
    assert of_organisation[0] == of_organisation[1]
    assert {error_of(answer)[0] for answer in answers} == {"NotFound"}


@pytest.mark.req("BR-10")
def test_a_foreign_organisation_answers_like_none_at_all(world: World, document: Document) -> None:
    del document
    stranger = world.admin(organisation_id=new_id())

    foreign, unknown = (
        world.call("list_documents", stranger, query={"organisation_id": str(which)})
        for which in (world.organisation_id, new_id())
    )

    assert foreign == unknown
    assert error_of(foreign) == ("NotFound", ("organisation",))
    assert world.documents(stranger) == []


def test_the_vendors_people_read_what_they_name(world: World, document: Document) -> None:
    # Whether the customer's people have read it is no business of the vendor's list.
    shown = msgspec.structs.replace(document, is_unread=False)
    assert world.documents(staff(), organisation_id=str(world.organisation_id)) == [shown]
    assert world.documents(staff()) == []


@pytest.mark.parametrize("limit", [0, -1, 101, 1.5, "many"])
def test_a_page_has_one_to_a_hundred_documents(world: World, limit: object) -> None:
    answer = world.call("list_documents", world.admin(), query={"limit": limit})

    assert error_of(answer)[0] == "InvalidInput"
    assert error_of(answer)[1][0] == "query.limit"


@pytest.mark.parametrize("limit", [1, 100])
def test_the_bounds_themselves_are_fine(world: World, document: Document, limit: int) -> None:
    assert world.documents(limit=limit) == [document]


def test_nobody_unsigned_is_answered(world: World, document: Document) -> None:
    answer = world.bus.call("billing_docs", "get_document", document_id=str(document.id))

    assert error_of(answer)[0] == "NotSignedIn"


def test_nobody_but_the_vendors_people_lists_who_was_not_told(world: World) -> None:
    answer = world.call("list_without_notice", world.admin(), query={})

    assert error_of(answer) == ("NotPermitted", ("vendor_administration",))
