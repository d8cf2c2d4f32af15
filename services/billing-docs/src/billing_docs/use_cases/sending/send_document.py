"""Send one document to an address that somebody typed."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing_docs.domain.addresses import address_key, one_mail_address
from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.sending import (
    HOUR,
    SENT_BY_HAND,
    Cover,
    Delivery,
    attachment_of,
    file_sent,
    mail_with,
    plain_note,
    request_digest,
    seconds_to_wait,
)
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.use_cases.sending.list_deliveries import describe_delivery
from chassis.audit import AuditTrail
from chassis.ids import new_id
from chassis.outbox import Outbox
from contracts.errors import InvalidInput, SetupRequired, TooManyAttempts
from contracts.events import NOTICE_REQUESTED
from contracts.sending import DocumentDelivery, SendDocument


def send_document(
    document: BillingDocument,
    customer: Customer,
    request: SendDocument,
    *,
    person_id: UUID,
    session: Session,
    outbox: Outbox,
    now: datetime,
) -> DocumentDelivery:
    """Return the sending; the same key with the same wish returns the same one (SE-47).

    Possible whatever the customer's way of delivery is (SE-49). The bytes are those of the archive.

    Raises:
        SetupRequired: the person has not set up sending yet (SE-46).
        InvalidInput: no one address, a note that cannot be sent, or a key used for another wish.
        TooLargeToMail: no usual mail server takes the file.
        TooManyAttempts: the person has sent as much as anybody may within an hour.
    """
    store = DeliveryStore(session)
    if store.set_up_at(document.organisation_id, person_id) is None:
        raise SetupRequired("sending")
    email, note = one_mail_address("request.email", request.email), plain_note(request.note)
    attachment, actor = attachment_of(document), f"person:{person_id}"
    digest = request_digest(request, email=email, note=note)

    store.wait_for_turn(actor)
    known = store.of_request(actor, request.idempotency_key)
    if known is not None:
        if known.request_sha256 != digest:
            raise InvalidInput("idempotency_key", "used_for_another_request")
        return describe_delivery(known)
    seconds = seconds_to_wait(store.sent_by_hand(actor, since=now - HOUR), now)
    if seconds:
        raise TooManyAttempts(str(seconds))
    delivery = _delivery(document, email, actor=actor, now=now)
    delivery = replace(
        delivery,
        files=(file_sent(attachment),),
        request_key=request.idempotency_key,
        request_sha256=digest,
    )
    store.add_if_new(delivery)
    mail = mail_with(
        document,
        customer,
        delivery,
        (attachment,),
        Cover(kind=SENT_BY_HAND, language=customer.language, note=note),
    )
    outbox.announce(NOTICE_REQUESTED, mail)
    AuditTrail(session, now).record(
        organisation_id=document.organisation_id,
        actor=actor,
        action="document.sent",
        subject=f"document:{document.id}",
        details={"delivery": str(delivery.id), "sha256": attachment.sha256},
    )
    return describe_delivery(delivery)


def _delivery(document: BillingDocument, email: str, *, actor: str, now: datetime) -> Delivery:
    delivery_id = new_id()
    return Delivery(
        id=delivery_id,
        organisation_id=document.organisation_id,
        document_id=document.id,
        way="manual",
        recipient=email,
        recipient_key=address_key(email),
        message_key=f"{SENT_BY_HAND}:{delivery_id}",
        files=(),
        state="queued",
        requested_at=now,
        requested_by=actor,
    )
