"""Each of the two walls between tenants holds alone, with the other one taken down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, create_engine, select, text, true

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.export import Requester
from billing_docs.domain.references import Reference
from billing_docs.store import document_looks, plain_lists, shown_documents, tenancy
from billing_docs.store import documents as document_store
from billing_docs.store.customers import CustomerStore
from billing_docs.store.damages import DamageStore
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_failures import DeliveryFailureStore
from billing_docs.store.delivery_modes import DeliveryModeStore
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.documents import DocumentStore
from billing_docs.store.examination_queue import ExaminationQueue
from billing_docs.store.invoice_runs import InvoiceRunStore
from billing_docs.store.leaving import LeavingStore
from billing_docs.store.mail_preparations import MailPreparations
from billing_docs.store.print_orders import PrintOrderStore
from billing_docs.store.references import ReferenceStore
from billing_docs.store.schema import metadata
from billing_docs.store.shown_documents import ShownDocuments
from billing_docs.use_cases.exports.request_export import request_export
from billing_docs.use_cases.get_document import get_document
from billing_docs.use_cases.post.list_links import list_links
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import TestKeys
from contracts.damage import Damage
from contracts.errors import NotFound
from contracts.exports import RequestExport
from kontor_local.namespace import Namespace
from tests.billing_docs.integration.clearing import Clearing
from tests.billing_docs.integration.conftest import archive_settings
from tests.billing_docs.integration.desk import Desk, open_archive
from tests.billing_docs.integration.keeping import Keeper
from tests.billing_docs.integration.post_office import PostOffice
from tests.billing_docs.integration.samples import plain_pdf, zugferd
from tests.billing_docs.integration.test_delivery_mode import choose_mode, note_contract_end
from tests.service_plugin import MakeDatabase

# An invoice run is its publisher's, and holds no tenant's data.
OF_NO_TENANT = {"invoice_run", "invoice_run_fault"}
TABLES = tuple(name for name in metadata.tables if name not in OF_NO_TENANT)
READER = UUID(int=7)
MADE_ONCE = (shown_documents._shown, plain_lists._walk, document_looks._read_among)  # noqa: SLF001 - whoever takes their wall down makes them anew


@pytest.fixture
def owner_url(make_database: MakeDatabase) -> str:
    """Return the address of a database with the rights of its owner."""
    return make_database("billing_docs").owner_url


@pytest.fixture
def desk(owner_url: str, module_namespace: Namespace, clock: FixedClock) -> Iterator[Desk]:
    """Return the use cases with the owner's rights, whom row-level security binds all the same."""
    database = Database(owner_url)
    archive = open_archive(archive_settings(module_namespace))
    yield Desk(database=database, archive=archive, clock=clock)
    database.dispose()


@pytest.fixture
def without_row_security(owner_url: str) -> None:
    """Take the database's wall down: only the owner can."""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    engine.dispose()


@pytest.fixture
def without_predicate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the store's wall down: its queries forget whose documents they are to return."""

    def forgetful(organisation_id: UUID) -> Select[Any]:
        del organisation_id
        return select(*document_store.COLUMNS).where(*document_store.in_portal())

    monkeypatch.setattr(document_store, "_visible_to", forgetful)
    monkeypatch.setattr(tenancy, "belongs_to", lambda *_: true())
    for question in MADE_ONCE:
        question.cache_clear()
    yield
    for question in MADE_ONCE:
        question.cache_clear()


def two_customers(desk: Desk) -> tuple[UUID, BillingDocument]:
    """Return a customer with a document, and a foreign customer's document."""
    customer, other = desk.new_customer(), desk.new_customer()
    desk.receive(desk.event(plain_pdf(), customer, "RE-OURS"))
    desk.receive(desk.event(plain_pdf(), other, "RE-FOREIGN"))
    (ours,) = [each for each in desk.stored(customer) if each.number == "RE-OURS"]
    (foreign,) = [each for each in desk.stored(other) if each.number == "RE-FOREIGN"]
    for which, day in ((customer, date(2026, 3, 2)), (other, date(2026, 3, 3))):
        want_paper(desk, which, day)
    for document in (*desk.stored(customer), foreign):
        with desk.database.transaction(organisation_id=document.organisation_id) as session:
            InvoiceRunStore(session).note_failed_notice(document.id, desk.clock.now())
    for which in (customer, other):
        want_export(desk, which)
    for document in (ours, foreign):
        desk.look(document, READER)
        with desk.database.transaction(organisation_id=document.organisation_id) as session:
            reference = Reference(relation="corrects", number="RE-FOREIGN")
            ReferenceStore(session).add(document, (reference,))
            ExaminationQueue(session).want(document, desk.clock.now())
            delivery = DeliveryStore(session).of_document(
                document.organisation_id, document.id, requested_by=None, limit=1
            )[0]
            MailPreparations(session).want(delivery, desk.clock.now())
    return customer, foreign


