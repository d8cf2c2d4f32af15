"""Close the business days that are over: what was ordered in them is printed together."""

from datetime import date, datetime, timedelta

from billing_docs.store.print_orders import PrintOrderStore
from chassis.ids import new_id


def close_print_batches(orders: PrintOrderStore, *, today: date, now: datetime) -> int:
    """Return how many batches were begun, one for each day before `today` with open orders.

    Any number of processes may do this at once: a day's key lets one of them. An order that was
    written down only after its day had been closed goes into the batch of the last day that is
    still free, so that nothing waits for ever and no batch grows after its file was made.
    """
    begun = 0
    for ordered_on in orders.days_to_close(before=today):
        for day in dict.fromkeys((ordered_on, today - timedelta(days=1))):
            batch_id = new_id()
            if orders.close_day(batch_id, day, now=now):
                orders.take_orders(batch_id, through=day)
                begun += 1
                break
    return begun
