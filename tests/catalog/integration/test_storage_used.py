"""Catalog knows how much space documents use, whatever order it is told in."""

from functools import partial
from itertools import permutations
from uuid import UUID

import pytest

from catalog.store.storage import StorageStore
from chassis.ids import new_id
from contracts.events import StorageUsedChanged
from tests.catalog.integration.desk import Desk, incoming
from tests.identity.integration.threads import at_once


def told(desk: Desk, organisation_id: UUID, version: int) -> StorageUsedChanged:
    return StorageUsedChanged(
        organisation_id=organisation_id,
        version=version,
        documents=version,
        used_bytes=version * 1000,
        at=desk.clock.now(),
    )


def used(desk: Desk, organisation_id: UUID) -> int:
    with desk.database.transaction(organisation_id=organisation_id) as session:
        return StorageStore(session).used_bytes(organisation_id)


@pytest.mark.req("MB-20")
def test_the_newest_version_counts_in_whatever_order_they_come_and_how_often(desk: Desk) -> None:
    for order in permutations((1, 2, 3)):
        organisation_id = new_id()
        for version in (*order, *order):
            desk.service.remember_storage_used(incoming(told(desk, organisation_id, version)))

        assert used(desk, organisation_id) == 3000
    assert used(desk, new_id()) == 0


def test_two_versions_at_once_leave_the_newer_one(desk: Desk) -> None:
    for _ in range(20):
        organisation_id = new_id()
        events = [incoming(told(desk, organisation_id, version)) for version in (2, 1, 2)]

        at_once(*[partial(desk.service.remember_storage_used, event) for event in events])

        assert used(desk, organisation_id) == 2000


def test_the_database_keeps_one_organisations_use_from_another(desk: Desk) -> None:
    one, other = new_id(), new_id()
    desk.service.remember_storage_used(incoming(told(desk, one, 1)))

    with desk.database.transaction(organisation_id=other) as session:
        assert StorageStore(session).used_bytes(one) == 0
