"""Contracts as people see them: the list, the alarm, the timeline."""

from datetime import date
from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.contracts.acknowledge_alarm import acknowledge_alarm
from catalog.use_cases.contracts.carry_on_periods import AT_ONCE, carry_on_periods
from catalog.use_cases.contracts.get_contract import get_contract
from catalog.use_cases.contracts.get_timeline import get_timeline
from catalog.use_cases.contracts.list_contracts import list_contracts
from catalog.use_cases.contracts.order_reactivation import order_reactivation
from chassis.entrypoints import every, rpc
from contracts.contract_list import (
    AcknowledgeAlarm,
    ContractDetail,
    ContractPage,
    ContractQuery,
    ReactivationOrder,
)
from contracts.contract_timeline import ContractTimeline
from contracts.principal import Principal


class ContractAlarmCalls(CatalogCalls):
    """Contracts as people see them: the list, the alarm, the timeline."""

    @rpc(reads=True)
    def list_contracts(self, caller: Principal, query: ContractQuery) -> ContractPage:
        """List the contracts that the caller sees. Raises AreaNotVisible, NotPermitted."""
        return list_contracts(caller, query, self._reading_room, self._desk)

    @rpc(reads=True)
    def get_contract(self, caller: Principal, contract_id: UUID) -> ContractDetail:
        """Show one contract that the caller sees. Raises AreaNotVisible, NotFound."""
        return get_contract(caller, contract_id, self._reading_room, self._desk)

    @rpc(reads=True)
    def get_contract_timeline(
        self, caller: Principal, contract_id: UUID, as_of: date | None = None
    ) -> ContractTimeline:
        """Show what happens with a contract, as seen from a day. Raises NotFound."""
        grace_days = self.settings.grace_days
        return get_timeline(
            caller, contract_id, as_of, self._reading_room, self._desk, grace_days=grace_days
        )

    @rpc
    def acknowledge_alarm(self, caller: Principal, request: AcknowledgeAlarm) -> None:
        """Silence a contract in the caller's own alarm until it changes. Raises NotFound."""
        acknowledge_alarm(caller, request, self._room, self._desk)

    @rpc
    def order_reactivation(self, caller: Principal, contract_id: UUID) -> ReactivationOrder:
        """Order that a contract is taken up again. Raises NotFound, InvalidInput."""
        return order_reactivation(caller, contract_id, self._room, self._desk)

    @every(seconds=300)
    def carry_on_periods(self) -> None:
        """List contracts that renewed themselves under the period they are in now."""
        carried = AT_ONCE
        while carried == AT_ONCE:
            with self._room.of_everybody() as records:
                carried = carry_on_periods(records)
