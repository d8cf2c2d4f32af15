"""What a person does about his own sign-in."""

from uuid import UUID

from contracts.accounts import (
    AskForLink,
    BeginSignIn,
    ChangePassword,
    CompleteRegistration,
    LinkPurpose,
    OpenSessions,
    Organisations,
    ResetPassword,
    SignInSteps,
    SignInTimes,
)
from contracts.identity import Organisation, Session
from contracts.mailed_links import ConfirmEmailChange, LinkPreview, RequestEmailChange
from gateway.clients.rpc import CallContext, Service


class OwnAccountCalls(Service):
    """Typed calls about one's own sign-in; each raises what `RpcClient.call` raises."""

    async def begin_sign_in(self, caller: CallContext, request: BeginSignIn) -> SignInSteps:
        """Say how to go on after the address."""
        return await self.read(caller, "begin_sign_in", {"request": request}, SignInSteps)

    async def preview_link(
        self, caller: CallContext, purpose: LinkPurpose, token: str
    ) -> LinkPreview:
        """Return what a mailed link is about; uses nothing up."""
        arguments = {"purpose": purpose, "token": token}
        return await self.read(caller, "preview_link", arguments, LinkPreview)

    async def request_password_reset(self, caller: CallContext, request: AskForLink) -> None:
        """Have a link sent for choosing a new password."""
        await self.write(caller, "request_password_reset", {"request": request}, object)

    async def reset_password(self, caller: CallContext, request: ResetPassword) -> None:
        """Choose a new password by a mailed link."""
        await self.write(caller, "reset_password", {"request": request}, object)

    async def change_password(self, caller: CallContext, request: ChangePassword) -> None:
        """Change the caller's own password."""
        await self.write(caller, "change_password", {"request": request}, object)

    async def request_email_change(self, caller: CallContext, request: RequestEmailChange) -> None:
        """Have a link sent to the address that the caller wants to sign in with."""
        await self.write(caller, "request_email_change", {"request": request}, object)

    async def confirm_email_change(self, caller: CallContext, request: ConfirmEmailChange) -> None:
        """Sign in with the new address from now on."""
        await self.write(caller, "confirm_email_change", {"request": request}, object)

    async def request_registration(self, caller: CallContext, request: AskForLink) -> None:
        """Have a link sent for signing up."""
        await self.write(caller, "request_registration", {"request": request}, object)

    async def complete_registration(
        self, caller: CallContext, request: CompleteRegistration
    ) -> Session:
        """Sign up by a mailed link, and sign in."""
        return await self.write(caller, "complete_registration", {"request": request}, Session)

    async def list_sessions(self, caller: CallContext) -> OpenSessions:
        """Return the caller's open sessions."""
        return await self.read(caller, "list_sessions", {}, OpenSessions)

    async def end_session(self, caller: CallContext, session_id: UUID) -> None:
        """End one of the caller's sessions."""
        await self.write(caller, "end_session", {"session_id": session_id}, object)

    async def get_sign_in_times(self, caller: CallContext) -> SignInTimes:
        """Return when the caller signed in, and when the time before."""
        return await self.read(caller, "get_sign_in_times", {}, SignInTimes)

    async def end_other_sessions(self, caller: CallContext) -> int:
        """End all of the caller's sessions but the one that asks; return how many ended."""
        return await self.write(caller, "end_other_sessions", {}, int)

    async def list_own_organisations(self, caller: CallContext) -> Organisations:
        """Return the organisations that the caller is a member of."""
        return await self.read(caller, "list_own_organisations", {}, Organisations)

    async def switch_organisation(self, caller: CallContext, organisation_id: UUID) -> Organisation:
        """Make the caller's session act for another of his organisations."""
        return await self.write(
            caller, "switch_organisation", {"organisation_id": organisation_id}, Organisation
        )
