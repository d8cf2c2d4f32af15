"""An invoice run: announced, filled, reported, and closed only when all of it has come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert

from billing_docs.domain.invoice_run import Run
from billing_docs.store.invoice_runs import InvoiceRunStore
from billing_docs.store.post_tables import DOCUMENT_LOOK
from billing_docs.use_cases.invoice_runs.announce_run import announce_run
from billing_docs.use_cases.invoice_runs.close_complete_runs import close_complete_runs
from billing_docs.use_cases.invoice_runs.close_run import close_run
from billing_docs.use_cases.invoice_runs.report_run import report_run
from chassis.audit import AuditTrail
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.outbox import Outbox
from chassis.parking import Parking, RawMessage, Reason
from contracts.errors import InvalidInput, NotFound
from contracts.inbound import INVOICE_RUN_ANNOUNCED, InvoiceRunAnnounced
from contracts.invoice_runs import InvoiceRunReport
from contracts.money import Money
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.test_delivery_mode import choose_mode
from tests.billing_docs.integration.world import SOURCE
from tests.identity.integration.threads import at_once

RUN = "2026-11"
COMPLETED = "invoice_run.completed.v1"


def an_announcement(event_id: str | None = None, **changes: Any) -> Incoming[InvoiceRunAnnounced]:
    values = {"run_id": RUN, "document_count": 2, "numbers": ("RE-1", "RE-2"), **changes}
    return Incoming(
        id=event_id or str(new_id()),
        source=SOURCE,
        type=INVOICE_RUN_ANNOUNCED,
        time=None,
        body_sha256="",
        data=InvoiceRunAnnounced(**values),
    )


def announce(desk: Desk, event: Incoming[InvoiceRunAnnounced]) -> None:
    with desk.database.transaction() as session:
        announce_run(event, session, desk.clock.now())


def issue(desk: Desk, customer: UUID, *numbers: str, **changes: Any) -> None:
    total = Money(minor_units=11900, currency="EUR")
    for number in numbers:
        said = {"run_id": RUN, "total": total, **changes}
        desk.receive(desk.event(plain_pdf(), customer, number, **said))


def the_run(desk: Desk) -> Run:
    with desk.database.transaction(every_organisation=True) as session:
        (run,) = InvoiceRunStore(session).page(
            sources=[SOURCE], state=None, older_than=None, limit=10
        )
    return run


def report(desk: Desk) -> InvoiceRunReport:
    run = the_run(desk)
    with desk.database.transaction(every_organisation=True) as session:
        return report_run(run, InvoiceRunStore(session), Parking(session, desk.clock.now()))


def close_complete(desk: Desk) -> int:
    now = desk.clock.now()
    with desk.database.transaction(every_organisation=True) as session:
        return close_complete_runs(session, Outbox(session, "billing_docs", now), now)


def close_by_staff(desk: Desk, run_id: UUID, reason: str = "Rest kommt im Dezember") -> None:
    with desk.database.transaction() as session:
        close_run(
            run_id,
            reason,
            by="person:staff",
            now=desk.clock.now(),
            store=InvoiceRunStore(session),
            audit=AuditTrail(session, desk.clock.now()),
        )


def park(desk: Desk, event_id: str, code: str) -> None:
    """Set a message of the ERP aside, as the chassis does after a refusal."""
    message = RawMessage(
        queue="in", body=event_id.encode(), content_type=None, content_encoding=None,
        headers={}, properties={}, publisher="erp-demo", attempts=0,
    )  # fmt: skip
    reason = Reason(code=code, explanation="", event_source=SOURCE, event_id=event_id)
    with desk.database.transaction() as session:
        Parking(session, desk.clock.now()).park(message, reason)


@pytest.mark.req("SE-57", "B16")
def test_a_run_is_complete_when_every_announced_document_is_there(desk: Desk) -> None:
    customer = desk.new_customer()
    announce(desk, an_announcement("run-1", totals=(Money(minor_units=23800, currency="EUR"),)))
    issue(desk, customer, "RE-1")
    before = (report(desk), close_complete(desk))

    issue(desk, customer, "RE-2")

    assert (before[0].missing_numbers, before[1]) == (("RE-2",), 0)
    found = report(desk)
    assert (found.is_complete, found.missing_count, found.run.received_count) == (True, 0, 2)
    assert found.notified_count == 2
    assert [(each.currency, each.differs) for each in found.totals] == [("EUR", False)]
    assert close_complete(desk) == 1
    assert the_run(desk).state == "complete"
    (told,) = desk.told(COMPLETED)
    assert told["data"]["event_id"] == "run-1"
    assert told["data"]["totals"] == [{"minor_units": 23800, "currency": "EUR"}]


def test_a_complete_run_is_closed_and_told_once(desk: Desk) -> None:
    announce(desk, an_announcement())
    issue(desk, desk.new_customer(), "RE-1", "RE-2")

    closed = at_once(lambda: close_complete(desk), lambda: close_complete(desk))

    assert sum(closed) == 1
    assert close_complete(desk) == 0
    assert len(desk.told(COMPLETED)) == 1


@pytest.mark.req("SE-57")
def test_documents_may_come_before_their_run_is_announced(desk: Desk) -> None:
    issue(desk, desk.new_customer(), "RE-1", "RE-2")
    before = report(desk)

    announce(desk, an_announcement())

    assert (before.run.state, before.is_complete) == ("unannounced", False)
    assert report(desk).is_complete
    assert close_complete(desk) == 1


def test_the_same_announcement_again_changes_nothing(desk: Desk) -> None:
    announce(desk, an_announcement("run-1"))

    announce(desk, an_announcement("run-1"))
    announce(desk, an_announcement("run-2", numbers=("RE-2", "RE-1")))

    assert the_run(desk).event_id == "run-1"


@pytest.mark.req("B16", "BR-06")
@pytest.mark.parametrize("changes", [{"document_count": 3, "numbers": ()}, {"numbers": ("X", "Y")}])
def test_a_contradicting_announcement_is_refused_and_the_first_stays(
    desk: Desk, changes: dict[str, Any]
) -> None:
    announce(desk, an_announcement("run-1"))

    with pytest.raises(Refused) as refused:
        announce(desk, an_announcement(**changes))

    assert refused.value.code == "run_conflict"
    announced = the_run(desk).announced
    assert announced is not None
    assert announced.numbers == ("RE-1", "RE-2")


def test_of_two_contradicting_announcements_at_once_one_stays(desk: Desk) -> None:
    def say(event: Incoming[InvoiceRunAnnounced]) -> str:
        try:
            announce(desk, event)
        except Refused as refused:
            return refused.code
        return "taken"

    said = at_once(lambda: say(an_announcement()), lambda: say(an_announcement(numbers=("X", "Y"))))

    assert sorted(said) == ["run_conflict", "taken"]


@pytest.mark.req("SE-57", "B16")
def test_the_report_tells_resends_conflicts_parked_and_strangers_apart(desk: Desk) -> None:
    customer = desk.new_customer()
    announce(desk, an_announcement())
    issue(desk, customer, "RE-1")
    issue(desk, customer, "RE-1", event_id="resent")
    issue(desk, customer, "RE-9")
    refused = {
        "conflict": desk.event(plain_pdf() + b"%", customer, "RE-1", run_id=RUN),
        "unreadable": desk.event(b"no file at all", customer, "RE-2", run_id=RUN),
    }
    for event, code in zip(refused.values(), ("number_conflict", "not_a_pdf"), strict=True):
        with desk.refusal(code):
            desk.receive(event)
        park(desk, event.id, code)

    found = report(desk)

    assert found.duplicate_count == 1
    assert [(each.number, each.code) for each in found.conflicts] == [("RE-1", "number_conflict")]
    assert [(each.number, each.code) for each in found.parked] == [("RE-2", "not_a_pdf")]
    assert (found.missing_numbers, found.unexpected_numbers) == (("RE-2",), ("RE-9",))
    assert not found.is_complete
    assert close_complete(desk) == 0


def test_what_was_parked_and_taken_in_since_is_no_fault_any_more(desk: Desk) -> None:
    customer = desk.new_customer()
    announce(desk, an_announcement())
    event = desk.event(b"no file at all", customer, "RE-1", run_id=RUN)
    with desk.refusal("not_a_pdf"):
        desk.receive(event)
    park(desk, event.id, "not_a_pdf")
    before = report(desk).parked_count

    issue(desk, customer, "RE-1", "RE-2")
    with desk.database.transaction() as session:
        parking = Parking(session, desk.clock.now())
        (row,) = parking.listed()
        parking.discard(row.id, by="person:operator", reason="mended and sent again")

    assert before == 1
    assert report(desk).is_complete


def test_a_sum_that_differs_keeps_the_run_open(desk: Desk) -> None:
    announce(desk, an_announcement(totals=(Money(minor_units=23801, currency="EUR"),)))
    issue(desk, desk.new_customer(), "RE-1", "RE-2")

    found = report(desk)

    assert [(each.currency, each.differs) for each in found.totals] == [("EUR", True)]
    assert not found.is_complete
    assert close_complete(desk) == 0


@pytest.mark.req("B16")
def test_given_up_notices_and_customers_without_an_address_are_counted(desk: Desk) -> None:
    announce(desk, an_announcement())
    customer = desk.new_customer()
    issue(desk, customer, "RE-1")
    issue(desk, desk.new_customer(e_billing_address=None), "RE-2")
    (document,) = desk.stored(customer)

    for _ in range(2):
        with desk.database.transaction(every_organisation=True) as session:
            InvoiceRunStore(session).note_failed_notice(document.id, desk.clock.now())
            InvoiceRunStore(session).note_failed_notice(new_id(), desk.clock.now())

    found = report(desk)
    assert (found.notified_count, found.bounced_count) == (1, 1)
    assert found.is_complete


@pytest.mark.req("SE-57", "B16")
def test_a_document_counts_as_opened_once_whoever_looked_at_it(desk: Desk) -> None:
    announce(desk, an_announcement())
    customer = desk.new_customer()
    issue(desk, customer, "RE-1", "RE-2")
    now = desk.clock.now()
    first, second = desk.stored(customer)
    looks: list[dict[str, Any]] = [
        {"document_id": first.id, "first_previewed_at": now},
        {"document_id": first.id, "first_downloaded_at": now},
        {"document_id": second.id, "read_at": now},
    ]

    with desk.database.transaction(organisation_id=customer) as session:
        for look in looks:
            row = {"person_id": new_id(), "organisation_id": customer, **look}
            session.execute(insert(DOCUMENT_LOOK).values(row))

    assert report(desk).opened_count == 1


def test_what_is_brought_by_post_is_told_apart(desk: Desk) -> None:
    announce(desk, an_announcement())
    customer = desk.new_customer()
    issue(desk, customer, "RE-1")
    choose_mode(desk, customer, "postal", postal_address="Musterweg 1")
    issue(desk, customer, "RE-2")

    found = report(desk)

    assert (found.notified_count, found.postal_count) == (1, 1)
    assert found.is_complete


def test_staff_close_a_run_with_a_reason_once(desk: Desk) -> None:
    announce(desk, an_announcement())
    run = the_run(desk)

    close_by_staff(desk, run.id)
    close_by_staff(desk, run.id, "Anders")

    closed = the_run(desk)
    assert (closed.state, closed.closed_reason) == ("closed", "Rest kommt im Dezember")
    assert close_complete(desk) == 0
    with desk.database.transaction() as session:
        (line,) = AuditTrail(session, desk.clock.now()).page(None)
    assert (line.action, line.actor) == ("invoice_run.closed", "person:staff")


def test_closing_needs_a_run_and_a_reason(desk: Desk) -> None:
    with pytest.raises(NotFound):
        close_by_staff(desk, new_id())
    with pytest.raises(InvalidInput):
        close_by_staff(desk, new_id(), "  ")
