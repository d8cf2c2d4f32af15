"""What billing-docs tells whoever explains a document: that it is or was there, and its notice."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from billing_docs.domain.document import BillingDocument
from billing_docs.store.documents import DocumentStore
from billing_docs.store.found_documents import FoundDocumentStore
from billing_docs.store.restrictions import RestrictionStore
from billing_docs.use_cases.explain.find_document import find_document
from billing_docs.use_cases.retention.restrict_document import restrict_document
from chassis.audit import AuditTrail
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import NotFound
from contracts.notices import FoundDocument
from contracts.principal import AREAS
from contracts.retention import RestrictDocument, RestrictionGround
from kontor_local.namespace import Namespace
from tests.billing_docs.integration.conftest import archive_settings
from tests.billing_docs.integration.desk import Desk, open_archive
from tests.billing_docs.integration.samples import plain_pdf, zugferd
from tests.billing_docs.integration.test_delivery_mode import choose_mode
from tests.billing_docs.integration.world import E_BILLING, World
from tests.service_plugin import MakeDatabase


def digest(address: str) -> str:
    return sha256(address.encode()).hexdigest()


def find(desk: Desk, organisation_id: UUID, document_id: UUID, **caller: Any) -> FoundDocument:
    asker = a_principal(organisation_id=organisation_id, **caller)
    with desk.database.transaction(organisation_id=organisation_id) as session:
        store = FoundDocumentStore(session)
        return find_document(asker, organisation_id, document_id, store)


def restrict(desk: Desk, document: BillingDocument, ground: RestrictionGround) -> None:
    """Keep a document from sight, as the vendor's administration does."""
    request = RestrictDocument(
        organisation_id=document.organisation_id, ground=ground, reason="Antrag vom 2. März"
    )
    with desk.database.transaction(organisation_id=document.organisation_id) as session:
        restrict_document(
            document.id,
            request,
            by="person:staff",
            now=desk.clock.now(),
            today=desk.clock.today(),
            documents=DocumentStore(session),
            restrictions=RestrictionStore(session),
            audit=AuditTrail(session, desk.clock.now()),
        )


def received(desk: Desk, customer: UUID) -> BillingDocument:
    desk.receive(desk.event(plain_pdf(), customer, f"RE-{desk.customers[customer]}"))
    (document,) = desk.stored(customer)
    return document


@pytest.mark.req("SE-30", "SE-52")
def test_a_document_is_found_with_its_notice_and_whom_the_next_one_goes_to(desk: Desk) -> None:
    customer = desk.new_customer()
    document = received(desk, customer)
    desk.clock.move(timedelta(days=1))
    desk.name_e_billing_address(customer, "Neu@musterkunde.example")

    found = find(desk, customer, document.id)

    arrived = desk.clock.now() - timedelta(days=1)
    assert (found.number, found.deleted_at) == (document.number, None)
    assert found.notice_requested_at == arrived
    (notice,) = desk.told("notice_requested")
    assert found.notice_key == notice["idempotency_key"]
    assert found.address is not None
    assert (found.address.sha256, found.address.named_at) == (
        digest("neu@musterkunde.example"),
        desk.clock.now(),
    )


def test_a_document_of_which_nobody_was_told_says_so(desk: Desk) -> None:
    customer = desk.new_customer(e_billing_address=None)
    document = received(desk, customer)

    found = find(desk, customer, document.id)

    assert (found.notice_requested_at, found.address) == (None, None)


@pytest.mark.req("SE-58")
def test_a_document_that_went_by_post_says_so(desk: Desk) -> None:
    customer = desk.new_customer()
    digital = received(desk, customer)
    choose_mode(desk, customer)
    desk.receive(desk.event(zugferd(), customer, "RE-on-paper"))
    on_paper = next(each for each in desk.stored(customer) if each.id != digital.id)

    found = find(desk, customer, on_paper.id)

    assert (found.is_on_paper, found.notice_requested_at) == (True, None)
    assert not find(desk, customer, digital.id).is_on_paper


def test_a_deleted_document_is_found_as_deleted(desk: Desk) -> None:
    customer = desk.new_customer()
    document = received(desk, customer)
    desk.clock.move(timedelta(days=400))
    desk.delete(document)

    assert find(desk, customer, document.id).deleted_at == desk.clock.now()


@pytest.mark.parametrize("ground", ["gdpr_article_18", "portal_window_over"])
def test_of_a_document_kept_for_data_protection_the_vendors_people_alone_know(
    desk: Desk, ground: RestrictionGround
) -> None:
    customer = desk.new_customer()
    document = received(desk, customer)
    desk.clock.move(timedelta(days=400))
    restrict(desk, document, ground)

    for_staff = find(desk, customer, document.id, organisation_kind="vendor")

    assert (for_staff.restriction, for_staff.restricted_at) == (ground, desk.clock.now())
    if ground == "portal_window_over":
        assert find(desk, customer, document.id) == for_staff
    else:
        with pytest.raises(NotFound):
            find(desk, customer, document.id, role="admin")


@pytest.mark.req("BR-10")
def test_a_foreign_document_looks_like_none(desk: Desk) -> None:
    customer, other = desk.new_customer(), desk.new_customer()
    foreign = received(desk, other)

    refusals = []
    for document_id in (foreign.id, new_id()):
        with pytest.raises(NotFound) as refused:
            find(desk, customer, document_id)
        refusals.append(refused.value.arguments)

    assert refusals == [("document",), ("document",)]


@pytest.mark.req("BR-10")
@pytest.mark.parametrize("wall", ["query", "rows"])
def test_each_wall_keeps_a_foreign_document_by_itself(
    make_database: MakeDatabase, module_namespace: Namespace, clock: FixedClock, wall: str
) -> None:
    urls = make_database("billing_docs")
    if wall == "query":
        engine = create_engine(urls.owner_url)
        with engine.begin() as connection:
            for table in ("document", "e_billing_address"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
        engine.dispose()
    database = Database(urls.application_url)
    archive = open_archive(archive_settings(module_namespace))
    desk = Desk(database=database, archive=archive, clock=clock)
    customer, other = desk.new_customer(), desk.new_customer()
    foreign = desk.add(other, "RE-1")

    with database.transaction(organisation_id=customer) as session:
        # Naming the owner passes the query's wall; then only the rows' own is left.
        asked_for = customer if wall == "query" else other
        found = FoundDocumentStore(session).find(asked_for, foreign.id)

    assert found is None
    database.dispose()


@pytest.mark.req("SE-44")
def test_only_who_enters_post_is_told_and_of_his_own_organisation(world: World) -> None:
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    outside = world.admin(areas=tuple(area for area in AREAS if area != "post"))
    staff = a_principal(organisation_kind="vendor", role="member", areas=())

    def answer(caller: Any, **query: Any) -> Any:
        named = {"document_id": str(document.id), **query}
        told = world.call("find_document", caller, query=named)
        return told["result"] or (told["error"]["exc_type"], tuple(told["error"]["exc_args"]))

    own = answer(world.admin(role="documents"))
    for_staff = answer(staff, organisation_id=str(world.organisation_id))

    assert own["number"] == document.number
    assert own["address"]["sha256"] == digest(E_BILLING)
    assert for_staff == own
    assert answer(outside) == ("AreaNotVisible", ("post",))
    assert answer(a_principal(organisation_id=new_id())) == ("NotFound", ("document",))
    assert answer(staff) == ("NotFound", ("document",))
