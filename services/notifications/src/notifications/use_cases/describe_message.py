"""Tell the vendor's people what became of a message."""

import msgspec

from contracts.errors import NotFound, NotPermitted
from contracts.notifications import DeliveryAttempt, MessageQuery, MessageRecord, ReturnedMail
from contracts.principal import Principal
from notifications.store.records import MessageRecords
from notifications.store.returned_mails import ReturnedMailStore


def describe_message(
    caller: Principal,
    query: MessageQuery,
    records: MessageRecords,
    returns: ReturnedMailStore,
) -> MessageRecord:
    """Return the message of this idempotency key with every attempt and whatever came back.

    Raises:
        NotPermitted: the caller is not one of the vendor's people.
        NotFound: there is no such message.
    """
    if not caller.is_staff:
        raise NotPermitted("staff")
    found = records.find(query.idempotency_key)
    if found is None:
        raise NotFound("message")
    return MessageRecord(
        id=found.id,
        kind=found.kind,
        state=found.state,
        message_id=found.message_id,
        attempts=tuple(
            msgspec.convert(attempt, DeliveryAttempt, from_attributes=True)
            for attempt in found.attempts
        ),
        returned=tuple(
            msgspec.convert(each, ReturnedMail, from_attributes=True)
            for each in returns.of_message(found.id)
        ),
    )