def want_export(desk: Desk, customer: UUID) -> None:
    """Give a customer a row in each table about exports."""
    now, today = desk.clock.now(), desk.clock.today()
    requester = Requester(
        organisation_id=customer,
        person_id=new_id(),
        actor="person:somebody",
        language="de",
        notify_email=None,
    )
    with desk.database.transaction(organisation_id=customer) as session:
        request_export(RequestExport(), requester, session, now)
        LeavingStore(session).remind(customer, today, covers_until=today, count=1, at=now)


def want_paper(desk: Desk, customer: UUID, day: date) -> None:
    """Give a customer a row in each table about delivery."""
    choose_mode(desk, customer, "postal", postal_address="Musterweg 1")
    note_contract_end(desk, customer, 1, day)
    (document,) = [each for each in desk.stored(customer) if each.organisation_id == customer]
    now = desk.clock.now()
    with desk.database.transaction(every_organisation=True) as session:
        orders = PrintOrderStore(session)
        orders.order(
            document_id=document.id,
            organisation_id=customer,
            reason="postal_mode",
            ordered_on=day,
            ordered_at=now,
        )
        orders.close_day(new_id(), day, now=now)
        DeliveryFailureStore(session).open(
            document.id, customer, failed_at=now, print_after=now + timedelta(days=2)
        )
    office = PostOffice(desk=desk)
    office.set_up(customer, new_id())
    office.add(customer, "archiv@musterkunde.example")


def everything(desk: Desk, customer: UUID) -> list[str]:
    """Return the numbers that any way of reading brings a customer."""
    queries: list[dict[str, Any]] = [
        {},
        {"number": "RE-FOREIGN"},
        {"text": "foreign"},
        {"folder": "post", "sort": "number"},
        {"document_type": "invoice", "sort": "total", "total_from": 0},
        {"is_unread": True},
    ]
    found = [*desk.page(customer).items]
    for query in queries:
        found += [each for each in desk.page(customer, **query).items if each not in found]
    return sorted(document.number for document in found)


def assert_the_foreign_document_is_safe(
    desk: Desk, customer: UUID, foreign: BillingDocument
) -> None:
    """See that neither reading nor deleting reaches another customer's document."""
    assert everything(desk, customer) == ["RE-OURS"]
    with desk.database.transaction(organisation_id=customer) as session:
        store = DocumentStore(session)
        with pytest.raises(NotFound):
            get_document(customer, foreign.id, store)
        assert ShownDocuments(session).find(customer, foreign.id, READER) is None
        assert not store.mark_deleted(
            customer, foreign.id, at=desk.clock.now(), by="person:somebody"
        )
        DocumentLooks(session).mark(customer, [foreign.id], READER, read_at=None)
        (ours,) = [each for each in desk.stored(customer) if each.number == "RE-OURS"]
        links = list_links(ours, ReferenceStore(session)).items
    assert [(each.number, each.document) for each in links] == [("RE-FOREIGN", None)]
    assert desk.move(customer, foreign.id) == ["not_found"]
    assert sum(each.documents for each in desk.summary(customer).counts) == 1
    assert desk.summary(foreign.organisation_id, READER).unread == 0
    assert [each.folder for each in desk.stored(foreign.organisation_id)] == ["post"]
    assert [each.number for each in desk.stored(foreign.organisation_id)] == ["RE-FOREIGN"]


@pytest.mark.req("BR-10", "P6")
@pytest.mark.usefixtures("without_row_security")
def test_the_stores_own_filter_holds_alone(desk: Desk) -> None:
    customer, foreign = two_customers(desk)
    assert rows_seen_without_naming_anybody(desk) == 2, "the other wall still stands"

    assert_the_foreign_document_is_safe(desk, customer, foreign)


@pytest.mark.req("BR-10", "P6")
@pytest.mark.usefixtures("without_predicate")
def test_row_level_security_holds_alone(desk: Desk) -> None:
    customer, foreign = two_customers(desk)

    assert_the_foreign_document_is_safe(desk, customer, foreign)
    with desk.database.transaction(organisation_id=customer) as session:
        assert not DocumentStore(session).mark_deleted(
            foreign.organisation_id, foreign.id, at=desk.clock.now(), by="person:somebody"
        )


@pytest.mark.usefixtures("without_row_security", "without_predicate")
def test_with_both_walls_down_this_test_would_notice(desk: Desk) -> None:
    customer, foreign = two_customers(desk)

    with pytest.raises(AssertionError):
        assert_the_foreign_document_is_safe(desk, customer, foreign)


