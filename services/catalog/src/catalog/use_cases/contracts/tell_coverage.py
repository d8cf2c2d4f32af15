"""Tell the other services how long contracts open the portal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from catalog.domain.coverage import coverage_of
from catalog.store.contracts import ContractStore, CoverageStore
from chassis.outbox import Outbox
from contracts.events import CONTRACT_COVERAGE_CHANGED, ContractCoverageChanged


def tell_coverage(
    organisation_id: UUID, session: Session, outbox: Outbox, *, now: datetime, grace_days: int
) -> None:
    """Announce what the organisation's contracts amount to, if that is news.

    The caller has locked the organisation, so that versions follow the order of the changes.
    """
    terms = ContractStore(session, now).terms_of(organisation_id)
    coverage = coverage_of(terms, grace_days=grace_days)
    version = CoverageStore(session).replace(organisation_id, coverage, grace_days=grace_days)
    if version is None:
        return
    outbox.announce(
        CONTRACT_COVERAGE_CHANGED,
        ContractCoverageChanged(
            organisation_id=organisation_id,
            version=version,
            ends_on=coverage.ends_on,
            access_until=coverage.access_until,
        ),
    )
