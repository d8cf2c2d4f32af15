"""Identity providers that organisations bring, and signing in by them."""

from uuid import UUID

from chassis.entrypoints import rpc
from contracts.identity import Session
from contracts.identity_providers import (
    BeginProviderSignIn,
    CompleteProviderSignIn,
    ConfirmProviderDomain,
    IdentityProvider,
    ProviderSignIn,
    SetIdentityProvider,
)
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import administered_organisation, require_admin, require_staff
from identity.use_cases.identity_providers.begin_oidc_sign_in import begin_oidc_sign_in
from identity.use_cases.identity_providers.complete_oidc_sign_in import complete_oidc_sign_in
from identity.use_cases.identity_providers.confirm_provider_domain import confirm_provider_domain
from identity.use_cases.identity_providers.get_identity_provider import get_identity_provider
from identity.use_cases.identity_providers.remove_identity_provider import remove_identity_provider
from identity.use_cases.identity_providers.set_identity_provider import set_identity_provider


class IdentityProviderCalls(IdentityCalls):
    """Identity providers that organisations bring, and signing in by them."""

    @rpc(reads=True)
    def get_identity_provider(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> IdentityProvider:
        """Show a provider to the organisation's admin and to the vendor's people. No secret."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return get_identity_provider(shown, records, self._provider_tools)

    @rpc
    def set_identity_provider(
        self, caller: Principal, request: SetIdentityProvider
    ) -> IdentityProvider:
        """Set the own organisation's provider, for its administrators. Raises InvalidInput."""
        with self._room.of(require_admin(caller)) as records:
            return set_identity_provider(caller, request, records, self._provider_tools)

    @rpc
    def remove_identity_provider(self, caller: Principal) -> None:
        """Forget the own organisation's provider, for its administrators."""
        with self._room.of(require_admin(caller)) as records:
            remove_identity_provider(caller, records)

    @rpc
    def confirm_provider_domain(
        self, caller: Principal, request: ConfirmProviderDomain
    ) -> IdentityProvider:
        """Let a provider speak for a domain, for the vendor's people. Raises AlreadyExists."""
        require_staff(caller)
        with self._room.of(request.organisation_id) as records:
            return confirm_provider_domain(caller, request, records, self._provider_tools)

    @rpc(public=True)
    def begin_oidc_sign_in(self, request: BeginProviderSignIn) -> ProviderSignIn:
        """Tell where people with such an address sign in. Raises IdentityProviderUnavailable."""
        return begin_oidc_sign_in(request, self._provider_tools)

    @rpc(public=True)
    def complete_oidc_sign_in(self, request: CompleteProviderSignIn) -> Session:
        """Sign in with the provider's answer. Raises ProviderSignInRefused."""
        return complete_oidc_sign_in(request, self._provider_tools)
