"""A document stays for twelve calendar months, whoever asks, and then until somebody asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.clock import BERLIN
from chassis.ids import new_id
from contracts.billing_docs import Document
from contracts.principal import Principal
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World

NOON = datetime(2027, 2, 10, 12, 0, tzinfo=BERLIN)
LAST_DAY = date(2028, 2, 10)

# When provided, the last second of protection, in Berlin.
CALENDAR = {
    "an ordinary day": (NOON, datetime(2028, 2, 10, 23, 59, 59, tzinfo=BERLIN)),
    "29 February": (
        datetime(2028, 2, 29, 12, 0, tzinfo=BERLIN),
        datetime(2029, 2, 28, 23, 59, 59, tzinfo=BERLIN),
    ),
    "28 February before a leap day": (
        datetime(2027, 2, 28, 12, 0, tzinfo=BERLIN),
        datetime(2028, 2, 28, 23, 59, 59, tzinfo=BERLIN),
    ),
    "the night the clocks go forward": (
        datetime(2027, 3, 27, 23, 30, tzinfo=UTC),
        datetime(2028, 3, 28, 23, 59, 59, tzinfo=BERLIN),
    ),
    "the night the clocks go back": (
        datetime(2027, 10, 30, 22, 30, tzinfo=UTC),
        datetime(2028, 10, 31, 23, 59, 59, tzinfo=BERLIN),
    ),
    "a minute before midnight": (
        datetime(2027, 6, 30, 21, 59, tzinfo=UTC),
        datetime(2028, 6, 30, 23, 59, 59, tzinfo=BERLIN),
    ),
}


def provided(world: World, at: datetime = NOON, **options: Any) -> Document:
    """Return a document that came at `at`."""
    world.move_clock(at)
    world.publish(plain_pdf(), **options)
    (document,) = world.wait_listed()
    world.settled()
    return document


def staff(world: World) -> Principal:
    """Return one of the vendor's people."""
    return world.admin(organisation_id=new_id(), organisation_kind="vendor")


def delete(world: World, document: Document, caller: Principal) -> str | None:
    """Ask to delete a document; return the error's name, None where it is deleted."""
    answer = world.call(
        "delete_document",
        caller,
        document_id=str(document.id),
        organisation_id=str(world.organisation_id),
    )
    return answer["error"] and str(answer["error"]["exc_type"])


@pytest.mark.req("SE-61", "B11")
def test_before_twelve_months_it_is_read_and_deleted_by_nobody(world: World) -> None:
    document = provided(world)
    world.move_clock(datetime(2028, 2, 9, 12, 0, tzinfo=BERLIN))

    refusals = {delete(world, document, caller) for caller in (world.admin(), staff(world))}

    assert refusals == {"RetentionProtected"}
    assert document.available_until == LAST_DAY
    assert world.documents() == [document]
    assert world.bytes_of(world.archived(document.id)) == plain_pdf()


@pytest.mark.req("SE-61", "B11", "R15", "BR-12")
@pytest.mark.parametrize("case", CALENDAR)
def test_protection_ends_with_the_last_day_of_the_twelfth_month(world: World, case: str) -> None:
    at, last_second = CALENDAR[case]
    document = provided(world, at)

    world.move_clock(last_second - timedelta(seconds=20))
    while_protected = delete(world, document, world.admin())
    world.move_clock(last_second + timedelta(seconds=1))
    afterwards = delete(world, document, world.admin())

    assert (while_protected, afterwards) == ("RetentionProtected", None)
    assert world.documents() == []


@pytest.mark.req("SE-61", "B11")
def test_after_twelve_months_it_stays_until_somebody_deletes_it(world: World) -> None:
    document = provided(world)
    file = world.archived(document.id)
    world.move_clock(datetime(2029, 2, 10, 12, 0, tzinfo=BERLIN))
    readers = [world.admin(role=role) for role in ("member", "documents")]

    refused = [delete(world, document, reader) for reader in readers]
    kept = world.documents()
    deleted = delete(world, document, staff(world))

    assert refused == ["NotPermitted", "NotPermitted"]
    assert kept == [document]
    assert deleted is None
    assert delete(world, document, world.admin()) == "NotFound"
    gone = world.call("open_download", world.admin(), document_id=str(document.id))
    assert gone["error"]["exc_type"] == "NotFound"
    # The archive has a clock of its own, and does not listen to ours.
    assert world.bytes_of(file) == plain_pdf()


def test_a_resend_brings_no_deleted_document_back(world: World) -> None:
    document = provided(world)
    world.move_clock(datetime(2028, 2, 11, 12, 0, tzinfo=BERLIN))
    assert delete(world, document, world.admin()) is None

    resent = world.publish(plain_pdf(), event_id=str(new_id()))

    assert world.heard("document.archived.v1", resent)["document_id"] == str(document.id)
    assert world.documents() == []
    assert len(world.notices_heard()) == 1


@pytest.mark.req("R15")
@pytest.mark.parametrize("year", [1, 2026, 2040, 9999])
def test_no_date_of_issue_locks_the_archive_for_ever(desk: Desk, year: int) -> None:
    customer = desk.new_customer()
    now = desk.clock.now()

    desk.receive(desk.event(plain_pdf(), customer, f"L-{year}", issued_on=date(year, 12, 31)))

    (document,) = desk.stored(customer)
    assert document.issued_on == date(year, 12, 31)
    assert now + timedelta(days=365) < document.locked_until < now + timedelta(days=11 * 366)
    (answer,) = desk.told("document.archived.v1")
    assert datetime.fromisoformat(answer["data"]["retained_until"]) == document.locked_until


@pytest.mark.req("SE-61", "B11")
def test_deleting_is_in_the_audit_trail(desk: Desk) -> None:
    customer = desk.new_customer()
    desk.receive(desk.event(plain_pdf(), customer))
    (document,) = desk.stored(customer)
    desk.clock.move(timedelta(days=400))

    desk.delete(document)
    desk.delete(document)

    line, *_ = desk.audit(customer)
    assert (line.action, line.actor) == ("document.deleted", "person:admin")
    assert line.subject == f"document:{document.id}"
    actions = [line.action for line in desk.audit(customer)]
    assert actions == ["document.deleted", "document.archived", "e_billing_address.named"]
