"""No page goes to the print room that nobody is to see, and no print file outlives its use."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from billing_docs.use_cases.printing.sweep_print_batches import sweep_print_batches
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.keeping import Keeper
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.test_printing import (
    a_postal_customer,
    batches,
    close,
    file_of,
    make,
    texts_of,
)
from tests.identity.integration.threads import at_once


@pytest.mark.req("B12")
def test_what_is_kept_from_sight_waits_and_is_printed_once_it_is_shown_again(desk: Desk) -> None:
    customer, keeper = a_postal_customer(desk), Keeper(desk=desk)
    for number in ("RE-1", "RE-2", "RE-3"):
        desk.receive(desk.event(plain_pdf(number), customer, number))
    before_closing, before_making, _ = sorted(desk.stored(customer), key=lambda each: each.number)
    keeper.restrict(before_closing)
    desk.clock.move(timedelta(days=1))
    close(desk)
    keeper.restrict(before_making)

    make(desk)
    keeper.lift(before_closing)
    desk.clock.move(timedelta(days=1))
    close(desk)
    make(desk)

    printed = [
        [entry["number"] for entry in json.loads(file_of(desk, each, "index_json"))["documents"]]
        for each in batches(desk)
    ]
    assert printed == [["RE-3"], ["RE-1"]]


@pytest.mark.req("B12")
def test_a_batch_that_waits_for_the_print_room_is_made_again_without_what_is_withheld(
    desk: Desk,
) -> None:
    customer, keeper = a_postal_customer(desk), Keeper(desk=desk)
    for number in ("RE-1", "RE-2"):
        desk.receive(desk.event(plain_pdf(number), customer, number))
    desk.clock.move(timedelta(days=1))
    close(desk)
    make(desk)
    (first,) = batches(desk)
    keeper.restrict(next(each for each in desk.stored(customer) if each.number == "RE-1"))

    swept = [sweep(desk), sweep(desk)]
    made = make(desk)

    assert (swept, made) == ([1, 0], first.id)
    (second,) = batches(desk)
    assert (second.state, second.documents, first.documents) == ("ready", 1, 2)
    assert "RE-1" not in " ".join(texts_of(file_of(desk, second)))
    assert {each["Key"] for each in files_in_store(desk, first.id)} == {
        each.object_key for each in second.files.values()
    }


@pytest.mark.req("B12")
def test_the_files_of_a_printed_batch_go_after_a_while_or_with_a_destroyed_document(
    desk: Desk,
) -> None:
    customer = a_postal_customer(desk)
    for day in range(2):
        desk.receive(desk.event(plain_pdf(), customer, f"RE-{day}"))
        desk.clock.move(timedelta(days=1))
    close(desk)
    while make(desk) is not None:
        pass
    old, young = batches(desk)
    for batch, ago in ((old, 31), (young, 1)):
        desk.run_sql(
            "UPDATE print_batch SET state = 'printed', printed_by = 'x', printed_at = :at"
            " WHERE id = :id RETURNING id",
            id=batch.id,
            at=desk.clock.now() - timedelta(days=ago),
        )

    swept_by_age = sweep(desk)
    left = [len(files_in_store(desk, each.id)) for each in (old, young)]
    desk.run_sql("UPDATE document SET destroyed_at = now() WHERE number = 'RE-1' RETURNING id")
    swept_by_destruction = at_once(lambda: sweep(desk), lambda: sweep(desk))

    assert (swept_by_age, left) == (1, [0, 3])
    assert sorted(swept_by_destruction) == [0, 1]
    assert files_in_store(desk, young.id) == []
    assert [(each.state, each.files, each.documents) for each in batches(desk)] == [
        ("printed", {}, 1)
    ] * 2
    assert all(each.expired_at for each in batches(desk))


def sweep(desk: Desk) -> int:
    with desk.database.transaction(every_organisation=True) as session:
        return sweep_print_batches(
            session, desk.archive, desk.clock.now(), keep_for=timedelta(days=30)
        )


def files_in_store(desk: Desk, batch_id: UUID) -> list[dict[str, Any]]:
    found = desk.store().list_object_versions(
        Bucket=desk.archive.bucket, Prefix=f"print-batches/{batch_id}/"
    )
    files: list[dict[str, Any]] = found.get("Versions", [])
    return files