@pytest.mark.req("BR-10")
def test_who_names_no_organisation_sees_no_row_of_any_table(desk: Desk, keys: TestKeys) -> None:
    customer, foreign = two_customers(desk)
    keep_one_each(desk, keys, customer, foreign.organisation_id)
    counted = {
        table: text(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own tables
        for table in TABLES
    }

    with desk.database.transaction() as session:
        seen = {table: session.scalar(query) for table, query in counted.items()}
    with desk.database.transaction(every_organisation=True) as session:
        there = {table: session.scalars(query).one() for table, query in counted.items()}

    # Two customers, and of each one row or several: a document has many words.
    assert seen == dict.fromkeys(TABLES, 0)
    assert {table: count for table, count in there.items() if count < 2} == {}


@pytest.mark.req("BR-10", "B1")
@pytest.mark.parametrize("walls", ["both", "one"])
def test_a_number_of_another_customer_is_a_conflict_whatever_the_file(
    desk: Desk, request: pytest.FixtureRequest, walls: str
) -> None:
    if walls == "one":
        request.getfixturevalue("without_row_security")
    customer, other = desk.new_customer(), desk.new_customer()
    desk.receive(desk.event(plain_pdf(), other, "RE-1"))
    same_number: list[Callable[[], None]] = [
        lambda: desk.receive(desk.event(plain_pdf(), customer, "RE-1")),
        lambda: desk.receive(desk.event(zugferd(), customer, "RE-1")),
    ]

    for receive in same_number:
        with desk.refusal("number_conflict"):
            receive()

    assert desk.page(customer).items == ()
    assert len(desk.told("notice_requested")) == 1


@pytest.mark.req("BR-10")
@pytest.mark.usefixtures("without_row_security")
def test_an_address_is_the_customers_own(desk: Desk) -> None:
    customer, other = desk.new_customer(e_billing_address=None), desk.new_customer()

    with desk.database.transaction(organisation_id=customer) as session:
        store = CustomerStore(session)
        addresses = [store.e_billing_address(which) for which in (customer, other)]

    assert addresses == [None, "rechnung@musterkunde.example"]


@pytest.mark.req("BR-10", "B6", "B9")
@pytest.mark.parametrize("wall", ["query", "rows"])
def test_mails_recipients_and_failures_are_the_customers_own(
    desk: Desk, request: pytest.FixtureRequest, wall: str
) -> None:
    if wall == "query":
        request.getfixturevalue("without_row_security")
    customer, foreign = two_customers(desk)
    # Naming the owner passes the query's wall; then only the rows' own is left.
    asked_for = customer if wall == "query" else foreign.organisation_id

    with desk.database.transaction(organisation_id=customer) as session:
        deliveries = DeliveryStore(session).of_document(
            asked_for, foreign.id, requested_by=None, limit=10
        )
        failed = DeliveryFailureStore(session).since(asked_for, foreign.id)
        recipients = DeliveryRecipientStore(session).live(asked_for)

    assert (deliveries, failed) == ([], None)
    assert [each for each in recipients if each.organisation_id != customer] == []


@pytest.mark.req("BR-10", "SE-58")
@pytest.mark.usefixtures("without_row_security")
def test_how_documents_come_is_the_customers_own(desk: Desk) -> None:
    customer, other = desk.new_customer(), desk.new_customer()
    choose_mode(desk, other, "postal", postal_address="Fremder Weg 1")

    with desk.database.transaction(organisation_id=customer) as session:
        modes = DeliveryModeStore(session)
        chosen = modes.chosen(customer), modes.history(customer, limit=10)

    assert chosen == (None, [])


@pytest.mark.req("BR-10", "SE-58")
def test_no_customers_transaction_sees_a_print_batch(desk: Desk) -> None:
    customer, _ = two_customers(desk)

    with desk.database.transaction(organisation_id=customer) as session:
        seen = session.scalar(text("SELECT count(*) FROM print_batch"))

    assert seen == 0


@pytest.mark.req("BR-10", "SE-61")
@pytest.mark.usefixtures("without_row_security")
def test_deleting_names_the_organisation_too(desk: Desk) -> None:
    customer, foreign = two_customers(desk)
    desk.clock.move(timedelta(days=400))

    with desk.database.transaction(organisation_id=customer) as session:
        deleted = DocumentStore(session).mark_deleted(
            customer, foreign.id, at=desk.clock.now(), by="person:somebody"
        )

    assert not deleted


def keep_one_each(desk: Desk, keys: TestKeys, *customers: UUID) -> None:
    """Leave a row of each customer in the tables of what keeps documents."""
    documents = [desk.stored(customer)[0] for customer in customers]
    keeper, clearing = Keeper(desk=desk), Clearing(desk=desk, keys=keys)
    desk.clock.move(timedelta(days=4000))
    for customer in customers:
        clearing.release(clearing.propose(organisation_id=customer))
    # The store still locks them, so that they are kept, and that is certified.
    clearing.carry_out()
    for document in documents:
        keeper.hold(document.organisation_id, document.id)
        keeper.restrict(document)
        note_damage(desk, document)
    keeper.follow()


def note_damage(desk: Desk, document: BillingDocument) -> None:
    """Put a document into quarantine."""
    damage = Damage(
        id=new_id(),
        organisation_id=document.organisation_id,
        document_id=document.id,
        kind="missing",
        found_at=desk.clock.now(),
        found_by="scrub",
    )
    with desk.database.transaction(organisation_id=document.organisation_id) as session:
        assert DamageStore(session).add(damage)


def rows_seen_without_naming_anybody(desk: Desk) -> int:
    """Return how many documents a transaction sees that opened nobody's rows."""
    with desk.database.transaction() as session:
        return session.scalar(text("SELECT count(*) FROM document")) or 0
