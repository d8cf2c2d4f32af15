"""Closed requests are erased when their time is over, and nothing is left of them but a count."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.principal import Principal
from contracts.request_privacy import HoldRequest
from contracts.request_types import PutRequestType
from contracts.tickets import Request
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import ORGANISATION, say, share
from tests.tickets.integration.desk import assign, close, merge, rate
from tests.tickets.integration.files import kept_keys, send
from tests.tickets.integration.master_data import ask_for
from tests.tickets.integration.world import World, a_colleague, name_of, staff
from tickets.domain.attachments import SWEPT_AFTER
from tickets.store.schema import metadata
from tickets.use_cases.privacy.erase_closed_requests import erase_closed_requests

THREE_YEARS = timedelta(days=1096)
A_MOMENT = timedelta(seconds=1)
CANARY = "Kanarienvogel Muster"


def rows_with(world: World, words: str) -> list[str]:
    """Return every column of every table in which the words stand, read as text."""
    found = []
    with world.database.transaction(every_organisation=True) as session:
        for table in metadata.sorted_tables:
            for column in table.columns:
                query = f'SELECT count(*) FROM {table.name} WHERE "{column.name}"::text ~* :words'  # noqa: S608 - our own tables
                if session.execute(text(query), {"words": words}).scalar_one():
                    found.append(f"{table.name}.{column.name}")
    return found


def files_of(world: World, customer: Principal) -> set[str]:
    """Return where bytes of the customer's lie; tests share the bucket."""
    return {key for key in kept_keys(world) if str(customer.organisation_id) in key}


def count(world: World, table: str) -> int:
    with world.database.transaction(every_organisation=True) as session:
        many: int = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - our own tables
    return many


def open_and_close(world: World, customer: Principal, **changes: Any) -> Request:
    request = world.open(customer, **changes)
    close(world, staff(), request)
    return request


def a_full_request(world: World, customer: Principal) -> Request:
    """Return a closed request with everything that can hang on one, full of a name."""
    photo = send(world, customer, name=f"{CANARY}.png")
    request = world.open(
        customer,
        title=f"{CANARY} meldet",
        description=f"{CANARY}: Drucker",
        attachments=(photo.id,),
    )
    other = world.open(customer, idempotency_key="other", title=CANARY)
    agent = staff()
    assign(world, agent, request, agent)
    say(world, agent, request, f"Notiz zu {CANARY}", "vendor")
    say(world, customer, request, f"Nur wir: {CANARY}", "customer")
    share(world, customer, request, ORGANISATION)
    world.service.mark_read(customer, request.id)
    merge(world, agent, other, request)
    close(world, agent, request)
    rate(world, customer, request, 4, f"Danke, sagt {CANARY}")
    return request


@pytest.mark.req("C16")
def test_nothing_is_left_of_an_erased_request_but_a_count(world: World) -> None:
    customer = a_principal()
    request = a_full_request(world, customer)
    assert {"request.title", "entry.body", "attachment.file_name"} <= set(rows_with(world, CANARY))
    assert files_of(world, customer)

    world.clock.move(THREE_YEARS + A_MOMENT)
    world.service.erase_closed_requests()
    world.clock.move(SWEPT_AFTER)
    world.service.sweep_attachments()

    assert rows_with(world, CANARY) == []
    assert rows_with(world, str(customer.subject)) == []
    assert files_of(world, customer) == set()
    assert [count(world, table) for table in ("request", "entry", "participant")] == [0, 0, 0]
    with world.database.transaction() as session:
        counted = session.execute(text("SELECT number, kind, stars FROM erased_request")).all()
    assert sorted(row.number for row in counted) == [request.number, request.number + 1]
    assert {(row.kind, row.stars) for row in counted} == {
        ("technical_problem", 4),
        ("technical_problem", None),
    }
    assert world.audit_actions(customer.organisation_id).count("request.erased") == 2
    with pytest.raises(NotFound):
        world.service.get_request(staff(), request.id)


def test_a_request_is_kept_until_its_time_is_over_and_as_long_as_it_is_open(world: World) -> None:
    customer = a_principal()
    open_and_close(world, customer, idempotency_key="closed")
    world.open(customer, idempotency_key="open")

    world.clock.move(THREE_YEARS - A_MOMENT)
    kept = erase_closed_requests(world.room, THREE_YEARS)
    world.clock.move(2 * A_MOMENT)
    erased = erase_closed_requests(world.room, THREE_YEARS)
    again = erase_closed_requests(world.room, THREE_YEARS)

    assert (kept, erased, again) == (0, 1, 0)
    assert count(world, "request") == 1
    # Whoever still has a request is still known.
    assert count(world, "participant") == 1


