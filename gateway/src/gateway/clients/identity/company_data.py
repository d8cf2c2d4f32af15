"""What is on file of an organisation."""

from uuid import UUID

from contracts.master_data_changes import CompanyData
from gateway.clients.rpc import CallContext, Service


class CompanyDataCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def get_company_data(self, caller: CallContext, organisation_id: UUID) -> CompanyData:
        """Return what identity has on file of an organisation."""
        return await self.read(
            caller, "get_company_data", {"organisation_id": organisation_id}, CompanyData
        )
