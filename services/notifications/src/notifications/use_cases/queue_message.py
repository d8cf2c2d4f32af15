"""Write down that somebody is to be told something."""

import hashlib
import secrets
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from chassis.clock import BERLIN
from chassis.context import current_context
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.log import get_logger
from contracts.company_notices import Channel
from contracts.events import NoticeRequested
from contracts.notifications import LARGEST_ATTACHMENTS_BYTES
from notifications.adapters.composition import Composer
from notifications.adapters.templates import UnfitParametersError, UnknownKindError
from notifications.domain.delivery import Lane
from notifications.domain.mail_accounts import OWN_ACCOUNT_KINDS
from notifications.domain.message import (
    FROM_NAME,
    REPLY_TO,
    THREAD_ID,
    InvalidRecipientError,
    Message,
    message_id_for,
)
from notifications.domain.quotas import MOST_DAYS_AHEAD, begins_at
from notifications.domain.unsubscribing import NEWS_KINDS, TOKEN, digest_of
from notifications.store.mail_accounts import MailAccountStore
from notifications.store.queue_records import QueueRecords
from process.tracing import current_traceparent

_log = get_logger(__name__)
LONGEST_KEY = 300


def queue_message(
    notice: NoticeRequested,
    *,
    requested_by: str,
    composer: Composer,
    records: QueueRecords,
    now: datetime,
    channel: Channel = "mail",
    expires_at: datetime | None = None,
) -> None:
    """Queue one message per idempotency key; the first request under a key decides.

    By `phone` the recipient is a number; from `expires_at` on it is not sent any more. What the
    organisation and the person have said counts as it is now: who the mail is from, whether what it
    says is kept, and that news is not wanted (then nothing is queued).

    Safe to repeat. Another request under a known key changes nothing and is logged: a mail that
    may be out already cannot become another one.

    Raises:
        Refused: no mail can be made of it (unknown kind, parameters that do not fit, an address
            that cannot be written to). Nothing is stored.
    """
    _refuse_what_cannot_be_stored(notice)
    made = _message_of(notice, requested_by, composer.sender_domain, now)
    message = _as_entered(replace(made, expires_at=expires_at), records)
    _refuse_what_cannot_be_sent(message, composer, channel)
    if notice.kind in NEWS_KINDS and not _is_wanted(notice, records):
        return
    lane = "phone" if channel == "phone" else _lane_of(message, records.accounts, now)
    message = _in_its_place(message, lane, records, now)
    if records.messages.add_if_new(message, lane=lane):
        if notice.person_id is not None and TOKEN in message.secrets:
            records.news.add_link(digest_of(message.secrets[TOKEN]), notice.person_id, now)
        return
    if records.messages.request_sha256_of(message.idempotency_key) != message.request_sha256:
        _log.warning(
            "notice contradicts an earlier one and is ignored",
            idempotency_key=message.idempotency_key,
            requested_by=requested_by,
        )


def _as_entered(message: Message, records: QueueRecords) -> Message:
    """Return the message from whom its organisation has entered, kept or not as it wants."""
    if message.kind in NEWS_KINDS:
        message = replace(message, secrets={**message.secrets, TOKEN: secrets.token_urlsafe(24)})
    if message.organisation_id is None:
        return message
    entered = records.senders.of(message.organisation_id)
    headers: dict[str, str] = {}
    if message.kind in OWN_ACCOUNT_KINDS:
        wanted = {FROM_NAME: entered.sender_name, REPLY_TO: entered.reply_to}
        headers = {name: value for name, value in wanted.items() if value is not None}
    return replace(
        message,
        parameters={**headers, **message.parameters},
        keeps_body=entered.keeps_history,
    )


