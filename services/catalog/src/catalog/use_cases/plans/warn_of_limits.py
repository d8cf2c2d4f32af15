"""Warn when little is left of a limit."""

from catalog.domain.plans import allowed_of, threshold_reached
from catalog.store.records import Records
from catalog.store.subscriptions import StoredSubscription
from contracts.company_notices import COMPANY_NOTICE_REQUESTED, CompanyNoticeRequested
from contracts.plans import LimitName


def warn_of_limits(
    stored: StoredSubscription, limit: LimitName, used: int, records: Records
) -> None:
    """Warn once for each threshold (80 %, 95 %) and period (D10).

    The company is told where it wants to be told (MB-11); the plan's page says it as well.
    What jumps over both thresholds at once is told once, of the higher one.
    """
    allowed = allowed_of(stored.plan.limits, limit)
    threshold = threshold_reached(used, allowed)
    if threshold is None or allowed is None:
        return
    period = stored.period(records.today)
    organisation_id = stored.organisation_id
    if not records.plan_uses.warn_once(organisation_id, limit, period.first, threshold):
        return
    records.outbox.announce(
        COMPANY_NOTICE_REQUESTED,
        CompanyNoticeRequested(
            idempotency_key=f"limit-{organisation_id}-{limit}-{period.first}-{threshold}",
            organisation_id=organisation_id,
            event="limit_near",
            parameters={
                "limit": limit,
                "percent": str(threshold),
                "used": str(used),
                "allowed": str(allowed),
            },
            occurred_at=records.now,
        ),
    )
