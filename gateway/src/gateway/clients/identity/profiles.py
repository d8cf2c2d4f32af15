"""A person's own particulars."""

from contracts.profiles import LinkAccount, Profile, UpdateProfile
from gateway.clients.rpc import CallContext, Service


class ProfileCalls(Service):
    """Typed calls about particulars; each raises what `RpcClient.call` raises."""

    async def get_profile(self, caller: CallContext) -> Profile:
        """Return the caller's particulars."""
        return await self.read(caller, "get_profile", {}, Profile)

    async def update_profile(self, caller: CallContext, request: UpdateProfile) -> Profile:
        """Change the caller's name or language."""
        return await self.write(caller, "update_profile", {"request": request}, Profile)

    async def link_account(self, caller: CallContext, request: LinkAccount) -> Profile:
        """Link a person to an account outside, for the vendor's people."""
        return await self.write(caller, "link_account", {"request": request}, Profile)
