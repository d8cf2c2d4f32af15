"""Post holds what is new, the Archive what was put there; moving changes nothing else."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.ids import new_id
from contracts.post import DocumentCount
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf
from tests.identity.integration.threads import at_once


def folders(desk: Desk, customer: UUID) -> dict[str, list[str]]:
    return {
        folder: sorted(each.number for each in desk.page(customer, folder=folder).items)
        for folder in ("post", "archive")
    }


@pytest.mark.req("B2", "SE-60")
def test_a_new_document_is_in_post_and_a_moved_one_in_the_archive(desk: Desk) -> None:
    customer = desk.new_customer()
    desk.receive(desk.event(plain_pdf(), customer, "RE-1"))
    (before,) = desk.stored(customer)
    there = folders(desk, customer)

    moved = desk.move(customer, before.id)

    (after,) = desk.stored(customer)
    assert there == {"post": ["RE-1"], "archive": []}
    assert moved == ["moved"]
    assert folders(desk, customer) == {"post": [], "archive": ["RE-1"]}
    assert (after.id, after.sha256, after.version_id) == (
        before.id,
        before.sha256,
        before.version_id,
    )


@pytest.mark.req("B2", "SE-60")
def test_what_was_moved_comes_back(desk: Desk) -> None:
    customer = desk.new_customer()
    document = desk.add(customer, "RE-1")

    outcomes = [
        desk.move(customer, document.id),
        desk.move(customer, document.id),
        desk.move(customer, document.id, folder="post"),
    ]

    assert outcomes == [["moved"], ["already_there"], ["moved"]]
    assert folders(desk, customer) == {"post": ["RE-1"], "archive": []}
    recorded = [(line.details["from"], line.details["to"]) for line in moves(desk, customer)]
    assert recorded == [("archive", "post"), ("post", "archive")]


def moves(desk: Desk, customer: UUID) -> list[Any]:
    return [line for line in desk.audit(customer) if line.action == "document.moved"]


@pytest.mark.req("B2")
def test_of_many_each_has_its_own_answer(desk: Desk) -> None:
    customer, other = desk.new_customer(), desk.new_customer()
    first, second = desk.add(customer, "RE-1"), desk.add(customer, "RE-2")
    foreign = desk.add(other, "RE-3")
    desk.move(customer, second.id)

    outcomes = desk.move(customer, second.id, foreign.id, first.id, new_id(), first.id)

    assert outcomes == ["already_there", "not_found", "moved", "not_found", "moved"]
    assert folders(desk, other) == {"post": ["RE-3"], "archive": []}
    assert len(moves(desk, customer)) == 2


@pytest.mark.req("B2")
def test_two_who_move_the_same_documents_at_once_move_each_once(desk: Desk) -> None:
    customer = desk.new_customer()
    ids = [desk.add(customer, f"RE-{each}").id for each in range(6)]

    outcomes = at_once(
        lambda: desk.move(customer, *ids), lambda: desk.move(customer, *reversed(ids))
    )

    assert sorted(chain.from_iterable(outcomes)) == ["already_there"] * 6 + ["moved"] * 6
    assert len(moves(desk, customer)) == 6
    assert counts(desk, customer) == {("archive", "invoice"): (6, 6000)}


def counts(desk: Desk, customer: UUID) -> dict[tuple[str, str], tuple[int, int]]:
    found: tuple[DocumentCount, ...] = desk.summary(customer).counts
    return {(each.folder, each.document_type): (each.documents, each.size_bytes) for each in found}


@pytest.mark.req("B20", "B2", "SE-08")
def test_counts_and_bytes_follow_whatever_happens_to_documents(desk: Desk) -> None:
    customer = desk.new_customer()
    desk.receive(desk.event(plain_pdf(), customer, "RE-1"))
    desk.receive(desk.event(plain_pdf(), customer, "RE-1"))
    letter = desk.add(customer, "BR-1", document_type="letter", size_bytes=70)
    gone = desk.add(customer, "BR-2", document_type="letter", size_bytes=7)
    desk.add(desk.new_customer(), "FOREIGN", size_bytes=900)

    desk.move(customer, letter.id)
    desk.clock.move(timedelta(days=400))
    desk.delete(gone)

    assert counts(desk, customer) == {
        ("post", "invoice"): (1, len(plain_pdf())),
        ("archive", "letter"): (1, 70),
    }
    assert recounted(desk) == ([], [])


def recounted(desk: Desk) -> tuple[list[Any], list[Any]]:
    """Return what the counts say otherwise than the documents themselves."""
    by_folder = """
        SELECT organisation_id, folder, document_type, count(*), sum(size_bytes)
        FROM document WHERE deleted_at IS NULL AND restricted_at IS NULL GROUP BY 1, 2, 3
    """
    counted = "SELECT * FROM document_tally WHERE documents > 0"
    whole = """
        SELECT organisation_id, count(*), sum(size_bytes)
        FROM document WHERE deleted_at IS NULL GROUP BY 1
    """
    used = "SELECT organisation_id, documents, size_bytes FROM storage_use WHERE documents > 0"
    with desk.database.transaction(every_organisation=True) as session:
        return (
            list(session.execute(text(f"({by_folder}) EXCEPT ({counted})"))),
            list(session.execute(text(f"({whole}) EXCEPT ({used})"))),
        )


@pytest.mark.req("B20")
def test_counts_are_right_after_many_at_once(desk: Desk) -> None:
    customer = desk.new_customer()
    documents = [desk.add(customer, f"RE-{each}", size_bytes=each) for each in range(4)]

    at_once(
        lambda: desk.add(customer, "RE-A", size_bytes=100),
        lambda: desk.add(customer, "RE-B", size_bytes=1000),
        lambda: desk.move(customer, *(each.id for each in documents)),
        lambda: desk.move(customer, *(each.id for each in documents[:2]), folder="post"),
    )

    assert recounted(desk) == ([], [])
    assert sum(size for _, size in counts(desk, customer).values()) == 1106
