"""Consent to support access, and support sessions."""

from uuid import UUID

from contracts.support import (
    OpenedSupportSession,
    OpenSupportSession,
    SetSupportConsent,
    SupportAccessPage,
    SupportConsent,
    SupportSession,
    SupportSessions,
)
from contracts.support_protocol import SignedProtocol
from gateway.clients.rpc import CallContext, Service


class SupportCalls(Service):
    """Typed calls about support access; each raises what `RpcClient.call` raises."""

    async def get_support_consent(
        self, caller: CallContext, organisation_id: UUID | None
    ) -> SupportConsent:
        """Return what an organisation has said; None means the caller's own."""
        return await self.read(
            caller, "get_support_consent", {"organisation_id": organisation_id}, SupportConsent
        )

    async def set_support_consent(
        self, caller: CallContext, request: SetSupportConsent
    ) -> SupportConsent:
        """Agree to support access, or take it back."""
        return await self.write(caller, "set_support_consent", {"request": request}, SupportConsent)

    async def open_support_session(
        self, caller: CallContext, request: OpenSupportSession
    ) -> OpenedSupportSession:
        """Open a support session; its token is shown this once."""
        return await self.write(
            caller, "open_support_session", {"request": request}, OpenedSupportSession
        )

    async def close_support_session(self, caller: CallContext) -> SupportSession:
        """End the support session in which the caller looks."""
        return await self.write(caller, "close_support_session", {}, SupportSession)

    async def end_support_session(
        self, caller: CallContext, support_session_id: UUID
    ) -> SupportSession:
        """End a support session; repeating changes nothing."""
        return await self.write(
            caller,
            "end_support_session",
            {"support_session_id": support_session_id},
            SupportSession,
        )

    async def list_support_sessions(
        self, caller: CallContext, organisation_id: UUID | None
    ) -> SupportSessions:
        """Return an organisation's support sessions, newest first."""
        return await self.read(
            caller, "list_support_sessions", {"organisation_id": organisation_id}, SupportSessions
        )

    async def get_support_session(
        self, caller: CallContext, support_session_id: UUID, organisation_id: UUID | None
    ) -> SupportSession:
        """Return one support session."""
        return await self.read(
            caller,
            "get_support_session",
            {"support_session_id": support_session_id, "organisation_id": organisation_id},
            SupportSession,
        )

    async def list_support_accesses(
        self,
        caller: CallContext,
        support_session_id: UUID,
        organisation_id: UUID | None,
        *,
        cursor: str | None,
        limit: int,
    ) -> SupportAccessPage:
        """Return one page of what was looked at, the latest first."""
        arguments = {
            "support_session_id": support_session_id,
            "organisation_id": organisation_id,
            "cursor": cursor,
            "limit": limit,
        }
        return await self.read(caller, "list_support_accesses", arguments, SupportAccessPage)

    async def get_support_protocol(
        self, caller: CallContext, support_session_id: UUID, organisation_id: UUID | None
    ) -> SignedProtocol:
        """Return the signed protocol; asked again after a loss, for it stays the same."""
        return await self.read(
            caller,
            "get_support_protocol",
            {"support_session_id": support_session_id, "organisation_id": organisation_id},
            SignedProtocol,
        )
