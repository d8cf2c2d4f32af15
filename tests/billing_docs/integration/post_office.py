"""Mails with documents as tests speak of them: sending, rules, and what notifications says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from billing_docs.domain.document import BillingDocument
from billing_docs.store.customers import CustomerStore
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_failures import DeliveryFailureStore
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.print_orders import PrintOrderStore
from billing_docs.use_cases.failures.print_overdue_failures import print_overdue_failures
from billing_docs.use_cases.failures.tell_delivery_failures import tell_delivery_failures
from billing_docs.use_cases.get_document import get_document
from billing_docs.use_cases.rules import change_rules, use_link
from billing_docs.use_cases.rules.change_rules import RuleDesk
from billing_docs.use_cases.rules.prepare_mails import prepare_mails
from billing_docs.use_cases.sending.list_deliveries import list_deliveries
from billing_docs.use_cases.sending.note_bounced import note_bounced
from billing_docs.use_cases.sending.note_sent import note_sent
from billing_docs.use_cases.sending.send_document import send_document
from billing_docs.use_cases.sending.set_up_billing_access import set_up_billing_access
from chassis.audit import AuditTrail
from chassis.ids import new_id
from chassis.outbox import Outbox
from contracts.bounces import Bounce
from contracts.delivery_rules import NewRecipient, RecipientLink, Rules
from contracts.events import NoticeFailed, NoticeSent
from contracts.sending import (
    BillingAccess,
    DocumentDeliveries,
    DocumentDelivery,
    SendDocument,
)
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf

PORTAL = "https://portal.example.com"
ADMINISTRATION = "verwaltung@musterfabrik.example"


@dataclass(kw_only=True)
class PostOffice:
    """The use cases about mails with documents, on a desk."""

    desk: Desk

    @contextmanager
    def open(self, customer: UUID | None = None) -> Iterator[Session]:
        """Yield a transaction of one customer, or of all."""
        with self.desk.database.transaction(
            organisation_id=customer, every_organisation=customer is None
        ) as session:
            yield session

    def outbox(self, session: Session) -> Outbox:
        """Return what a use case tells the others with."""
        return Outbox(session, "billing_docs", self.desk.clock.now())

    def issue(self, customer: UUID, number: str = "RE-1", **changes: Any) -> BillingDocument:
        """Take a document in; return it."""
        self.desk.receive(self.desk.event(plain_pdf(), customer, number, **changes))
        (document,) = [each for each in self.desk.stored(customer) if each.number == number]
        return document

    # By hand --------------------------------------------------------------------------------------

    def set_up(self, customer: UUID, person: UUID) -> BillingAccess:
        """Let a person send documents."""
        now = self.desk.clock.now()
        with self.open(customer) as session:
            return set_up_billing_access(
                customer,
                person,
                now=now,
                store=DeliveryStore(session),
                audit=AuditTrail(session, now),
            )

    def send(self, document: BillingDocument, person: UUID, **wish: Any) -> DocumentDelivery:
        """Send a document by hand."""
        values = {"email": "steuer@kanzlei.example", "idempotency_key": "one", **wish}
        with self.open(document.organisation_id) as session:
            customer = CustomerStore(session).by_id(document.organisation_id)
            assert customer is not None
            return send_document(
                get_document(document.organisation_id, document.id, DocumentStore(session)),
                customer,
                SendDocument(document_id=document.id, **values),
                person_id=person,
                session=session,
                outbox=self.outbox(session),
                now=self.desk.clock.now(),
            )

    def deliveries(
        self, document: BillingDocument, *, requested_by: str | None = None
    ) -> DocumentDeliveries:
        """Return the mails about a document."""
        with self.open(document.organisation_id) as session:
            return list_deliveries(
                document.organisation_id,
                document.id,
                requested_by=requested_by,
                deliveries=DeliveryStore(session),
                failures=DeliveryFailureStore(session),
                orders=PrintOrderStore(session),
            )

    # By rule --------------------------------------------------------------------------------------

    @contextmanager
    def rules(self, customer: UUID) -> Iterator[RuleDesk]:
        """Yield what a change of a customer's rules is made with."""
        now = self.desk.clock.now()
        with self.open(customer) as session:
            known = CustomerStore(session).by_id(customer)
            assert known is not None
            yield RuleDesk(
                customer=known,
                by="person:admin",
                now=now,
                portal_url=PORTAL,
                store=DeliveryRecipientStore(session),
                outbox=self.outbox(session),
                audit=AuditTrail(session, now),
            )

    def add(self, customer: UUID, email: str, **how: Any) -> Rules:
        """Add a recipient."""
        with self.rules(customer) as desk:
            return change_rules.add_recipient(NewRecipient(email=email, **how), desk)

    def set(self, customer: UUID, *wanted: NewRecipient) -> Rules:
        """Make these the rules."""
        with self.rules(customer) as desk:
            return change_rules.set_rules(wanted, desk)

    def remove(self, customer: UUID, recipient_id: UUID) -> Rules:
        """Remove a recipient."""
        with self.rules(customer) as desk:
            return change_rules.remove_recipient(recipient_id, desk)

    def add_confirmed(self, customer: UUID, email: str, **how: Any) -> None:
        """Add a recipient who confirms at once."""
        self.add(customer, email, **how)
        self.confirm(self.last_token("recipient_confirmation"))

    def preview(self, token: str) -> RecipientLink:
        """Look at what a link would confirm."""
        with self.open() as session:
            return use_link.preview_confirmation(
                token,
                now=self.desk.clock.now(),
                recipients=DeliveryRecipientStore(session),
                customers=CustomerStore(session),
            )

    def confirm(self, token: str) -> None:
        """Confirm by a mailed link."""
        now = self.desk.clock.now()
        with self.open() as session:
            recipients, audit = DeliveryRecipientStore(session), AuditTrail(session, now)
            use_link.confirm_recipient(token, now=now, recipients=recipients, audit=audit)

    def unsubscribe(self, token: str) -> None:
        """Unsubscribe by a mailed link."""
        now = self.desk.clock.now()
        with self.open() as session:
            use_link.unsubscribe(
                token,
                now=now,
                deliveries=DeliveryStore(session),
                recipients=DeliveryRecipientStore(session),
                audit=AuditTrail(session, now),
            )

    def prepare(self) -> int:
        """Make the files that are still to be made, as a process does now and then."""
        return prepare_mails(
            self.desk.database,
            self.desk.resources(),
            self.desk.clock.now(),
            portal_url=PORTAL,
        )

    # What notifications says ----------------------------------------------------------------------

    def mails(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return the mails that were asked for, oldest first."""
        asked = self.desk.told("notice_requested")
        return [mail for mail in asked if kind is None or mail["kind"] == kind]

    def recipients(self, kind: str = "document_delivered") -> list[str]:
        """Return to whom mails of a kind go, oldest first."""
        return [mail["recipient"] for mail in self.mails(kind)]

    def last_token(self, kind: str) -> str:
        """Return the secret in the last mailed link of a kind."""
        link: str = self.mails(kind)[-1]["secrets"]["link"]
        return link.rpartition("/")[2]

    def bounce(self, mail: dict[str, Any], bounce: Bounce | None = None) -> None:
        """Let notifications say that a mail could not be delivered."""
        failed = NoticeFailed(**_outcome(mail), at=self.desk.clock.now(), bounce=bounce)
        with self.open() as session:
            note_bounced(
                failed,
                session,
                outbox=self.outbox(session),
                portal_url=PORTAL,
                now=self.desk.clock.now(),
            )

    def arrive(self, mail: dict[str, Any]) -> None:
        """Let notifications say that the mail server has taken a mail."""
        with self.open() as session:
            note_sent(
                NoticeSent(**_outcome(mail), at=self.desk.clock.now()), DeliveryStore(session)
            )

    def tell_failures(self, administration: str | None = ADMINISTRATION) -> int:
        """Tell vendor administration, as a process does now and then."""
        with self.open() as session:
            return tell_delivery_failures(
                DeliveryFailureStore(session),
                administration=administration,
                outbox=self.outbox(session),
                now=self.desk.clock.now(),
                portal_url=PORTAL,
            )

    def print_overdue(self) -> int:
        """Order on paper what nobody has looked after, as a process does now and then."""
        with self.open() as session:
            return print_overdue_failures(
                session, outbox=self.outbox(session), now=self.desk.clock.now()
            )


def _outcome(mail: dict[str, Any]) -> dict[str, Any]:
    return {
        "idempotency_key": mail["idempotency_key"],
        "kind": mail["kind"],
        "organisation_id": UUID(mail["organisation_id"]),
        "recipient_sha256": hashlib.sha256(mail["recipient"].casefold().encode()).hexdigest(),
    }


def a_person() -> UUID:
    """Return somebody."""
    return new_id()
