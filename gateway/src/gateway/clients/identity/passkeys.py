"""Passkeys: made, named, removed, and used to sign in."""

from contracts.identity import Session
from contracts.passkeys import Passkey, PasskeyCreation, PasskeyRequest
from contracts.second_factor import (
    PasskeyAdded,
    PasskeySignIn,
    Proof,
    RegisterPasskey,
    RemovePasskey,
    RenamePasskey,
)
from gateway.clients.rpc import CallContext, Service


class PasskeyCalls(Service):
    """Typed calls about passkeys; each raises what `RpcClient.call` raises."""

    async def begin_passkey_sign_in(self, caller: CallContext, client: str) -> PasskeyRequest:
        """Ask whoever is there for a passkey."""
        return await self.write(caller, "begin_passkey_sign_in", {"client": client}, PasskeyRequest)

    async def open_session_by_passkey(self, caller: CallContext, request: PasskeySignIn) -> Session:
        """Sign in with a passkey alone."""
        return await self.write(caller, "open_session_by_passkey", {"request": request}, Session)

    async def ask_for_passkey_to_complete(self, caller: CallContext, token: str) -> PasskeyRequest:
        """Ask for a passkey as the factor that a sign-in awaits."""
        return await self.write(
            caller, "ask_for_passkey_to_complete", {"token": token}, PasskeyRequest
        )

    async def ask_for_passkey_as_proof(self, caller: CallContext) -> PasskeyRequest:
        """Ask for one of the caller's passkeys as a proof that it is he."""
        return await self.write(caller, "ask_for_passkey_as_proof", {}, PasskeyRequest)

    async def begin_passkey(self, caller: CallContext, proof: Proof) -> PasskeyCreation:
        """Begin to make a passkey."""
        return await self.write(caller, "begin_passkey", {"request": proof}, PasskeyCreation)

    async def register_passkey(self, caller: CallContext, request: RegisterPasskey) -> PasskeyAdded:
        """Take a passkey that was made; the session has another token from then on."""
        return await self.write(caller, "register_passkey", {"request": request}, PasskeyAdded)

    async def rename_passkey(self, caller: CallContext, request: RenamePasskey) -> Passkey:
        """Call one of the caller's passkeys something else."""
        return await self.write(caller, "rename_passkey", {"request": request}, Passkey)

    async def remove_passkey(self, caller: CallContext, request: RemovePasskey) -> None:
        """Remove one of the caller's passkeys."""
        await self.write(caller, "remove_passkey", {"request": request}, object)
