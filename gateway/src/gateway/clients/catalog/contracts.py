"""Contracts as people see them."""

from datetime import date
from uuid import UUID

from contracts.contract_list import (
    AcknowledgeAlarm,
    ContractDetail,
    ContractPage,
    ContractQuery,
    ReactivationOrder,
)
from contracts.contract_timeline import ContractTimeline
from gateway.clients.rpc import CallContext, Service


class ContractCalls(Service):
    """Typed calls about contracts; each raises what `RpcClient.call` raises."""

    async def list_contracts(self, caller: CallContext, query: ContractQuery) -> ContractPage:
        """Return a page of the contracts that the caller sees."""
        return await self.read(caller, "list_contracts", {"query": query}, ContractPage)

    async def get_contract(self, caller: CallContext, contract_id: UUID) -> ContractDetail:
        """Return one contract that the caller sees."""
        arguments = {"contract_id": contract_id}
        return await self.read(caller, "get_contract", arguments, ContractDetail)

    async def get_contract_timeline(
        self, caller: CallContext, contract_id: UUID, as_of: date | None
    ) -> ContractTimeline:
        """Return what happens with a contract, as seen from a day."""
        arguments = {"contract_id": contract_id, "as_of": as_of}
        return await self.read(caller, "get_contract_timeline", arguments, ContractTimeline)

    async def acknowledge_alarm(self, caller: CallContext, request: AcknowledgeAlarm) -> None:
        """Silence a contract in the caller's own alarm, or take that back."""
        await self.write(caller, "acknowledge_alarm", {"request": request}, type(None))

    async def order_reactivation(self, caller: CallContext, contract_id: UUID) -> ReactivationOrder:
        """Order that a contract is taken up again."""
        arguments = {"contract_id": contract_id}
        return await self.write(caller, "order_reactivation", arguments, ReactivationOrder)