def _in_its_place(message: Message, lane: Lane, records: QueueRecords, now: datetime) -> Message:
    """Return the message, held back to the day on which its organisation may send more.

    A place is lost where two notices of one key come at once; that is once, and no mail.

    Raises:
        Refused: that day is too far away.
    """
    limit = records.limits.of(lane)
    is_counted = lane == "phone" or message.kind in OWN_ACCOUNT_KINDS
    if message.organisation_id is None or limit is None or not is_counted:
        return message
    if records.messages.request_sha256_of(message.idempotency_key) is not None:
        return message
    today = now.astimezone(BERLIN).date()
    place = records.quotas.take_place(message.organisation_id, lane, today, limit)
    if place.day == today:
        return message
    if (place.day - today).days > MOST_DAYS_AHEAD:
        raise Refused("quota_exceeded", f"more than {limit} a day for more than a week")
    _log.warning(
        "message is held back: the day's quota is used up",
        organisation_id=str(message.organisation_id),
        lane=lane,
    )
    return replace(message, waits_since=begins_at(place.day).astimezone(UTC))


def _is_wanted(notice: NoticeRequested, records: QueueRecords) -> bool:
    if notice.person_id is None:
        raise Refused("notice_parameters_unfit", "news names the person whom it is for")
    if records.news.wants(notice.person_id):
        return True
    _log.info("news is not wanted", idempotency_key=notice.idempotency_key)
    return False


def _lane_of(message: Message, accounts: MailAccountStore, now: datetime) -> Lane:
    """Return whose server it goes through: its own, for what an organisation itself sends."""
    if message.organisation_id is None or message.kind not in OWN_ACCOUNT_KINDS:
        return "platform"
    account = accounts.find(message.organisation_id)
    return "own" if account is not None and account.is_used_at(now) else "platform"


def _refuse_what_cannot_be_stored(notice: NoticeRequested) -> None:
    if not 0 < len(notice.idempotency_key) <= LONGEST_KEY:
        raise Refused("notice_key_unfit", f"a key has 1 to {LONGEST_KEY} characters")
    texts = [notice.idempotency_key, *notice.parameters.values(), *notice.secrets.values()]
    names = [*notice.parameters, *notice.secrets]
    if any("\0" in text for text in (*texts, *names)):
        raise Refused("notice_parameters_unfit", "PostgreSQL stores no NUL characters")
    if sum(attachment.size_bytes for attachment in notice.attachments) > LARGEST_ATTACHMENTS_BYTES:
        raise Refused(
            "attachments_too_large", f"a mail carries {LARGEST_ATTACHMENTS_BYTES} bytes at most"
        )


def _message_of(
    notice: NoticeRequested, requested_by: str, sender_domain: str, now: datetime
) -> Message:
    context = current_context()
    return Message(
        id=new_id(),
        idempotency_key=notice.idempotency_key,
        request_sha256=hashlib.sha256(msgspec.json.encode(notice, order="sorted")).hexdigest(),
        requested_by=requested_by,
        organisation_id=notice.organisation_id,
        kind=notice.kind,
        recipient=notice.recipient,
        language=notice.language,
        parameters={**notice.parameters, **_headers_in(notice)},
        secrets=notice.secrets,
        attachments=notice.attachments,
        is_reported=notice.is_reported,
        message_id=message_id_for(notice.idempotency_key, sender_domain),
        created_at=now,
        correlation_id=context.correlation_id,
        traceparent=current_traceparent() or context.traceparent,
    )


def _headers_in(notice: NoticeRequested) -> dict[str, str]:
    """Return what becomes headers; kept with the parameters, so every attempt is the same mail."""
    headers = {REPLY_TO: notice.reply_to, THREAD_ID: notice.thread_id}
    return {name: value for name, value in headers.items() if value is not None}


def refuse_unfit(
    notice: NoticeRequested, composer: Composer, channel: Channel, now: datetime
) -> None:
    """Refuse what can never be said by this channel, without writing anything down."""
    _refuse_what_cannot_be_stored(notice)
    message = _message_of(notice, "", composer.sender_domain, now)
    _refuse_what_cannot_be_sent(message, composer, channel)


def _refuse_what_cannot_be_sent(message: Message, composer: Composer, channel: Channel) -> None:
    # Every fault shows now, while the asking service's message can still be parked.
    try:
        if channel == "phone":
            composer.compose_text(message)
        else:
            composer.require_fit(message)
    except UnknownKindError:
        raise Refused("unknown_notice_kind", f"no template {message.kind!r}") from None
    except UnfitParametersError as error:
        raise Refused("notice_parameters_unfit", str(error)) from None
    except InvalidRecipientError as error:
        raise Refused("recipient_invalid", f"the recipient {error}") from None
