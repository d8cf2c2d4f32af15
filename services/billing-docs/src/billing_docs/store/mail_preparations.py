"""Mails by rule whose files are still to be made, in the caller's transaction; never commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing_docs.domain.sending import Delivery, RuleMail
from billing_docs.store.customers import CustomerStore
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.store.documents import DocumentStore, in_portal
from billing_docs.store.sending_tables import DELIVERY, MAIL_PREPARATION
from billing_docs.store.tables import DOCUMENT


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A mail whose files somebody makes now; `mail` is None where nobody is to get it any more."""

    delivery_id: UUID
    tries: int
    mail: RuleMail | None


class MailPreparations:
    """What is to be made, of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def want(self, delivery: Delivery, now: datetime) -> None:
        """Let the files of a mail be made soon."""
        self._session.execute(
            insert(MAIL_PREPARATION).values(
                delivery_id=delivery.id,
                organisation_id=delivery.organisation_id,
                due_at=now,
                tries=0,
            )
        )

    def claim(self, now: datetime, *, until: datetime) -> Claimed | None:
        """Return the one that waits longest and leave it to the caller until then; None: none.

        What another process claims just now is passed over. Of a document that is out of the
        portal nothing is made: it waits.
        """
        row = self._session.execute(
            select(MAIL_PREPARATION.c.delivery_id, MAIL_PREPARATION.c.tries)
            .join(DELIVERY, DELIVERY.c.id == MAIL_PREPARATION.c.delivery_id)
            .join(DOCUMENT, DOCUMENT.c.id == DELIVERY.c.document_id)
            .where(MAIL_PREPARATION.c.due_at <= now, *in_portal())
            .order_by(MAIL_PREPARATION.c.due_at, MAIL_PREPARATION.c.delivery_id)
            .limit(1)
            .with_for_update(of=MAIL_PREPARATION, skip_locked=True)
        ).first()
        if row is None:
            return None
        self._change(row.delivery_id, due_at=until, tries=row.tries + 1)
        return Claimed(
            delivery_id=row.delivery_id, tries=row.tries + 1, mail=self._mail(row.delivery_id)
        )

    def hold(self, delivery_id: UUID) -> bool:
        """Wait for whoever else is about to ask for the mail; False if it was asked for."""
        held = self._session.scalar(
            select(MAIL_PREPARATION.c.delivery_id)
            .where(MAIL_PREPARATION.c.delivery_id == delivery_id)
            .with_for_update()
        )
        return held is not None

    def put_off(self, claimed: Claimed, until: datetime) -> None:
        """Let it be tried again then, and do not count the try that could not be made."""
        self._change(claimed.delivery_id, due_at=until, tries=claimed.tries - 1)

    def settle(self, delivery_id: UUID) -> None:
        """Note that the mail is asked for, or never will be."""
        self._session.execute(
            delete(MAIL_PREPARATION).where(MAIL_PREPARATION.c.delivery_id == delivery_id)
        )

    def _change(self, delivery_id: UUID, *, due_at: datetime, tries: int) -> None:
        self._session.execute(
            update(MAIL_PREPARATION)
            .where(MAIL_PREPARATION.c.delivery_id == delivery_id)
            .values(due_at=due_at, tries=tries)
        )

    def _mail(self, delivery_id: UUID) -> RuleMail | None:
        delivery = DeliveryStore(self._session).by_id(delivery_id)
        organisation_id = delivery.organisation_id
        document = DocumentStore(self._session).of_organisation(
            organisation_id, delivery.document_id
        )
        customer = CustomerStore(self._session).by_id(organisation_id)
        recipient = next(
            (
                each
                for each in DeliveryRecipientStore(self._session).live(organisation_id)
                if each.id == delivery.recipient_id
            ),
            None,
        )
        if document is None or customer is None or recipient is None:
            return None
        return RuleMail(
            delivery=delivery, recipient=recipient, document=document, customer=customer
        )
