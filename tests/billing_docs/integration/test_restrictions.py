"""A restricted document is kept, and shown to nobody without a reason (GDPR article 18)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from billing_docs.domain.document import BillingDocument
from chassis.clock import BERLIN
from chassis.ids import new_id
from contracts.errors import NotFound, RetentionProtected
from contracts.principal import Principal
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.keeping import CLERK, Keeper
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World
from tests.identity.integration.threads import at_once
from tests.waiting import until

WHY = {"reason": "Auskunft an das Gericht (Demo)"}


@pytest.fixture
def keeper(desk: Desk) -> Keeper:
    return Keeper(desk=desk)


def a_document(desk: Desk) -> BillingDocument:
    customer = desk.new_customer(e_billing_address=None)
    desk.receive(desk.event(plain_pdf(), customer))
    (document,) = desk.stored(customer)
    return document


def staff(world: World, **changes: Any) -> Principal:
    values = {"organisation_id": new_id(), "organisation_kind": "vendor", **changes}
    return world.admin(**values)


def error_of(answer: dict[str, Any]) -> str | None:
    return answer["error"] and str(answer["error"]["exc_type"])


@pytest.mark.req("B12")
def test_restricted_it_leaves_every_list_and_comes_back_unchanged(
    desk: Desk, keeper: Keeper
) -> None:
    document = a_document(desk)

    keeper.restrict(document)

    assert desk.page(document.organisation_id).items == ()
    assert desk.page(document.organisation_id, number="RE").items == ()
    assert desk.pages_without_notice() == [[]]

    keeper.lift(document)

    assert [each.id for each in desk.page(document.organisation_id).items] == [document.id]
    assert desk.stored(document.organisation_id) == [document]


@pytest.mark.req("B12")
def test_restricting_twice_or_from_two_sides_is_restricting_once(
    desk: Desk, keeper: Keeper
) -> None:
    document = a_document(desk)

    placed = at_once(*[lambda: keeper.restrict(document)] * 3)

    assert len({each.id for each in placed}) == 1
    actions = [line.action for line in desk.audit(document.organisation_id)]
    assert actions.count("document.restricted") == 1


@pytest.mark.req("B12", "SE-61")
def test_the_end_of_the_window_is_no_ground_before_it(desk: Desk, keeper: Keeper) -> None:
    document = a_document(desk)
    desk.clock.move(timedelta(days=365))

    with pytest.raises(RetentionProtected):
        keeper.restrict(document, ground="portal_window_over")
    desk.clock.move(timedelta(days=1))

    assert keeper.restrict(document, ground="portal_window_over").ground == "portal_window_over"


@pytest.mark.req("B12")
def test_whoever_looks_says_why_and_that_is_on_record(desk: Desk, keeper: Keeper) -> None:
    document = a_document(desk)
    with pytest.raises(NotFound):
        keeper.look(document, "Neugier")
    restriction = keeper.restrict(document)

    seen = keeper.look(document, "Anfrage des Gerichts")

    line, *_ = desk.audit(document.organisation_id)
    assert seen == document
    assert (line.action, line.actor) == ("document.restricted_opened", CLERK)
    assert line.details == {
        "restriction_id": str(restriction.id),
        "reason": "Anfrage des Gerichts",
    }


def test_what_is_not_restricted_cannot_be_lifted(desk: Desk, keeper: Keeper) -> None:
    document = a_document(desk)

    with pytest.raises(NotFound):
        keeper.lift(document)


@pytest.mark.req("B12")
def test_the_customer_finds_nothing_by_any_way_and_staff_with_a_reason(world: World) -> None:
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    vendor, name = staff(world), {"organisation_id": str(world.organisation_id)}
    request = {**name, "ground": "gdpr_article_18", **WHY}

    restricted = world.call(
        "restrict_document", vendor, document_id=str(document.id), request=request
    )

    assert restricted["error"] is None
    assert world.documents() == []
    for method in ("get_document", "open_preview", "open_download", "delete_document"):
        for caller, whose in ((world.admin(), {}), (vendor, name)):
            answer = world.call(method, caller, document_id=str(document.id), **whose)
            assert error_of(answer) == "NotFound", method
    asked = {"document_id": str(document.id), **name}
    assert error_of(world.call("find_document", world.admin(), query=asked)) == "NotFound"
    listed = world.call("list_restrictions", vendor, query=name)["result"]["items"]
    assert [each["document_id"] for each in listed] == [str(document.id)]
    opened = world.call(
        "open_restricted", vendor, document_id=str(document.id), **name, request=WHY
    )
    assert opened["result"]["sha256"] == document.sha256


@pytest.mark.req("B12")
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("get_custody", {"document_id": str(new_id()), "organisation_id": str(new_id())}),
        ("list_holds", {"query": {}}),
        ("list_restrictions", {"query": {}}),
        ("release_hold", {"hold_id": str(new_id()), "request": WHY}),
        (
            "place_hold",
            {"request": {"organisation_id": str(new_id()), "case_id": "A", **WHY}},
        ),
        ("list_deletion_runs", {"query": {}}),
        ("get_deletion_run", {"run_id": str(new_id())}),
        ("list_deletion_items", {"run_id": str(new_id()), "query": {}}),
        ("open_deletion_certificate", {"run_id": str(new_id())}),
        ("release_deletion", {"run_id": str(new_id()), "request": {"items_sha256": "0" * 64}}),
        ("withdraw_deletion", {"run_id": str(new_id()), "request": WHY}),
        (
            "restrict_document",
            {
                "document_id": str(new_id()),
                "request": {
                    "organisation_id": str(new_id()),
                    "ground": "gdpr_article_18",
                    **WHY,
                },
            },
        ),
        (
            "lift_restriction",
            {
                "document_id": str(new_id()),
                "organisation_id": str(new_id()),
                "request": WHY,
            },
        ),
        (
            "open_restricted",
            {
                "document_id": str(new_id()),
                "organisation_id": str(new_id()),
                "request": WHY,
            },
        ),
    ],
)
def test_only_the_vendors_administration_keeps_and_restricts(
    world: World, method: str, arguments: dict[str, Any]
) -> None:
    callers = [world.admin(), world.admin(kind="system"), staff(world, role="member")]

    answers = [error_of(world.call(method, caller, **arguments)) for caller in callers]

    assert answers == ["NotPermitted"] * 3
    assert error_of(world.call(method, staff(world), **arguments)) in {None, "NotFound"}


@pytest.mark.req("B12")
def test_the_running_service_holds_in_the_store_by_itself(world: World) -> None:
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    file = world.archived(document.id)
    request = {
        "organisation_id": str(world.organisation_id),
        "document_id": str(document.id),
        "case_id": "BP-2026-1",
        **WHY,
    }

    hold = world.call("place_hold", staff(world), request=request)["result"]

    def held() -> bool:
        head = world.store().head_object(
            Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
        )
        return bool(head.get("ObjectLockLegalHoldStatus") == "ON")

    until(held)
    world.move_clock(datetime(2029, 2, 10, 12, 0, tzinfo=BERLIN))
    answer = world.call("delete_document", world.admin(), document_id=str(document.id))
    assert error_of(answer) == "DocumentHeld"
    world.call("release_hold", staff(world), hold_id=hold["id"], request=WHY)
    until(lambda: not held())
