"""Changes of master data."""

from uuid import UUID

from chassis.entrypoints import every, rpc
from contracts.master_data_changes import (
    ApproveMasterDataChange,
    MasterDataChange,
    MasterDataChangeDetail,
    MasterDataChangePage,
    MasterDataChangeQuery,
    RefuseMasterDataChange,
    RequestMasterDataChange,
)
from contracts.principal import Principal
from tickets.adapters.master_data_owners import MasterDataOwners
from tickets.adapters.people_desk import PeopleDesk
from tickets.adapters.postal_rules import faults_of_address
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.master_data.apply_due_changes import apply_due_changes
from tickets.use_cases.master_data.approve_master_data_change import approve_master_data_change
from tickets.use_cases.master_data.get_master_data_change import get_master_data_change
from tickets.use_cases.master_data.list_master_data_changes import list_master_data_changes
from tickets.use_cases.master_data.master_data_tools import MasterDataTools
from tickets.use_cases.master_data.refuse_master_data_change import refuse_master_data_change
from tickets.use_cases.master_data.request_master_data_change import request_master_data_change
from tickets.use_cases.master_data.withdraw_master_data_change import withdraw_master_data_change


class MasterDataCalls(TicketsCalls):
    """Changes of master data."""

    @rpc
    def request_master_data_change(
        self, caller: Principal, request: RequestMasterDataChange
    ) -> MasterDataChange:
        """Ask for a change, once. Raises NotPermitted, InvalidInput, MasterDataChangeWaiting."""
        return request_master_data_change(caller, request, self._master_data_tools)

    @rpc(reads=True)
    def list_master_data_changes(
        self, caller: Principal, query: MasterDataChangeQuery
    ) -> MasterDataChangePage:
        """List the organisation's changes; to the vendor's people all. Raises NotPermitted."""
        return list_master_data_changes(caller, query, self._room)

    @rpc(reads=True)
    def get_master_data_change(self, caller: Principal, change_id: UUID) -> MasterDataChangeDetail:
        """Show a change beside what is on file. Raises NotFound, NotPermitted."""
        return get_master_data_change(caller, change_id, self._master_data_tools)

    @rpc
    def approve_master_data_change(
        self, caller: Principal, request: ApproveMasterDataChange
    ) -> MasterDataChange:
        """Say yes, for the vendor's people. Raises ChangedMeanwhile, NotFound."""
        return approve_master_data_change(caller, request, self._master_data_tools)

    @rpc
    def refuse_master_data_change(
        self, caller: Principal, request: RefuseMasterDataChange
    ) -> MasterDataChange:
        """Say no, for the vendor's people. Raises ChangedMeanwhile, NotFound, InvalidInput."""
        return refuse_master_data_change(caller, request, self._master_data_tools)

    @rpc
    def withdraw_master_data_change(self, caller: Principal, change_id: UUID) -> MasterDataChange:
        """Take one's own organisation's wish back. Raises ChangedMeanwhile, NotFound."""
        return withdraw_master_data_change(caller, change_id, self._master_data_tools)

    @every(seconds=60)
    def apply_due_changes(self) -> None:
        """Let approved changes come into force on their day."""
        apply_due_changes(self._room)

    @property
    def _master_data_tools(self) -> MasterDataTools:
        return MasterDataTools(
            room=self._room,
            people=PeopleDesk(self.identity),
            owners=MasterDataOwners(self.identity, self.billing_docs),
            address_faults=faults_of_address,
            hours=self.resources.hours,
        )
