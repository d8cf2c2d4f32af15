"""Say who an organisation's mails are from, and whether what they said is kept."""

from datetime import datetime
from uuid import UUID

from chassis.audit import AuditTrail
from contracts.errors import InvalidInput
from contracts.senders import SetSender
from notifications.domain.mail_accounts import plain_name
from notifications.domain.message import InvalidRecipientError, deliverable_address
from notifications.store.senders import EnteredSender, SenderStore


def change_sender(
    organisation_id: UUID,
    request: SetSender,
    store: SenderStore,
    audit: AuditTrail,
    *,
    by: str,
    now: datetime,
) -> None:
    """Let this hold from the organisation's next mail on (MB-28 to MB-30); repeating is nothing.

    Raises:
        InvalidInput: a name with what no header holds, or an address nobody can write to.
    """
    entered = EnteredSender(
        sender_name=_name(request.sender_name),
        reply_to=_address(request.reply_to),
        keeps_history=request.keeps_history,
    )
    before = store.of(organisation_id, for_change=True)
    if entered == before:
        return
    store.put(organisation_id, entered, by=by, at=now)
    audit.record(
        organisation_id=organisation_id,
        actor=by,
        action="sender.changed",
        subject=f"organisation:{organisation_id}",
        details={
            "sender_name": _change(before.sender_name, entered.sender_name),
            "reply_to": _change(before.reply_to, entered.reply_to),
            "keeps_history": f"{before.keeps_history} -> {entered.keeps_history}",
        },
    )


def _name(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    return plain_name(text)


def _address(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    try:
        return deliverable_address(text.strip())
    except InvalidRecipientError:
        raise InvalidInput("request.reply_to", "not_an_address") from None


def _change(before: str | None, after: str | None) -> str:
    """Return how it changed, without the words themselves: the trail names nobody."""
    if before == after:
        return "unchanged"
    return "taken away" if after is None else ("entered" if before is None else "replaced")
