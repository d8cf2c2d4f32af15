"""Invoice runs by event and by call: who sees which, and what is told."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.events import NOTICE_FAILED, NoticeFailed
from contracts.inbound import INVOICE_RUN_ANNOUNCED
from contracts.principal import Principal
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.test_events_by_call import a_system, hand_in
from tests.billing_docs.integration.world import SOURCE, World
from tests.waiting import until


def staff() -> Principal:
    return a_principal(organisation_kind="vendor", role="admin")


def an_announcement(world: World, **changes: Any) -> dict[str, Any]:
    run = {"run_id": world.number("RUN"), "document_count": 1, "numbers": [world.number()]}
    return {
        "specversion": "1.0",
        "id": str(new_id()),
        "source": SOURCE,
        "type": INVOICE_RUN_ANNOUNCED,
        "data": {**run, **changes},
    }


def runs(world: World, caller: Principal, **query: Any) -> list[dict[str, Any]]:
    answer = world.call("list_invoice_runs", caller, query=query)
    assert answer["error"] is None, answer
    return [
        run for run in answer["result"]["items"] if run["run_id"].endswith(world.customer_number)
    ]


def announce_by_broker(world: World, event: dict[str, Any]) -> None:
    world.tell(event, routing_key=INVOICE_RUN_ANNOUNCED)
    until(lambda: runs(world, staff()))


@pytest.mark.req("SE-57", "B16")
def test_a_run_announced_by_broker_is_filled_bounces_and_is_told_complete(world: World) -> None:
    event = an_announcement(world)
    announce_by_broker(world, event)
    (run,) = runs(world, staff(), state="open")

    world.publish(plain_pdf(), run_id=event["data"]["run_id"])

    (document,) = world.wait_listed()
    assert world.heard("invoice_run.completed.v1", event["id"], seconds=25)["document_count"] == 1
    failed = NoticeFailed(
        idempotency_key=f"document_arrived:{document.id}",
        kind="document_arrived",
        organisation_id=world.organisation_id,
        recipient_sha256=hashlib.sha256(b"x").hexdigest(),
        at=world.now(),
    )
    world.bus.publish(
        msgspec.json.encode(failed),
        exchange="notifications.events",
        routing_key=NOTICE_FAILED,
        message_id=str(new_id()),
    )

    def report() -> dict[str, Any]:
        answer = world.call("get_invoice_run", a_system(), invoice_run_id=run["id"])
        result: dict[str, Any] = answer["result"]
        return result

    until(lambda: report()["bounced_count"] == 1)
    assert report()["run"]["state"] == "complete"


@pytest.mark.req("BR-06")
def test_a_contradicting_announcement_is_parked_by_broker_and_refused_by_call(
    world: World,
) -> None:
    event = an_announcement(world)
    announce_by_broker(world, event)
    other = {**event, "id": str(new_id()), "data": {**event["data"], "numbers": ["X"]}}

    row = world.wait_parked(world.tell(other, routing_key=INVOICE_RUN_ANNOUNCED))
    answer = hand_in(world, other, event_type=INVOICE_RUN_ANNOUNCED)

    assert row.code == "run_conflict"
    assert answer["error"]["exc_type"] == "EventConflict"
    assert answer["error"]["exc_args"][0] == "run_conflict"


def test_a_run_is_announced_by_call_too(world: World) -> None:
    answer = hand_in(world, an_announcement(world), event_type=INVOICE_RUN_ANNOUNCED)

    assert answer["error"] is None
    (run,) = until(lambda: runs(world, a_system()))
    assert (run["announced_count"], run["state"]) == (1, "open")


@pytest.mark.req("BR-08", "BR-10")
def test_runs_are_for_the_vendors_people_and_for_the_system_they_come_from(world: World) -> None:
    announce_by_broker(world, an_announcement(world))
    (run,) = runs(world, staff())
    other = a_system(sources=("/erp/other",))

    def asked(caller: Principal) -> Any:
        answer = world.call("get_invoice_run", caller, invoice_run_id=run["id"])
        return answer["error"] and answer["error"]["exc_type"]

    assert runs(world, a_system(), source=SOURCE) == [run]
    assert runs(world, other) == runs(world, other, source=SOURCE) == []
    assert [asked(a_system()), asked(other), asked(world.admin())] == [
        None,
        "NotFound",
        "NotPermitted",
    ]
    closing = {"invoice_run_id": run["id"], "request": {"reason": "x"}}
    for caller in (a_system(), world.admin()):
        answer = world.call("close_invoice_run", caller, **closing)
        assert answer["error"]["exc_type"] == "NotPermitted"
    assert world.call("close_invoice_run", staff(), **closing)["error"] is None
    assert runs(world, staff())[0]["state"] == "closed"


def test_the_administration_announces_a_run_for_a_system_that_does_not(world: World) -> None:
    first = f"{world.number()}-0001"
    request = {
        "source": SOURCE,
        "run_id": world.number("RUN"),
        "document_count": 3,
        "first_number": first,
        "last_number": first[:-1] + "3",
    }

    def announce(caller: Principal | None = None, **changes: Any) -> dict[str, Any]:
        return world.call("announce_run_by_hand", caller or staff(), request=request | changes)

    unknown = announce(source="/erp/nobody")
    too_few = announce(document_count=2)
    no_range = announce(last_number="XY-3")
    half = announce(last_number=None)
    colleague = announce(a_principal(organisation_kind="vendor", role="member"))
    accepted = [announce(), announce()]
    until(lambda: runs(world, staff(), state="open"))
    other = announce(document_count=4, last_number=first[:-1] + "4")

    faults = [each["error"]["exc_args"] for each in (unknown, too_few, no_range, half)]
    assert faults == [
        ["source", "source_not_allowed"],
        ["document_count", "not_as_many_numbers"],
        ["last_number", "not_a_range"],
        ["last_number", "missing"],
    ]
    assert colleague["error"]["exc_args"] == ["vendor_administration"]
    assert accepted[0]["error"] is None, accepted[0]
    assert accepted[0]["result"] == accepted[1]["result"]
    (run,) = runs(world, staff())
    report = world.call("get_invoice_run", staff(), invoice_run_id=run["id"])["result"]
    assert (run["announced_count"], report["missing_count"]) == (3, 3)
    assert other["error"]["exc_args"][0] == "run_conflict"
    about = "action = 'invoice_run.announced_by_hand'"
    assert world.count("audit_entry", about) >= 1
