"""Signing in and out, and telling who asks."""

from contracts.identity import Authenticated, Session, SignIn
from gateway.clients.rpc import CallContext, Service


class AccessCalls(Service):
    """Typed calls about sessions; each raises what `RpcClient.call` raises."""

    async def open_session(self, caller: CallContext, request: SignIn) -> Session:
        """Open a session; its token is shown this once."""
        return await self.write(caller, "open_session", {"request": request}, Session)

    async def close_session(self, caller: CallContext) -> None:
        """End the caller's session everywhere."""
        await self.write(caller, "close_session", {}, object)

    async def authenticate(self, caller: CallContext, token: str) -> Authenticated:
        """Say whose session token or API key this is."""
        return await self.read(caller, "authenticate", {"token": token}, Authenticated)
