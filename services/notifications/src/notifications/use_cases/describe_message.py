"""Tell the vendor's people what became of a message."""

import msgspec

from contracts.errors import NotFound, NotPermitted
from contracts.notifications import DeliveryAttempt, MessageQuery, MessageRecord
from contracts.principal import Principal
from notifications.store.records import MessageRecords


def describe_message(
    caller: Principal, query: MessageQuery, records: MessageRecords
) -> MessageRecord:
    """Return the message of this idempotency key with every attempt, oldest first.

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
    )
