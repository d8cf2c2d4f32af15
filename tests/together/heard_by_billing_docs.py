"""What billing-docs is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.events import NoticeFailed, NoticeSent
from contracts.inbound import InvoiceRunAnnounced
from contracts.master_data import MasterData
from tests.billing_docs.integration.desk import ERP
from tests.billing_docs.integration.samples import plain_pdf
from tests.together.consumers import Told, heard, newest_and_older, sample, told
from tests.together.five import Five

HOUR = timedelta(hours=1)


@heard("billing_docs.receive_document", stands_alone="a document never changes; it has its number")
def _issued(five: Five) -> Told:
    customer = five.documents.new_customer()
    return Told(event=five.documents.event(plain_pdf(), customer, f"RE-{five.number()}"))


@heard("billing_docs.announce_invoice_run", stands_alone="a run is announced once by its name")
def _run(five: Five) -> Told:
    run = InvoiceRunAnnounced(run_id=five.number(), document_count=3)
    event = told(run)
    return Told(event=type(event)(**{**_fields(event), "publisher": ERP}))


def _fields(event: Any) -> dict[str, Any]:
    names = ("id", "source", "type", "time", "body_sha256", "data", "publisher")
    return {name: getattr(event, name) for name in names}


def _mail(five: Five) -> tuple[UUID, dict[str, Any]]:
    """Return a customer, and the mail about his document."""
    desk = five.documents
    customer = desk.new_customer()
    desk.receive(desk.event(plain_pdf(), customer, f"RE-{five.number()}"))
    return customer, desk.told("notice_requested")[-1]


def _outcome(customer: UUID, mail: dict[str, Any]) -> dict[str, Any]:
    return {
        "idempotency_key": mail["idempotency_key"],
        "kind": mail["kind"],
        "organisation_id": customer,
        "recipient_sha256": "a" * 64,
    }


@heard("billing_docs.note_sent", stands_alone="a mail is sent once")
def _sent(five: Five) -> Told:
    sent = NoticeSent(**_outcome(*_mail(five)), at=five.clock.now())
    return Told(event=told(sent))


@heard(
    "billing_docs.note_bounced",
    "billing_docs.note_failed_notice",
    stands_alone="a mail is given up once",
)
def _bounced(five: Five) -> Told:
    failed = NoticeFailed(**_outcome(*_mail(five)), at=five.clock.now())
    return Told(event=told(failed))


@heard("billing_docs.note_contract_end")
def _contract_end(five: Five) -> Told:
    customer = five.documents.new_customer()
    return newest_and_older(
        "contract_coverage_changed", organisation_id=customer, older={"ends_on": None}
    )


@heard("billing_docs.remember_customer")
def _customer(five: Five) -> Told:
    return newest_and_older(
        "organisation_changed",
        organisation_id=new_id(),
        customer_number=five.number(),
        older={"name": "Wie sie früher hieß (Demo)"},
    )


@heard("billing_docs.take_over_e_billing_address")
def _address(five: Five) -> Told:
    customer, now = five.documents.new_customer(), five.clock.now()
    newer, older = (
        sample(
            "master_data_in_force",
            organisation_id=customer,
            kind="e_billing_address",
            new=MasterData(e_billing_address=email),
            change_id=new_id(),
            at=at,
        )
        for email, at in (("neu@muster.example", now + HOUR), ("alt@muster.example", now))
    )
    return Told(event=told(newer), older=told(older))
