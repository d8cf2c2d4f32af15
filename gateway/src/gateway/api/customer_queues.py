"""Queues at the broker from which an organisation's systems read events."""

from contracts.customer_queues import CustomerQueues
from gateway.call import Call


async def list_customer_queues(call: Call) -> CustomerQueues:
    """Return the queues of the organisation's machine accounts; the vendor's operator makes them.

    `waiting` is how many events were ready at `counted_at`. While `trouble` says why a queue takes
    nothing, events keep their place in the feed.
    """
    return await call.around.notifications.list_customer_queues(call.context)
