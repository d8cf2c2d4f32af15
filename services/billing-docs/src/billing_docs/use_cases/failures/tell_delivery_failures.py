"""Tell vendor administration by mail which documents have reached nobody."""

from datetime import datetime

from billing_docs.domain.delivery_rules import MOST_NAMED_FAILURES, TOLD_AFTER
from billing_docs.store.delivery_failures import DeliveryFailureStore
from chassis.clock import BERLIN
from chassis.outbox import Outbox
from contracts.events import NOTICE_REQUESTED, NoticeRequested

KIND = "delivery_failures"


def tell_delivery_failures(
    store: DeliveryFailureStore,
    *,
    administration: str | None,
    outbox: Outbox,
    now: datetime,
    portal_url: str,
) -> int:
    """Return how many failures one mail tells of, 0 when none has waited long enough.

    Within the hour (B17), and all that have come meanwhile together: a mail server that refuses a
    thousand invoices is one mail. Without an address nobody is mailed; the list shows them all the
    same. Any number of processes may do this at once.
    """
    if administration is None:
        return 0
    failures = store.take_untold()
    if not failures or failures[0].failed_at > now - TOLD_AFTER:
        return 0
    named = failures[:MOST_NAMED_FAILURES]
    first_printed = min(failure.print_after for failure in failures).astimezone(BERLIN)
    outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"{KIND}:{failures[0].document_id}",
            kind=KIND,
            recipient=administration,
            language="de",
            parameters={
                "count": str(len(failures)),
                "failures": "\n".join(
                    f"{failure.customer_number}\t{failure.number}" for failure in named
                ),
                "printed_from": first_printed.isoformat(timespec="minutes"),
                "link": f"{portal_url.rstrip('/')}/delivery-failures",
            },
        ),
    )
    store.mark_told([failure.document_id for failure in failures], now)
    return len(failures)