def test_the_newest_version_of_a_kind_says_how_long_its_requests_are_kept(world: World) -> None:
    agent, customer = staff(), a_principal()
    open_and_close(world, customer, idempotency_key="1")
    open_and_close(world, customer, idempotency_key="2", kind="other_technical_matter")
    kinds = world.service.list_request_types(agent).items
    kind = next(each for each in kinds if each.key == "technical_problem")

    world.service.put_request_type(
        agent,
        PutRequestType(
            key=kind.key,
            base_version=kind.version,
            label=kind.label,
            fields=kind.fields,
            department=kind.department,
            kept_days=90,
        ),
    )
    world.clock.move(timedelta(days=91))

    assert erase_closed_requests(world.room, THREE_YEARS) == 1
    assert [each.kind for each in world.page(customer, open=False).items] == [
        "other_technical_matter"
    ]


def test_a_held_request_is_kept_until_it_is_released(world: World) -> None:
    customer, agent = a_principal(), staff()
    request = open_and_close(world, customer)
    held = world.service.hold_request(
        agent, HoldRequest(request_id=request.id, reason="Verfahren 4711")
    )
    world.service.hold_request(agent, HoldRequest(request_id=request.id, reason="Verfahren 4711"))
    world.clock.move(2 * THREE_YEARS)

    while_held = erase_closed_requests(world.room, THREE_YEARS)
    seen_by_customer = world.detail(customer, request).hold_reason
    world.service.release_request(agent, request.id)
    world.service.release_request(agent, request.id)
    released = erase_closed_requests(world.room, THREE_YEARS)

    assert (while_held, released) == (0, 1)
    assert (held.hold_reason, seen_by_customer) == ("Verfahren 4711", None)
    actions = world.audit_actions(customer.organisation_id)
    assert actions[:3] == ["request.erased", "request.released", "request.held"]


def test_only_the_vendors_people_hold_and_say_why(world: World) -> None:
    customer = a_principal()
    request = world.open(customer)

    with pytest.raises(NotPermitted):
        world.service.hold_request(customer, HoldRequest(request_id=request.id, reason="Nein"))
    with pytest.raises(NotPermitted):
        world.service.release_request(customer, request.id)
    with pytest.raises(InvalidInput):
        world.service.hold_request(staff(), HoldRequest(request_id=request.id, reason="   "))


def test_what_a_change_of_master_data_hangs_on_is_kept_until_it_is_decided(world: World) -> None:
    admin = a_principal(role="admin")
    change = ask_for(world, admin, "renaming", name="Muster (neu)")
    with world.database.transaction(every_organisation=True) as session:
        session.execute(
            text("UPDATE request SET state = 'closed', closed_at = :at WHERE id = :id"),
            {"at": world.clock.now(), "id": change.request_id},
        )
    world.clock.move(2 * THREE_YEARS)

    assert erase_closed_requests(world.room, THREE_YEARS) == 0


def test_two_who_erase_at_once_erase_each_request_once(world: World) -> None:
    customer, other = a_principal(), a_principal()
    for number in range(12):
        open_and_close(world, customer if number % 2 else other, idempotency_key=str(number))
    world.clock.move(THREE_YEARS + A_MOMENT)

    erased = at_once(*[lambda: erase_closed_requests(world.room, THREE_YEARS)] * 3)

    assert sum(erased) == 12
    assert count(world, "erased_request") == 12
    assert count(world, "participant") == 0


def test_whoever_asks_anew_while_his_last_request_is_erased_stays_known(world: World) -> None:
    customer = a_principal()
    open_and_close(world, customer, idempotency_key="old")
    world.clock.move(THREE_YEARS + A_MOMENT)

    at_once(
        lambda: erase_closed_requests(world.room, THREE_YEARS),
        lambda: world.open(customer, idempotency_key="new"),
    )

    (request,) = world.page(customer).items
    assert request.requester is not None
    assert request.requester.name == name_of(customer)


def test_a_colleague_of_an_erased_request_who_has_one_of_his_own_stays_known(
    world: World,
) -> None:
    customer = a_principal()
    colleague = a_colleague(customer)
    request = world.open(customer)
    share(world, customer, request, ORGANISATION)
    say(world, colleague, request)
    world.open(colleague)
    close(world, staff(), request)
    world.clock.move(THREE_YEARS + A_MOMENT)

    erase_closed_requests(world.room, THREE_YEARS)

    with world.database.transaction(every_organisation=True) as session:
        known = session.scalars(text("SELECT person_id FROM participant")).all()
    assert known == [colleague.subject]
