"""A person's own particulars."""

from chassis.entrypoints import rpc
from contracts.principal import Principal
from contracts.profiles import LinkAccount, Profile, UpdateProfile
from identity.calls.tools import IdentityCalls
from identity.domain.profiles import AccountPortal
from identity.use_cases.profiles.get_profile import get_profile
from identity.use_cases.profiles.link_account import link_account
from identity.use_cases.profiles.update_profile import update_profile


class ProfileCalls(IdentityCalls):
    """A person's own particulars."""

    @rpc(reads=True, even_barred=True)
    def get_profile(self, caller: Principal) -> Profile:
        """Show the caller's own particulars."""
        with self._room.of_everybody() as records:
            return get_profile(caller, records, self._account_portal)

    @rpc(even_barred=True)
    def update_profile(self, caller: Principal, request: UpdateProfile) -> Profile:
        """Change one's own name and language. Raises ManagedExternally, InvalidInput."""
        with self._room.of_everybody() as records:
            return update_profile(caller, request, records, self._account_portal)

    @rpc
    def link_account(self, caller: Principal, request: LinkAccount) -> Profile:
        """Link a person to an account outside, for the vendor's people. Raises AlreadyExists."""
        with self._room.of_everybody() as records:
            return link_account(caller, request, records, self._account_portal)

    @property
    def _account_portal(self) -> AccountPortal | None:
        provider, manage_url = self.settings.account_provider, self.settings.account_manage_url
        if not (provider and manage_url):
            return None
        return AccountPortal(provider=provider, manage_url=manage_url)
