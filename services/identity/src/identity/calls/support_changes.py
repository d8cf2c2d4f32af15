"""Changes that support proposes, and the customer's answer."""

from uuid import UUID

from chassis.entrypoints import every, rpc
from contracts.principal import Principal
from contracts.support_changes import (
    DecidedSupportChange,
    DecideSupportChange,
    ProposeSupportChange,
    RecordSupportOutcome,
    SupportChange,
    SupportChanges,
)
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import (
    administered_organisation,
    own_organisation,
    require_admin,
)
from identity.use_cases.support.decide_support_change import decide_support_change
from identity.use_cases.support.get_support_change import get_support_change
from identity.use_cases.support.lapse_support_changes import lapse_support_changes
from identity.use_cases.support.propose_support_change import propose_support_change
from identity.use_cases.support.record_support_outcome import record_support_outcome


class SupportChangeCalls(IdentityCalls):
    """Changes that support proposes, and the customer's answer."""

    @rpc(even_in_support=True)
    def propose_support_change(
        self, caller: Principal, proposal: ProposeSupportChange
    ) -> SupportChange:
        """Put a change before the customer, for whoever is in a support session."""
        with self._room.of(own_organisation(caller)) as records:
            return propose_support_change(caller, proposal, records)

    @rpc
    def decide_support_change(
        self, caller: Principal, decision: DecideSupportChange
    ) -> DecidedSupportChange:
        """Say yes or no, for administrators; the first yes is told to perform it."""
        with self._room.of(require_admin(caller)) as records:
            return decide_support_change(caller, decision, records)

    @rpc
    def record_support_outcome(
        self, caller: Principal, outcome: RecordSupportOutcome
    ) -> SupportChange:
        """Write down what the performed request answered, for whoever said yes."""
        with self._room.of(require_admin(caller)) as records:
            return record_support_outcome(caller, outcome, records)

    @rpc(reads=True)
    def list_support_changes(
        self,
        caller: Principal,
        organisation_id: UUID | None = None,
        support_session_id: UUID | None = None,
    ) -> SupportChanges:
        """List proposed changes, for administrators and the vendor's people."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return SupportChanges(
                items=records.support_changes.of_organisation(shown, session_id=support_session_id)
            )

    @rpc(reads=True)
    def get_support_change(
        self, caller: Principal, support_change_id: UUID, organisation_id: UUID | None = None
    ) -> SupportChange:
        """Show one proposed change, to the same. Raises NotFound."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return get_support_change(shown, support_change_id, records)

    @every(seconds=60)
    def lapse_overdue_support_changes(self) -> None:
        """Let proposed changes lapse that have waited too long."""
        lapse_support_changes(self._room)
