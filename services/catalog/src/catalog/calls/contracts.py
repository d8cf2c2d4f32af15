"""Contracts, and how long they open the portal."""

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.contracts.receive_contract import receive_contract
from catalog.use_cases.contracts.recount_coverage import find_outdated, recount_coverage
from chassis.entrypoints import Incoming, every, on_inbound
from contracts.inbound import CONTRACT_UPSERTED, ContractUpserted
from contracts.outbound import MESSAGE_REJECTED


class ContractCalls(CatalogCalls):
    """Contracts, and how long they open the portal."""

    @on_inbound(CONTRACT_UPSERTED, rejected_as=MESSAGE_REJECTED)
    def receive_contract(self, event: Incoming[ContractUpserted]) -> None:
        """Take a new or changed contract from the ERP."""
        with self._room.of_everybody() as records:
            receive_contract(event, records, grace_days=self.settings.grace_days)

    @every(seconds=300)
    def recount_coverage(self) -> None:
        """Follow a changed setting of the grace period."""
        grace_days = self.settings.grace_days
        with self._room.of_everybody() as records:
            outdated = find_outdated(records, grace_days=grace_days)
        for organisation_id in outdated:
            with self._room.of(organisation_id) as records:
                recount_coverage(organisation_id, records, grace_days=grace_days)
