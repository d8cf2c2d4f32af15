"""Remind customers before their documents leave the portal (B14)."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from billing_docs.domain.export_notices import leaving_notice
from billing_docs.store.customers import CustomerStore
from billing_docs.store.leaving import LeavingStore
from chassis.outbox import Outbox
from contracts.events import NOTICE_REQUESTED

NOTICE_DAYS = 30
# A reminder speaks of what leaves within so many days. What comes after it is due on the 33rd day
# at the earliest, which is in a later month, so that one mail a month reminds everybody in time.
COVERED_DAYS = 62


def remind_of_leaving(
    session: Session, outbox: Outbox, *, portal_url: str, today: date, now: datetime
) -> int:
    """Ask for one mail for each customer who is due; return how many.

    It goes to the e-billing address; where there is none, nobody is told until there is one. Safe
    to repeat and to run in several processes: the month's reminder of a customer exists once.
    """
    store, customers = LeavingStore(session), CustomerStore(session)
    reminded = 0
    for organisation_id in store.due(today, today + timedelta(days=NOTICE_DAYS)):
        recipient = customers.e_billing_address(organisation_id)
        customer = customers.by_id(organisation_id)
        covers_until, month = today + timedelta(days=COVERED_DAYS), today.replace(day=1)
        leaving = store.leaving(organisation_id, today, covers_until)
        if recipient is None or customer is None or leaving is None:
            continue
        if not store.remind(
            organisation_id, month, covers_until=covers_until, count=leaving.count, at=now
        ):
            continue
        notice = leaving_notice(
            customer,
            recipient=recipient,
            month=month,
            leaving=(leaving.count, leaving.first_day, leaving.last_day),
            issued=(leaving.issued_from, leaving.issued_until),
            portal_url=portal_url,
        )
        outbox.announce(NOTICE_REQUESTED, notice)
        reminded += 1
    return reminded
