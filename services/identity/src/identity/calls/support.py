"""Letting the vendor's people look in, and watching over them."""

from uuid import UUID

from chassis.entrypoints import every, rpc
from chassis.rpc_client import RpcClient
from contracts.principal import Principal
from contracts.support import (
    OpenedSupportSession,
    OpenSupportSession,
    SetSupportConsent,
    SupportConsent,
    SupportSession,
    SupportSessions,
)
from identity.adapters.ticket_desk import TicketDesk
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import administered_organisation, require_admin
from identity.use_cases.support.close_support_session import close_support_session
from identity.use_cases.support.end_overdue_sessions import end_overdue_sessions
from identity.use_cases.support.end_support_session import end_support_session
from identity.use_cases.support.get_support_session import get_support_session
from identity.use_cases.support.open_support_session import open_support_session
from identity.use_cases.support.set_support_consent import set_support_consent


class SupportCalls(IdentityCalls):
    """Letting the vendor's people look in, and watching over them."""

    tickets = RpcClient("tickets")

    @rpc
    def set_support_consent(self, caller: Principal, request: SetSupportConsent) -> SupportConsent:
        """Agree to support access or take it back, for administrators; ends running sessions."""
        with self._room.of(require_admin(caller)) as records:
            return set_support_consent(caller, request, records)

    @rpc(reads=True)
    def get_support_consent(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> SupportConsent:
        """Tell what the organisation has said, to administrators and the vendor's people."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return records.support_consents.of_organisation(shown)

    @rpc
    def open_support_session(
        self, caller: Principal, request: OpenSupportSession
    ) -> OpenedSupportSession:
        """Look into an organisation, for the vendor's people. Raises SupportConsentMissing."""
        return open_support_session(caller, request, self._room, TicketDesk(self.tickets))

    @rpc(even_in_support=True)
    def close_support_session(self, caller: Principal) -> SupportSession:
        """End the support session in which the caller looks."""
        return close_support_session(caller, self._room)

    @rpc
    def end_support_session(self, caller: Principal, support_session_id: UUID) -> SupportSession:
        """End a session, for the customer's administrators and its opener. Raises NotFound."""
        return end_support_session(caller, support_session_id, self._room)

    @rpc(reads=True)
    def list_support_sessions(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> SupportSessions:
        """List who looked in, for administrators and the vendor's people."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return SupportSessions(items=records.support_sessions.of_organisation(shown))

    @rpc(reads=True)
    def get_support_session(
        self, caller: Principal, support_session_id: UUID, organisation_id: UUID | None = None
    ) -> SupportSession:
        """Show one session, to the same. Raises NotFound."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return get_support_session(shown, support_session_id, records)

    @every(seconds=5)
    def end_overdue_support_sessions(self) -> None:
        """Write down the end of sessions that time, consent or sign-in no longer bear."""
        end_overdue_sessions(self._room)
