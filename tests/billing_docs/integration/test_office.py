"""What the vendor's administration looks after, and nobody else: events, ledgers, documents."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import msgspec
import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.document_office import (
    KeptDocuments,
    ParkedEvent,
    ParkedEventPage,
    Reconciliation,
)
from contracts.principal import Principal
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import SOURCE, World


@pytest.fixture
def clerk() -> Principal:
    return a_principal(organisation_id=new_id(), organisation_kind="vendor", role="admin")


def answer_of(world: World, method: str, caller: Principal, **arguments: Any) -> Any:
    answer = world.call(method, caller, **arguments)
    assert answer["error"] is None, answer
    return answer["result"]


def parked(world: World, clerk: Principal, **query: Any) -> ParkedEventPage:
    result = answer_of(world, "list_parked_events", clerk, query=query)
    return msgspec.convert(result, ParkedEventPage)


def of_this_customer(world: World, page: ParkedEventPage) -> list[ParkedEvent]:
    return [each for each in page.items if each.customer_number == world.customer_number]


@pytest.mark.req("P4")
def test_a_parked_event_says_what_it_is_about_and_is_taken_in_once_by_a_replay(
    world: World, clerk: Principal
) -> None:
    number = world.number("WARTET")
    reference = world.upload(plain_pdf())
    event = world.an_event(plain_pdf(), number)
    event["data"]["file"] = {
        **{k: v for k, v in event["data"]["file"].items() if k != "content"},
        "reference": reference,
    }
    world.forget_upload(reference)
    body = world.tell(event)
    world.wait_parked(body)

    page = parked(world, clerk, code="reference_unknown", limit=100)
    (shown,) = of_this_customer(world, page)
    key = reference.removeprefix("upload:")
    world.store().put_object(Bucket=world.namespace.uploads_bucket, Key=key, Body=plain_pdf())
    request = {"ids": [str(shown.id)] * 2}
    first = answer_of(world, "replay_parked_events", clerk, request=request)
    again = answer_of(world, "replay_parked_events", clerk, request=request)

    assert (shown.number, shown.event_id, shown.size_bytes) == (number, event["id"], len(body))
    assert (first["count"], again["count"]) == (1, 0)
    assert [each.number for each in world.wait_listed()] == [number]
    assert of_this_customer(world, parked(world, clerk, limit=100)) == []
    assert world.count("audit_entry", f"subject = 'parked_message:{shown.id}'") == 1


def test_pages_of_parked_events_follow_on_each_other_and_a_discarded_one_is_gone(
    world: World, clerk: Principal
) -> None:
    bodies = [world.tell(world.an_event(b"no pdf", world.number(f"X{n}"))) for n in range(3)]
    for body in bodies:
        world.wait_parked(body)
    before = {each.code: each.count for each in parked(world, clerk).counts}

    found: list[ParkedEvent] = []
    page = parked(world, clerk, limit=1)
    while True:
        found += page.items
        if page.next_cursor is None:
            break
        page = parked(world, clerk, limit=1, cursor=page.next_cursor)
    ours = [each for each in found if each.customer_number == world.customer_number]
    reason = {"reason": "Testdatei des Herausgebers"}
    answer_of(world, "discard_parked_event", clerk, parked_id=str(ours[0].id), request=reason)
    twice = world.call("discard_parked_event", clerk, parked_id=str(ours[0].id), request=reason)

    assert sorted(each.number or "" for each in ours) == sorted(
        world.number(f"X{n}") for n in range(3)
    )
    assert len({each.id for each in found}) == len(found)
    after = {each.code: each.count for each in parked(world, clerk).counts}
    assert after.get(ours[0].code, 0) == before[ours[0].code] - 1
    assert twice["error"]["exc_type"] == "NotFound"


@pytest.mark.req("R22")
def test_a_ledger_is_compared_line_by_line(world: World, clerk: Principal) -> None:
    event_id = world.publish(plain_pdf())
    (document,) = world.wait_listed()
    lines = [
        {"source": SOURCE, "event_id": event_id, "number": document.number},
        {"source": SOURCE, "event_id": event_id, "number": "ANOTHER"},
        {"source": SOURCE, "event_id": "never-sent", "number": world.number("FEHLT")},
    ]

    as_json = answer_of(
        world, "reconcile_ledger", clerk, ledger="\n".join(json.dumps(line) for line in lines)
    )
    csv = "\ufeffsource;event_id;number\r\n" + "".join(
        f"{line['source']};{line['event_id']};{line['number']}\r\n" for line in lines
    )
    as_csv = answer_of(world, "reconcile_ledger", clerk, ledger=csv)
    broken = world.call("reconcile_ledger", clerk, ledger="event_id\nx")

    found = msgspec.convert(as_json, Reconciliation)
    assert {each.outcome: each.count for each in found.counts} == {
        "archived": 1,
        "missing": 1,
        "other_number": 1,
    }
    assert [(each.outcome, each.detail) for each in found.findings] == [
        ("other_number", document.number),
        ("missing", ""),
    ]
    assert as_csv == as_json
    assert broken["error"]["exc_type"] == "InvalidInput"


@pytest.mark.req("B12")
def test_a_document_is_found_by_customer_and_number_also_when_its_customer_sees_it_no_more(
    world: World, clerk: Principal
) -> None:
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    query = {"customer_number": world.customer_number, "number": document.number}
    restriction = {
        "organisation_id": str(world.organisation_id),
        "ground": "gdpr_article_18",
        "reason": "Antrag (Demo)",
    }

    before = answer_of(world, "find_kept_documents", clerk, query=query)
    answer_of(world, "restrict_document", clerk, document_id=str(document.id), request=restriction)
    after = answer_of(world, "find_kept_documents", clerk, query=query)
    nothing = answer_of(world, "find_kept_documents", clerk, query={**query, "number": "KEINE"})
    customer = answer_of(world, "find_kept_documents", clerk, query={**query, "number": ""})
    nobody = world.call("find_kept_documents", clerk, query={**query, "customer_number": "99999"})

    shown = [msgspec.convert(each, KeptDocuments).items[0].is_shown for each in (before, after)]
    assert shown == [True, False]
    assert UUID(nothing["organisation_id"]) == world.organisation_id
    assert (nothing["items"], customer["items"]) == ([], [])
    assert customer["customer_name"] == nothing["customer_name"]
    assert nobody["error"]["exc_type"] == "NotFound"


def test_nobody_but_the_vendors_administration_looks_in(world: World) -> None:
    strangers = [
        world.admin(),
        a_principal(organisation_id=new_id(), organisation_kind="vendor", role="member"),
        a_principal(organisation_id=new_id(), organisation_kind="partner", role="admin"),
    ]
    ways: dict[str, dict[str, Any]] = {
        "list_parked_events": {"query": {}},
        "replay_parked_events": {"request": {"ids": [str(new_id())]}},
        "discard_parked_event": {"parked_id": str(new_id()), "request": {"reason": "weg"}},
        "find_kept_documents": {"query": {"customer_number": "10001", "number": "RE"}},
        "reconcile_ledger": {"ledger": ""},
    }

    answers = {
        world.call(way, who, **arguments)["error"]["exc_type"]
        for who in strangers
        for way, arguments in ways.items()
    }

    assert answers == {"NotPermitted"}
