"""Tell the other services how long contracts open the portal."""

from uuid import UUID

from catalog.domain.coverage import coverage_of
from catalog.store.records import Records
from contracts.events import CONTRACT_COVERAGE_CHANGED, ContractCoverageChanged


def tell_coverage(organisation_id: UUID, records: Records, *, grace_days: int) -> None:
    """Announce what the organisation's contracts amount to, if that is news.

    The caller has locked the organisation, so that versions follow the order of the changes.
    """
    terms = records.contracts.terms_of(organisation_id)
    coverage = coverage_of(terms, grace_days=grace_days)
    version = records.coverages.replace(organisation_id, coverage, grace_days=grace_days)
    if version is None:
        return
    records.outbox.announce(
        CONTRACT_COVERAGE_CHANGED,
        ContractCoverageChanged(
            organisation_id=organisation_id,
            version=version,
            ends_on=coverage.ends_on,
            access_until=coverage.access_until,
        ),
    )
