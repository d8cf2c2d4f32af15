"""What is on file of an organisation."""

from uuid import UUID

from chassis.entrypoints import Incoming, every, on_event, rpc
from contracts.events import MASTER_DATA_IN_FORCE, MasterDataInForce
from contracts.master_data_changes import CompanyData
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.use_cases.company_data.apply_master_data import apply_master_data
from identity.use_cases.company_data.get_company_data import get_company_data
from identity.use_cases.company_data.tell_contacts_not_announced import (
    AT_ONCE,
    tell_contacts_not_announced,
)


class CompanyDataCalls(IdentityCalls):
    """What is on file of an organisation."""

    @rpc(reads=True)
    def get_company_data(self, caller: Principal, organisation_id: UUID) -> CompanyData:
        """Show what is on file of an organisation. Raises NotFound, NotPermitted."""
        with self._room.of(organisation_id) as records:
            return get_company_data(caller, organisation_id, records)

    @on_event("tickets", MASTER_DATA_IN_FORCE)
    def apply_master_data(self, event: Incoming[MasterDataInForce]) -> None:
        """Take over what the vendor's people have approved."""
        with self._room.of(event.data.organisation_id) as records:
            apply_master_data(event.data, records)

    @every(seconds=60)
    def tell_contacts_not_announced(self) -> None:
        """Announce where companies are reached of which nobody was told."""
        told = AT_ONCE
        while told == AT_ONCE:
            with self._room.of_everybody() as records:
                told = tell_contacts_not_announced(records)
