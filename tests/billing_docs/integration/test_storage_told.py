"""How much space documents use is told to the other services: what changed, and once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing_docs.store.storage_use import StorageUseStore
from billing_docs.use_cases.post.tell_storage_used import tell_storage_used
from chassis.outbox import Outbox
from tests.billing_docs.integration.desk import Desk
from tests.identity.integration.threads import at_once


def tell(desk: Desk) -> int:
    now = desk.clock.now()
    with desk.database.transaction(every_organisation=True) as session:
        return tell_storage_used(
            StorageUseStore(session), Outbox(session, "billing_docs", now), now
        )


def of(desk: Desk, customer: Any) -> list[tuple[int, int]]:
    """Return documents and bytes as they were told of a customer, the oldest first."""
    return [
        (each["documents"], each["used_bytes"])
        for each in desk.told("storage_used_changed")
        if each["organisation_id"] == str(customer)
    ]


@pytest.mark.req("MB-20", "B20")
def test_space_is_told_after_each_change_and_several_changes_at_once(desk: Desk) -> None:
    customer, other = desk.new_customer(), desk.new_customer()
    for number in range(3):
        desk.add(customer, f"RE-{number}", size_bytes=1000)
    desk.add(other, "RE-OTHER", size_bytes=7)

    first, again = tell(desk), tell(desk)
    desk.add(customer, "RE-3", size_bytes=500)
    later = tell(desk)

    assert (first, again, later) == (2, 0, 1)
    assert of(desk, customer) == [(3, 3000), (4, 3500)]
    assert of(desk, other) == [(1, 7)]
    versions = [
        each["version"]
        for each in desk.told("storage_used_changed")
        if each["organisation_id"] == str(customer)
    ]
    assert versions == sorted(set(versions))


@pytest.mark.req("MB-20")
def test_processes_that_tell_at_once_tell_each_change_once(desk: Desk) -> None:
    customers = [desk.new_customer() for _ in range(10)]
    for number, customer in enumerate(customers):
        desk.add(customer, f"RE-{number}", size_bytes=10)

    at_once(*[lambda: tell(desk)] * 4)

    assert [of(desk, customer) for customer in customers] == [[(1, 10)]] * 10


@pytest.mark.req("MB-20", "B20")
def test_a_deleted_document_frees_its_space_and_that_is_told(desk: Desk) -> None:
    customer = desk.new_customer()
    document = desk.add(customer, "RE-1", size_bytes=1000)
    tell(desk)
    desk.clock.move(timedelta(days=400))

    desk.delete(document)
    tell(desk)

    assert of(desk, customer) == [(1, 1000), (0, 0)]
