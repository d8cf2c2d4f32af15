"""Bytes are destroyed by two people's decision, after both clocks, and never by themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from billing_docs.domain.document import BillingDocument
from billing_docs.store.documents import DocumentStore
from billing_docs.store.examinations import ExaminationStore
from billing_docs.use_cases.deletion import carry_out_deletions as carrying_out
from chassis.testing import TestKeys
from contracts.errors import DocumentHeld, InvalidInput, NotFound, NotPermitted, RunDecided
from tests.billing_docs.integration.clearing import FIRST, SECOND, Clearing
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.keeping import Keeper
from tests.billing_docs.integration.samples import plain_pdf
from tests.identity.integration.threads import at_once

NINE_YEARS = timedelta(days=9 * 366)


@pytest.fixture
def clearing(desk: Desk, keys: TestKeys) -> Clearing:
    return Clearing(desk=desk, keys=keys)


@pytest.fixture
def keeper(desk: Desk) -> Keeper:
    return Keeper(desk=desk)


def documents_of(desk: Desk, *numbers: str, **changes: Any) -> list[BillingDocument]:
    """Return documents of a new customer, in the order of their numbers."""
    customer = desk.new_customer()
    for number in numbers:
        desk.receive(desk.event(plain_pdf(), customer, number, **changes))
    return sorted(desk.stored(customer), key=lambda document: document.number)


@pytest.mark.req("B12", "SE-61")
def test_before_the_laws_clock_has_run_out_nothing_can_be_proposed(
    desk: Desk, clearing: Clearing
) -> None:
    (document,) = documents_of(desk, "RE-1")
    last_day = document.retained_through
    desk.clock.move(timedelta(days=(last_day - desk.clock.today()).days))

    with pytest.raises(InvalidInput):
        clearing.propose()
    desk.clock.move(timedelta(days=1))

    assert last_day == date(2034, 12, 31)
    assert clearing.propose().document_count == 1


@pytest.mark.req("B12")
def test_a_released_run_destroys_the_bytes_and_certifies_it(desk: Desk, clearing: Clearing) -> None:
    one, other = documents_of(desk, "RE-1", "RE-2", title="Wartung")
    clearing.let_locks_pass(one, other)
    desk.clock.move(NINE_YEARS)
    desk.views().keep(one, "page-1.webp", b"a picture of its page", "image/webp")
    run = clearing.propose()

    assert clearing.carry_out() == 0
    assert clearing.versions(one)
    clearing.release(run)
    assert clearing.carry_out() == 2
    assert clearing.carry_out() == 0

    assert [clearing.versions(each) for each in (one, other)] == [[], []]
    assert desk.views().find(one, "page-1.webp") is None
    with desk.database.transaction(organisation_id=one.organisation_id) as session:
        assert ExaminationStore(session).of_document(one.organisation_id, one.id) is None
    finished = clearing.run(run)
    assert (finished.state, finished.deleted_count, finished.kept_count) == ("finished", 2, 0)
    certificate = clearing.certificate(run)
    assert [(item.number, item.sha256) for item in certificate.deleted] == [
        (each.number, each.sha256) for each in (one, other)
    ]
    assert (certificate.proposed_by, certificate.released_by) == (FIRST, SECOND)
    assert certificate.deleted_size_bytes == one.size_bytes + other.size_bytes
    assert certificate.items_sha256 == run.items_sha256
    row = clearing.row(one.id)
    assert (row.title, row.seller_name, row.file_name) == (None, None, "")
    assert (row.number, row.sha256, row.deleted_by) == (one.number, one.sha256, SECOND)
    actions = [line.action for line in desk.audit(one.organisation_id)]
    assert actions.count("document.destroyed") == 2
    decided = [(line.action, line.actor) for line in reversed(clearing.vendor_trail())]
    assert decided == [
        ("deletion.proposed", FIRST),
        ("deletion.released", SECOND),
        ("deletion.certified", SECOND),
    ]


@pytest.mark.req("B12", "B1")
def test_a_resend_brings_nothing_destroyed_back(desk: Desk, clearing: Clearing) -> None:
    (document,) = documents_of(desk, "RE-1")
    clearing.let_locks_pass(document)
    desk.clock.move(NINE_YEARS)
    clearing.release(clearing.propose())
    clearing.carry_out()

    desk.receive(desk.event(plain_pdf(), document.organisation_id, "RE-1"))

    assert desk.stored(document.organisation_id) == []
    assert clearing.versions(document) == []


@pytest.mark.req("B12")
def test_nobody_releases_what_he_has_proposed(desk: Desk, clearing: Clearing) -> None:
    documents_of(desk, "RE-1")
    desk.clock.move(NINE_YEARS)
    run = clearing.propose()

    with pytest.raises(NotPermitted, match="second_person"):
        clearing.release(run, by=FIRST)

    assert clearing.run(run).state == "proposed"


@pytest.mark.req("B12")
def test_the_database_itself_knows_four_eyes(desk: Desk, clearing: Clearing) -> None:
    documents_of(desk, "RE-1")
    desk.clock.move(NINE_YEARS)
    clearing.propose()

    with (
        pytest.raises(IntegrityError, match="four_eyes"),
        desk.database.transaction(every_organisation=True) as session,
    ):
        session.execute(
            text(
                "UPDATE deletion_run SET state = 'released', released_at = now(),"
                " released_by = proposed_by"
            )
        )


@pytest.mark.req("B12")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE deletion_run SET proposed_by = 'person:other'",
        "UPDATE deletion_run SET items_sha256 = repeat('0', 64)",
        "UPDATE deletion_item SET document_id = run_id",
        "UPDATE deletion_item SET sha256 = repeat('0', 64)",
        "DELETE FROM deletion_item",
        "DELETE FROM deletion_run",
        "DELETE FROM deletion_certificate",
        "UPDATE deletion_certificate SET sha256 = repeat('0', 64)",
    ],
)
def test_the_database_keeps_the_list_frozen(desk: Desk, clearing: Clearing, statement: str) -> None:
    documents_of(desk, "RE-1")
    desk.clock.move(NINE_YEARS)
    clearing.propose()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        desk.database.transaction(every_organisation=True) as session,
    ):
        session.execute(text(statement))


@pytest.mark.req("B12")
def test_a_list_that_grew_unseen_is_neither_released_nor_carried_out(
    desk: Desk, clearing: Clearing
) -> None:
    one, other = documents_of(desk, "RE-1", "RE-2")
    clearing.let_locks_pass(one, other)
    desk.clock.move(NINE_YEARS)
    run = clearing.propose(most_documents=1)
    later = clearing.propose()
    smuggle = text(
        "INSERT INTO deletion_item SELECT :run, document_id, organisation_id, customer_number,"
        " document_type, number, sha256, size_bytes, issued_on, received_at, available_until,"
        " retained_through, 'withdrawn', NULL, now() FROM deletion_item WHERE run_id = :other"
    )
    relist = text(
        "UPDATE deletion_item SET state = CASE run_id WHEN :run THEN 'listed' ELSE 'withdrawn' END,"
        " settled_at = CASE run_id WHEN :run THEN NULL ELSE now() END WHERE run_id = :which"
    )
    clearing.withdraw(later)

    with pytest.raises(InvalidInput):
        clearing.release(run, digest="0" * 64)
    clearing.release(run)
    with desk.database.transaction(every_organisation=True) as session:
        session.execute(smuggle, {"run": run.id, "other": later.id})
        session.execute(relist, {"run": run.id, "which": run.id})

    assert clearing.carry_out() == 0
    assert clearing.versions(one)
    assert clearing.versions(other)


@pytest.mark.req("B12")
def test_what_changed_since_the_proposal_is_kept_and_says_why(
    desk: Desk, clearing: Clearing, keeper: Keeper
) -> None:
    names = ("A-held", "B-restricted", "C-retained", "D-locked", "E-gone")
    held, restricted, retained, locked, gone = documents_of(desk, *names)
    clearing.let_locks_pass(held, restricted, retained, gone)
    desk.clock.move(NINE_YEARS)
    run = clearing.propose()
    clearing.release(run)
    hold = keeper.hold(held.organisation_id, held.id)
    keeper.restrict(restricted)
    with desk.database.transaction(every_organisation=True) as session:
        session.execute(
            text("UPDATE document SET retained_through = '2099-12-31' WHERE id = :id"),
            {"id": retained.id},
        )

    clearing.carry_out()

    kept = {item.number: item.kept_because for item in clearing.items(run)}
    assert kept == {
        "A-held": "held",
        "B-restricted": "restricted",
        "C-retained": "retained",
        "D-locked": "locked_in_store",
        "E-gone": None,
    }
    assert all(clearing.versions(each) for each in (held, restricted, retained, locked))
    assert clearing.versions(gone) == []
    certificate = clearing.certificate(run)
    assert [item.number for item in certificate.deleted] == ["E-gone"]
    assert [item.number for item in certificate.kept] == list(names[:4])
    keeper.release(hold)
    assert {item.number for item in clearing.items(clearing.propose())} == {"A-held", "D-locked"}


@pytest.mark.req("B12")
def test_a_hold_in_the_store_alone_keeps_the_bytes(
    desk: Desk, clearing: Clearing, keeper: Keeper
) -> None:
    (document,) = documents_of(desk, "RE-1")
    clearing.let_locks_pass(document)
    keeper.hold(document.organisation_id, document.id)
    keeper.follow()
    desk.clock.move(NINE_YEARS)
    with desk.database.transaction(every_organisation=True) as session:
        # Our own rows are lost, as after a restore of an older state.
        session.execute(
            text(
                "UPDATE legal_hold SET released_at = now(), released_by = 'x', release_reason = 'x'"
            )
        )
    run = clearing.propose()
    clearing.release(run)

    clearing.carry_out()

    assert [item.kept_because for item in clearing.items(run)] == ["locked_in_store"]
    assert clearing.versions(document)


@pytest.mark.req("B12")
def test_a_death_in_the_middle_leaves_the_rest_for_the_next_go(
    desk: Desk, clearing: Clearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = documents_of(desk, "RE-1", "RE-2", "RE-3")
    clearing.let_locks_pass(*documents)
    desk.clock.move(NINE_YEARS)
    run = clearing.propose()
    clearing.release(run)
    deaths = iter(["now"])

    def die_once(place: str) -> None:
        if place == "deletion.destroyed" and next(deaths, None):
            raise SystemExit(place)

    monkeypatch.setattr(carrying_out, "crash_point", die_once)
    with pytest.raises(SystemExit):
        clearing.carry_out()
    assert [item.state for item in clearing.items(run)].count("listed") == 3

    assert clearing.carry_out() == 3

    assert clearing.run(run).deleted_count == 3
    assert not any(clearing.versions(each) for each in documents)
    destroyed = [
        line
        for line in desk.audit(documents[0].organisation_id)
        if line.action == "document.destroyed"
    ]
    assert len(destroyed) == 3


@pytest.mark.req("B12")
def test_two_at_once_share_the_work_and_certify_once(desk: Desk, clearing: Clearing) -> None:
    documents = documents_of(desk, *(f"RE-{number}" for number in range(6)))
    clearing.let_locks_pass(*documents)
    desk.clock.move(NINE_YEARS)
    run = clearing.propose()
    at_once(*[lambda: clearing.release(run)] * 2)

    settled = at_once(*[clearing.carry_out] * 3)

    assert sum(settled) == 6
    assert clearing.run(run).state == "finished"
    assert len(clearing.certificate(run).deleted) == 6
    actions = [line.action for line in clearing.vendor_trail()]
    assert (actions.count("deletion.released"), actions.count("deletion.certified")) == (1, 1)


@pytest.mark.req("B12")
def test_a_hold_and_a_destruction_at_once_are_one_or_the_other(
    desk: Desk, clearing: Clearing, keeper: Keeper
) -> None:
    documents = documents_of(desk, *(f"RE-{number}" for number in range(4)))
    clearing.let_locks_pass(*documents)
    desk.clock.move(NINE_YEARS)
    run = clearing.propose()
    clearing.release(run)

    def hold_last() -> int:
        try:
            keeper.hold(documents[-1].organisation_id, documents[-1].id)
        except NotFound:
            return 0
        return 1

    _, placed = at_once(clearing.carry_out, hold_last)

    (last,) = [item for item in clearing.items(run) if item.number == "RE-3"]
    assert (last.state, bool(clearing.versions(documents[-1]))) == (
        ("kept", True) if placed else ("deleted", False)
    )


@pytest.mark.req("B12")
def test_withdrawn_it_is_over_and_may_be_proposed_anew(desk: Desk, clearing: Clearing) -> None:
    documents_of(desk, "RE-1")
    desk.clock.move(NINE_YEARS)
    run = clearing.propose()
    with pytest.raises(InvalidInput):
        clearing.propose()

    assert clearing.withdraw(run).state == "withdrawn"
    assert clearing.withdraw(run).withdrawn_by == FIRST

    with pytest.raises(RunDecided):
        clearing.release(run)
    again = clearing.propose()
    clearing.release(again)
    with pytest.raises(RunDecided):
        clearing.withdraw(again)
    with pytest.raises(RunDecided):
        clearing.release(again, by="person:third")


@pytest.mark.req("B12")
def test_a_run_is_about_a_customer_a_type_or_a_day(desk: Desk, clearing: Clearing) -> None:
    (invoice,) = documents_of(desk, "RE-1")
    (letter,) = documents_of(desk, "L-1", document_type="letter")
    desk.clock.move(NINE_YEARS)

    for request, number in (
        ({"organisation_id": invoice.organisation_id}, "RE-1"),
        ({"document_type": "letter"}, "L-1"),
        ({"retained_before": date(2033, 1, 1)}, "L-1"),
    ):
        run = clearing.propose(**request)
        assert [item.number for item in clearing.items(run)] == [number]
        clearing.withdraw(run)
    whole = clearing.run(clearing.propose())
    shares = {share.organisation_id: share.size_bytes for share in whole.customers}
    assert shares == {each.organisation_id: each.size_bytes for each in (invoice, letter)}
    with pytest.raises(InvalidInput):
        clearing.propose(retained_before=desk.clock.today() + timedelta(days=1))


@pytest.mark.req("B12", "SE-61")
def test_nothing_is_destroyed_by_itself_however_long_nobody_asks(
    desk: Desk, clearing: Clearing, keeper: Keeper
) -> None:
    (document,) = documents_of(desk, "RE-1")
    clearing.let_locks_pass(document)
    desk.clock.move(NINE_YEARS * 3)

    assert clearing.carry_out() == 0
    keeper.follow()

    assert desk.stored(document.organisation_id) == [document]
    assert clearing.versions(document) == [document.version_id]


@pytest.mark.req("B12")
def test_out_of_the_portal_it_is_still_kept_and_may_be_held(
    desk: Desk, clearing: Clearing, keeper: Keeper
) -> None:
    (document,) = documents_of(desk, "RE-1")
    desk.clock.move(timedelta(days=400))
    desk.delete(document)
    keeper.hold(document.organisation_id, document.id)
    desk.clock.move(NINE_YEARS)

    with pytest.raises(InvalidInput):
        clearing.propose()
    with pytest.raises(DocumentHeld):
        desk.delete(document)

    assert clearing.versions(document)
    with desk.database.transaction(organisation_id=document.organisation_id) as session:
        assert DocumentStore(session).kept(document.organisation_id, document.id)
