"""A publishing system asks what became of its events, and of its own alone."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.principal import Principal
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import SOURCE, World, a_file


@pytest.fixture
def erp() -> Principal:
    """Return the ERP as identity signs it by its API key."""
    return a_principal(
        kind="system",
        organisation_kind="vendor",
        role=None,
        areas=(),
        scopes=("documents.publish",),
        sources=(SOURCE,),
    )


def ask(
    world: World, caller: Principal, event_ids: list[str], *, source: str = SOURCE
) -> dict[str, Any]:
    query = {"source": source, "event_ids": event_ids}
    return world.call("find_publications", caller, query=query)


def states(world: World, caller: Principal, event_ids: list[str]) -> list[tuple[str, str | None]]:
    answer = ask(world, caller, event_ids)
    assert answer["error"] is None, answer
    assert [item["event_id"] for item in answer["result"]["items"]] == event_ids
    return [(item["state"], item["code"]) for item in answer["result"]["items"]]


@pytest.mark.req("BR-04", "BR-06")
def test_archived_parked_and_unknown_are_told_in_the_order_asked(
    world: World, erp: Principal
) -> None:
    archived = world.publish(plain_pdf())
    bad = world.an_event(plain_pdf(), file=a_file(plain_pdf(), sha256="0" * 64))
    world.wait_parked(world.tell(bad))
    (document,) = world.wait_listed()
    never = str(new_id())

    answer = states(world, erp, [never, bad["id"], archived, never])

    assert answer == [
        ("unknown", None),
        ("parked", "checksum_mismatch"),
        ("archived", None),
        ("unknown", None),
    ]
    (item,) = ask(world, erp, [archived])["result"]["items"]
    assert item["document_id"] == str(document.id)


@pytest.mark.req("BR-05")
def test_a_resend_under_a_new_id_is_archived_under_both(world: World, erp: Principal) -> None:
    first = world.publish(plain_pdf())
    world.wait_listed()
    resent = world.publish(plain_pdf(), event_id=str(new_id()))
    world.heard("document.archived.v1", resent)

    found = ask(world, erp, [first, resent])["result"]["items"]

    assert {item["state"] for item in found} == {"archived"}
    assert len({item["document_id"] for item in found}) == 1


@pytest.mark.req("BR-06")
def test_an_event_that_was_mended_under_its_own_id_is_archived(
    world: World, erp: Principal
) -> None:
    good = world.an_event(plain_pdf())
    bad = {**good, "data": {**good["data"], "document_type": "valentine"}}
    world.wait_parked(world.tell(bad))
    before = states(world, erp, [good["id"]])

    world.tell(good)

    world.wait_listed()
    assert before == [("parked", "invalid_data")]
    assert states(world, erp, [good["id"]]) == [("archived", None)]


@pytest.mark.req("BR-08", "BR-10")
@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": ()},
        {"scopes": ("documents.read",)},
        {"sources": ()},
        {"sources": ("/erp/other",)},
        {"kind": "person", "scopes": (), "sources": ()},
    ],
)
def test_nobody_asks_about_anothers_events(
    world: World, erp: Principal, changes: dict[str, Any]
) -> None:
    stranger = a_principal(
        **{
            "kind": "system",
            "role": None,
            "scopes": erp.scopes,
            "sources": erp.sources,
            **changes,
        }
    )

    answer = ask(world, stranger, [str(new_id())])

    assert answer["error"]["exc_type"] == "NotPermitted"


@pytest.mark.req("BR-08")
def test_a_source_answers_for_its_own_events_alone(desk: Desk) -> None:
    customer = desk.new_customer()
    desk.receive(desk.event(plain_pdf(), customer, event_id="1"))

    own, other = (desk.publications(source, "1") for source in (SOURCE, "/erp/other"))

    assert [each.state for each in own] == ["archived"]
    assert [each.state for each in other] == ["unknown"]


def test_an_id_that_none_can_have_is_unknown(desk: Desk) -> None:
    assert [each.state for each in desk.publications(SOURCE, "1\0")] == ["unknown"]


def test_five_hundred_are_asked_at_once_and_no_more(world: World, erp: Principal) -> None:
    many = [str(number) for number in range(500)]

    assert len(states(world, erp, many)) == 500
    assert ask(world, erp, [*many, "500"])["error"]["exc_type"] == "InvalidInput"


@pytest.mark.req("BR-08")
def test_a_publisher_of_some_customers_speaks_for_those_alone(desk: Desk) -> None:
    mine, others = desk.new_customer(), desk.new_customer()
    erp = desk.publisher_for(mine)

    desk.receive(desk.event(plain_pdf(), mine, "L-1", publisher=erp))
    with desk.refusal("customer_not_allowed"):
        desk.receive(desk.event(plain_pdf(), others, "L-2", publisher=erp))

    assert (len(desk.stored(mine)), len(desk.stored(others))) == (1, 0)
