"""Identity providers that organisations bring."""

from uuid import UUID

from contracts.identity import Session
from contracts.identity_providers import (
    BeginProviderSignIn,
    CompleteProviderSignIn,
    ConfirmProviderDomain,
    IdentityProvider,
    ProviderSignIn,
    SetIdentityProvider,
)
from gateway.clients.rpc import CallContext, Service

# Identity itself waits up to eight seconds for a provider, and one for its turn.
_PROVIDER_SECONDS = 12.0


class IdentityProviderCalls(Service):
    """Typed calls about identity providers; each raises what `RpcClient.call` raises."""

    async def get_identity_provider(
        self, caller: CallContext, organisation_id: UUID | None
    ) -> IdentityProvider:
        """Return an organisation's provider; None means the caller's own organisation."""
        return await self.read(
            caller, "get_identity_provider", {"organisation_id": organisation_id}, IdentityProvider
        )

    async def set_identity_provider(
        self, caller: CallContext, request: SetIdentityProvider
    ) -> IdentityProvider:
        """Set the provider of the caller's organisation."""
        return await self.write(
            caller, "set_identity_provider", {"request": request}, IdentityProvider
        )

    async def remove_identity_provider(self, caller: CallContext) -> None:
        """Forget the provider of the caller's organisation."""
        await self.write(caller, "remove_identity_provider", {}, object)

    async def confirm_provider_domain(
        self, caller: CallContext, request: ConfirmProviderDomain
    ) -> IdentityProvider:
        """Let a provider speak for a mail domain, or no longer."""
        return await self.write(
            caller, "confirm_provider_domain", {"request": request}, IdentityProvider
        )

    async def begin_oidc_sign_in(
        self, caller: CallContext, request: BeginProviderSignIn
    ) -> ProviderSignIn:
        """Say where people with such an address sign in."""
        return await self.write(
            caller,
            "begin_oidc_sign_in",
            {"request": request},
            ProviderSignIn,
            timeout_seconds=_PROVIDER_SECONDS,
        )

    async def complete_oidc_sign_in(
        self, caller: CallContext, request: CompleteProviderSignIn
    ) -> Session:
        """Open a session with a provider's answer; its token is shown this once."""
        return await self.write(
            caller,
            "complete_oidc_sign_in",
            {"request": request},
            Session,
            timeout_seconds=_PROVIDER_SECONDS,
        )
