"""Files for mails are made after a document was taken in, once, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from billing_docs.adapters.mail_parts import MailParts
from billing_docs.domain.document import BillingDocument
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.rules import prepare_mails as preparing
from billing_docs.use_cases.rules.attach_files import attach_files
from chassis.errors import DependencyDown
from kontor_demo.documents import make_xrechnung
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.keeping import Keeper
from tests.billing_docs.integration.post_office import PostOffice
from tests.billing_docs.integration.samples import an_invoice
from tests.identity.integration.threads import at_once

READER = "leser@musterkunde.example"
COPY = "RE-7-Lesefassung.pdf"


@pytest.fixture
def office(desk: Desk) -> PostOffice:
    return PostOffice(desk=desk)


@pytest.fixture
def customer(office: PostOffice) -> UUID:
    """Return a customer with a recipient who wants a PDF of every document."""
    customer = office.desk.new_customer()
    office.add_confirmed(customer, READER, form="pdf")
    return customer


def issue_xml(office: PostOffice, customer: UUID) -> BillingDocument:
    xml = make_xrechnung(an_invoice("RE-7"))
    office.desk.receive(office.desk.event(xml, customer, "RE-7", media_type="application/xml"))
    (document,) = office.desk.stored(customer)
    return document


def files_mailed(office: PostOffice) -> list[str]:
    mails = office.mails("document_delivered")
    return [each["file_name"] for mail in mails for each in mail["attachments"]]


def versions_of_parts(office: PostOffice, document: BillingDocument) -> int:
    archive = office.desk.archive
    listed = office.desk.store().list_object_versions(
        Bucket=archive.bucket, Prefix=f"mail-parts/{document.id}/"
    )
    return len(listed.get("Versions", []))


def refuse(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.req("SE-48")
def test_taking_a_document_in_makes_no_files_and_waits_for_none(
    office: PostOffice, customer: UUID
) -> None:
    document = issue_xml(office, customer)

    before = (files_mailed(office), versions_of_parts(office, document))
    (promised,) = [each for each in office.deliveries(document).items if each.way == "rule"]
    asked = office.prepare()

    assert before == ([], 0)
    assert (promised.recipient, promised.state, promised.files) == (READER, "queued", ())
    assert (asked, files_mailed(office)) == (1, [COPY])
    (mailed,) = [each for each in office.deliveries(document).items if each.way == "rule"]
    assert [each.file_name for each in mailed.files] == [COPY]
    assert office.prepare() == 0


def test_any_number_of_processes_at_once_ask_for_one_mail(
    office: PostOffice, customer: UUID
) -> None:
    issue_xml(office, customer)

    asked = at_once(*[office.prepare] * 3)

    assert sum(asked) == 1
    assert files_mailed(office) == [COPY]


def test_two_that_make_the_same_files_ask_for_one_mail(
    office: PostOffice, customer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue_xml(office, customer)
    by_the_other = []

    def overtaken(*what: Any) -> Any:
        # The first is slow: its claim has run out, and another one is through before it.
        monkeypatch.setattr(preparing, "attach_files", attach_files)
        office.desk.clock.move(preparing.LEASE)
        by_the_other.append(office.prepare())
        return attach_files(*what)

    monkeypatch.setattr(preparing, "attach_files", overtaken)

    asked = office.prepare()

    assert (by_the_other, asked) == ([1], 0)
    assert files_mailed(office) == [COPY]


def test_a_claim_that_nobody_comes_back_for_runs_out(
    office: PostOffice, customer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue_xml(office, customer)
    monkeypatch.setattr(preparing, "attach_files", refuse(RuntimeError("as if killed")))
    with pytest.raises(RuntimeError):
        office.prepare()
    monkeypatch.setattr(preparing, "attach_files", attach_files)

    at_once_again = office.prepare()
    office.desk.clock.move(preparing.LEASE)
    later = office.prepare()

    assert (at_once_again, later) == (0, 1)
    assert files_mailed(office) == [COPY]


def test_while_the_store_is_away_it_waits_and_then_goes_on(
    office: PostOffice, customer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue_xml(office, customer)
    monkeypatch.setattr(preparing, "attach_files", refuse(DependencyDown("object store")))
    for _ in range(preparing.MOST_TRIES + 1):
        with pytest.raises(DependencyDown):
            office.prepare()
        office.desk.clock.move(preparing.PAUSE)
    monkeypatch.setattr(preparing, "attach_files", attach_files)

    office.prepare()

    assert files_mailed(office) == [COPY], "an outage is no fault of the document"


def test_who_cannot_get_what_he_has_chosen_gets_the_original_in_the_end(
    office: PostOffice, customer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = issue_xml(office, customer)
    for _ in range(preparing.MOST_TRIES):
        broken = refuse(RuntimeError("breaks each time"))
        monkeypatch.setattr(preparing, "attach_files", broken)
        with pytest.raises(RuntimeError):
            office.prepare()
        office.desk.clock.move(preparing.LEASE)

    office.prepare()

    assert files_mailed(office) == [document.file_name]


@pytest.mark.req("SE-48")
def test_who_has_unsubscribed_meanwhile_gets_nothing(office: PostOffice, customer: UUID) -> None:
    document = issue_xml(office, customer)
    with office.open(customer) as session:
        (rule,) = DeliveryRecipientStore(session).live(customer)
    office.remove(customer, rule.id)

    asked = office.prepare()

    assert (asked, files_mailed(office)) == (0, [])
    assert [each.way for each in office.deliveries(document).items] == ["notice"]
    assert office.prepare() == 0


@pytest.mark.req("B12")
def test_what_is_restricted_is_not_mailed_until_the_restriction_is_lifted(
    office: PostOffice, customer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, keeping = issue_xml(office, customer), Keeper(desk=office.desk)

    def restricted_meanwhile(*what: Any) -> Any:
        made = attach_files(*what)
        keeping.restrict(document)
        return made

    monkeypatch.setattr(preparing, "attach_files", restricted_meanwhile)

    asked = office.prepare()
    office.desk.clock.move(preparing.LEASE)
    later = office.prepare()
    before = files_mailed(office)
    monkeypatch.setattr(preparing, "attach_files", attach_files)
    keeping.lift(document)

    lifted = office.prepare()

    assert (asked, later, before) == (0, 0, [])
    assert (lifted, files_mailed(office)) == (1, [COPY])


def test_of_a_document_destroyed_meanwhile_no_made_file_is_left(
    office: PostOffice, customer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = issue_xml(office, customer)

    def destroyed_meanwhile(*what: Any) -> Any:
        made = attach_files(*what)
        with office.open() as session:
            now = office.desk.clock.now()
            DocumentStore(session).mark_destroyed(document.id, at=now, by="person:somebody")
        MailParts(office.desk.archive).keep(
            document.id, b"late", media_type="application/pdf", file_name=COPY
        )
        return made

    monkeypatch.setattr(preparing, "attach_files", destroyed_meanwhile)

    asked = office.prepare()

    assert (asked, files_mailed(office)) == (0, [])
    assert versions_of_parts(office, document) == 0
