"""Change who gets each new document by mail."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing_docs.domain.addresses import address_key, one_mail_address
from billing_docs.domain.delivery_rules import (
    CONFIRMATION_VALID,
    CONFIRMATIONS_AN_HOUR,
    Recipient,
)
from billing_docs.domain.document import Customer
from billing_docs.domain.links import CONFIRMATION, new_token, token_sha256
from billing_docs.domain.sending import HOUR
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.use_cases.rules.list_rules import describe_rules
from chassis.audit import AuditTrail
from chassis.clock import BERLIN
from chassis.ids import new_id
from chassis.outbox import Outbox
from contracts.delivery_rules import MOST_RECIPIENTS, NewRecipient, Rules
from contracts.errors import InvalidInput, NotFound, TooManyAttempts
from contracts.events import NOTICE_REQUESTED, NoticeRequested

CONFIRMATION_MAIL = "recipient_confirmation"


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleDesk:
    """What a change of one customer's rules is made with, and by whom."""

    customer: Customer
    by: str
    now: datetime
    portal_url: str
    store: DeliveryRecipientStore
    outbox: Outbox
    audit: AuditTrail


def set_rules(wanted: tuple[NewRecipient, ...], desk: RuleDesk) -> Rules:
    """Return the rules, which are these and no others; the order is that of the fallbacks.

    Who is there and stays keeps its confirmation; who is new is mailed a link and gets nothing
    until somebody has confirmed it. Two who change the rules at once wait for each other.

    Raises:
        InvalidInput: no one address, or one twice under a type.
        TooManyAttempts: more links than may be mailed within an hour.
    """
    organisation_id = desk.customer.organisation_id
    addresses = [one_mail_address("request.email", one.email) for one in wanted]
    places = [
        (one.document_type, address_key(email))
        for one, email in zip(wanted, addresses, strict=True)
    ]
    if len(set(places)) < len(places):
        raise InvalidInput("request.recipients", "address_twice")
    desk.store.wait_for_turn(organisation_id)
    live = {(each.document_type, each.email_key): each for each in desk.store.live(organisation_id)}
    kept: set[UUID] = set()
    for position, (one, email, place) in enumerate(zip(wanted, addresses, places, strict=True), 1):
        if (known := live.get(place)) is None:
            kept.add(_invite(one, email, position, desk))
        else:
            desk.store.change(known.id, form=one.form, turn=one.turn, position=position)
            kept.add(known.id)
    gone = [each.id for each in live.values() if each.id not in kept]
    desk.store.end(organisation_id, gone, at=desk.now)
    for recipient_id in gone:
        _record("delivery_recipient.removed", recipient_id, desk)
    return describe_rules(desk.store.live(organisation_id))


def add_recipient(one: NewRecipient, desk: RuleDesk) -> Rules:
    """Return the rules with one recipient more, or with one that is there changed.

    One that is there and has not confirmed yet is mailed a new link; the old one leads nowhere.

    Raises:
        InvalidInput: no one address, or more recipients than a customer may have.
        TooManyAttempts: more links than may be mailed within an hour.
    """
    organisation_id = desk.customer.organisation_id
    email = one_mail_address("request.email", one.email)
    desk.store.wait_for_turn(organisation_id)
    live = desk.store.live(organisation_id)
    known = next(
        (
            each
            for each in live
            if (each.document_type, each.email_key) == (one.document_type, address_key(email))
        ),
        None,
    )
    if known is None:
        if len(live) >= MOST_RECIPIENTS:
            raise InvalidInput("request.email", "too_many_recipients")
        _invite(one, email, desk.store.last_position(organisation_id) + 1, desk)
    else:
        desk.store.change(known.id, form=one.form, turn=one.turn, position=known.position)
        if known.confirmed_at is None:
            _invite_again(known, desk)
    return describe_rules(desk.store.live(organisation_id))


def remove_recipient(recipient_id: UUID, desk: RuleDesk) -> Rules:
    """Return the rules without that recipient; what is on its way already still arrives.

    Raises:
        NotFound: there is no such recipient, or it has ended before.
    """
    organisation_id = desk.customer.organisation_id
    if not desk.store.end(organisation_id, [recipient_id], at=desk.now):
        raise NotFound("delivery_recipient")
    _record("delivery_recipient.removed", recipient_id, desk)
    return describe_rules(desk.store.live(organisation_id))


def _invite(one: NewRecipient, email: str, position: int, desk: RuleDesk) -> UUID:
    _require_patience(desk)
    recipient = Recipient(
        id=new_id(),
        organisation_id=desk.customer.organisation_id,
        document_type=one.document_type,
        email=email,
        email_key=address_key(email),
        form=one.form,
        turn=one.turn,
        position=position,
        language=one.language or desk.customer.language,
        created_at=desk.now,
        created_by=desk.by,
        link_expires_at=desk.now + CONFIRMATION_VALID,
    )
    token = new_token(CONFIRMATION)
    desk.store.add(recipient, token_sha256(token))
    _mail_link(recipient, token, desk)
    _record("delivery_recipient.invited", recipient.id, desk)
    return recipient.id


def _invite_again(recipient: Recipient, desk: RuleDesk) -> None:
    _require_patience(desk)
    token = new_token(CONFIRMATION)
    desk.store.renew_link(
        recipient.id,
        token_sha256(token),
        sent_at=desk.now,
        expires_at=desk.now + CONFIRMATION_VALID,
    )
    _mail_link(recipient, token, desk)


def _require_patience(desk: RuleDesk) -> None:
    sent = desk.store.links_sent(desk.customer.organisation_id, since=desk.now - HOUR)
    if len(sent) >= CONFIRMATIONS_AN_HOUR:
        free_at = sent[len(sent) - CONFIRMATIONS_AN_HOUR] + HOUR
        raise TooManyAttempts(str(int((free_at - desk.now).total_seconds()) + 1))


def _mail_link(recipient: Recipient, token: str, desk: RuleDesk) -> None:
    valid_until = (desk.now + CONFIRMATION_VALID).astimezone(BERLIN)
    desk.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            # Each link is a mail of its own.
            idempotency_key=f"{CONFIRMATION_MAIL}:{new_id()}",
            kind=CONFIRMATION_MAIL,
            recipient=recipient.email,
            language=recipient.language,
            organisation_id=recipient.organisation_id,
            parameters={
                "organisation_name": desk.customer.name,
                "document_type": recipient.document_type,
                "valid_until": valid_until.isoformat(timespec="minutes"),
            },
            secrets={"link": f"{desk.portal_url.rstrip('/')}/document-recipients/{token}"},
        ),
    )


def _record(action: str, recipient_id: UUID, desk: RuleDesk) -> None:
    desk.audit.record(
        organisation_id=desk.customer.organisation_id,
        actor=desk.by,
        action=action,
        subject=f"delivery_recipient:{recipient_id}",
    )
