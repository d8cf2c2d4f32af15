"""Changes of master data: asked for by customers, decided by the vendor's people."""

from uuid import UUID

from contracts.master_data_changes import (
    ApproveMasterDataChange,
    MasterDataChange,
    MasterDataChangeDetail,
    MasterDataChangePage,
    MasterDataChangeQuery,
    RefuseMasterDataChange,
    RequestMasterDataChange,
)
from gateway.clients.rpc import CallContext, Service


class MasterDataCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def request_master_data_change(
        self, caller: CallContext, request: RequestMasterDataChange
    ) -> MasterDataChange:
        """Ask for a change."""
        return await self.write(
            caller, "request_master_data_change", {"request": request}, MasterDataChange
        )

    async def list_master_data_changes(
        self, caller: CallContext, query: MasterDataChangeQuery
    ) -> MasterDataChangePage:
        """Return one page of changes."""
        return await self.read(
            caller, "list_master_data_changes", {"query": query}, MasterDataChangePage
        )

    async def get_master_data_change(
        self, caller: CallContext, change_id: UUID
    ) -> MasterDataChangeDetail:
        """Return one change beside what is on file."""
        return await self.read(
            caller, "get_master_data_change", {"change_id": change_id}, MasterDataChangeDetail
        )

    async def approve_master_data_change(
        self, caller: CallContext, request: ApproveMasterDataChange
    ) -> MasterDataChange:
        """Say yes."""
        return await self.write(
            caller, "approve_master_data_change", {"request": request}, MasterDataChange
        )

    async def refuse_master_data_change(
        self, caller: CallContext, request: RefuseMasterDataChange
    ) -> MasterDataChange:
        """Say no."""
        return await self.write(
            caller, "refuse_master_data_change", {"request": request}, MasterDataChange
        )

    async def withdraw_master_data_change(
        self, caller: CallContext, change_id: UUID
    ) -> MasterDataChange:
        """Take a wish back."""
        return await self.write(
            caller, "withdraw_master_data_change", {"change_id": change_id}, MasterDataChange
        )
