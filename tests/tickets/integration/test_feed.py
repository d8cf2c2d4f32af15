"""Requests in the feed: as long as the whole organisation is shown them, and without a word."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.testing import a_principal
from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal
from contracts.tickets import RequestQuery
from tests.tickets.integration.conversation import (
    ORGANISATION,
    say,
    share,
    unshare,
    with_person,
)
from tests.tickets.integration.desk import close
from tests.tickets.integration.world import World, a_colleague, staff


def told(world: World, request_id: UUID) -> list[dict[str, Any]]:
    """Return what was announced of the request."""
    return [each for each in world.told("affair_changed") if each["subject_id"] == str(request_id)]


def a_machine(of: Principal, *areas: str) -> Principal:
    return a_principal(
        kind="system", organisation_id=of.organisation_id, role=None, areas=areas, reads_only=True
    )


def test_a_request_is_told_while_it_is_shared_with_the_whole_organisation(world: World) -> None:
    customer = a_principal()
    request = world.open(customer)
    say(world, customer, request, "Noch nicht geteilt")
    share(world, customer, request, with_person(a_colleague(customer)))
    before = told(world, request.id)

    share(world, customer, request, ORGANISATION)
    say(world, staff(), request, "Wir kommen morgen")
    say(world, staff(), request, "Der Kunde zahlt spät", "vendor")
    unshare(world, customer, request, ORGANISATION)
    say(world, customer, request, "Nicht mehr geteilt")

    events = told(world, request.id)
    assert before == []
    assert [(each["type"], each["is_shown"]) for each in events] == [
        ("kontor.request.shared.v1", True),
        ("kontor.request.changed.v1", True),
        (None, False),
    ]
    versions = [each["version"] for each in events]
    assert versions == sorted(versions)
    assert len(set(versions)) == 3
    assert events[0]["facts"] == {
        "area": "requests",
        "number": request.number,
        "kind": request.kind,
        "state": "waiting_for_vendor",
    }


def test_an_erased_request_is_gone_from_the_feed(world: World) -> None:
    customer = a_principal()
    request = world.open(customer)
    share(world, customer, request, ORGANISATION)
    close(world, staff(), request)
    world.clock.move(timedelta(days=365 * 20))

    world.service.erase_closed_requests()

    last = told(world, request.id)[-1]
    assert (last["type"], last["is_shown"], last["is_gone"]) == (None, False, True)


def test_a_machine_account_reads_what_everybody_sees_and_nothing_else(world: World) -> None:
    customer = a_principal()
    private, shared = (world.open(customer, idempotency_key=key) for key in ("1", "2"))
    share(world, customer, shared, ORGANISATION)
    machine = a_machine(customer, "requests")

    listed = world.service.list_requests(machine, RequestQuery(scope="shared"))

    assert [each.id for each in listed.items] == [shared.id]
    assert world.service.get_request(machine, shared.id).request.id == shared.id
    with pytest.raises(NotFound):
        world.service.get_request(machine, private.id)
    with pytest.raises(NotPermitted):
        world.service.list_requests(a_machine(customer, "post"), RequestQuery(scope="shared"))
