"""Changes that support proposes in a customer's portal."""

from uuid import UUID

from contracts.support_changes import (
    DecidedSupportChange,
    DecideSupportChange,
    ProposeSupportChange,
    RecordSupportOutcome,
    SupportChange,
    SupportChanges,
)
from gateway.clients.rpc import CallContext, Service


class SupportChangeCalls(Service):
    """Typed calls about proposed changes; each raises what `RpcClient.call` raises."""

    async def propose_support_change(
        self, caller: CallContext, proposal: ProposeSupportChange
    ) -> SupportChange:
        """Put a change before the customer."""
        return await self.write(
            caller, "propose_support_change", {"proposal": proposal}, SupportChange
        )

    async def decide_support_change(
        self, caller: CallContext, decision: DecideSupportChange
    ) -> DecidedSupportChange:
        """Say yes or no; the first yes is told to perform the change."""
        return await self.write(
            caller, "decide_support_change", {"decision": decision}, DecidedSupportChange
        )

    async def record_support_outcome(
        self, caller: CallContext, outcome: RecordSupportOutcome
    ) -> SupportChange:
        """Write down what came of it; asked again after a loss, for what is written stays."""
        return await self.read(
            caller, "record_support_outcome", {"outcome": outcome}, SupportChange
        )

    async def list_support_changes(
        self, caller: CallContext, organisation_id: UUID | None, support_session_id: UUID | None
    ) -> SupportChanges:
        """Return proposed changes, newest first."""
        arguments = {
            "organisation_id": organisation_id,
            "support_session_id": support_session_id,
        }
        return await self.read(caller, "list_support_changes", arguments, SupportChanges)

    async def get_support_change(
        self, caller: CallContext, support_change_id: UUID, organisation_id: UUID | None
    ) -> SupportChange:
        """Return one proposed change."""
        arguments = {"support_change_id": support_change_id, "organisation_id": organisation_id}
        return await self.read(caller, "get_support_change", arguments, SupportChange)
