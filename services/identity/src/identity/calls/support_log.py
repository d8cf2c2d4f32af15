"""What is looked at in support sessions, as every service tells it."""

from uuid import UUID

from chassis.entrypoints import Incoming, on_event, rpc
from contracts.events import SUPPORT_CALL_MADE, SupportCallMade
from contracts.principal import Principal
from contracts.support import SupportAccessPage
from contracts.support_protocol import SignedProtocol
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import administered_organisation
from identity.use_cases.support.get_support_protocol import get_support_protocol
from identity.use_cases.support.list_support_accesses import list_support_accesses
from identity.use_cases.support.note_support_call import note_support_call


class SupportLogCalls(IdentityCalls):
    """What is looked at in support sessions, as every service tells it."""

    @on_event("identity", SUPPORT_CALL_MADE)
    def note_own_support_call(self, event: Incoming[SupportCallMade]) -> None:
        """Keep what was looked at here: members, invitations, the trail."""
        note_support_call(event, self._room)

    @on_event("billing_docs", SUPPORT_CALL_MADE)
    def note_document_support_call(self, event: Incoming[SupportCallMade]) -> None:
        """Keep which documents were looked at."""
        note_support_call(event, self._room)

    @on_event("tickets", SUPPORT_CALL_MADE)
    def note_request_support_call(self, event: Incoming[SupportCallMade]) -> None:
        """Keep which requests were looked at."""
        note_support_call(event, self._room)

    @on_event("catalog", SUPPORT_CALL_MADE)
    def note_package_support_call(self, event: Incoming[SupportCallMade]) -> None:
        """Keep which packages and contracts were looked at."""
        note_support_call(event, self._room)

    @on_event("notifications", SUPPORT_CALL_MADE)
    def note_message_support_call(self, event: Incoming[SupportCallMade]) -> None:
        """Keep which messages were looked at."""
        note_support_call(event, self._room)

    @rpc(reads=True)
    def list_support_accesses(
        self,
        caller: Principal,
        support_session_id: UUID,
        organisation_id: UUID | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> SupportAccessPage:
        """List what was looked at, for administrators and the vendor's people. Raises NotFound."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return list_support_accesses(
                shown, support_session_id, records, cursor=cursor, limit=limit
            )

    @rpc
    def get_support_protocol(
        self, caller: Principal, support_session_id: UUID, organisation_id: UUID | None = None
    ) -> SignedProtocol:
        """Give the signed protocol of a session that has ended. Raises SupportSessionRunning."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return get_support_protocol(
                caller, shown, support_session_id, records, self.resources.protocol_signer
            )
