"""Passkeys: made, named, removed, and used to sign in."""

from chassis.entrypoints import rpc
from contracts.errors import NotSignedIn
from contracts.identity import Session
from contracts.passkeys import Passkey, PasskeyCreation, PasskeyRequest
from contracts.principal import Principal
from contracts.second_factor import (
    PasskeyAdded,
    PasskeySignIn,
    Proof,
    RegisterPasskey,
    RemovePasskey,
    RenamePasskey,
)
from identity.calls.tools import IdentityCalls
from identity.domain.tokens import token_sha256
from identity.use_cases.passkeys.ask_for_passkey import ask_for_passkey
from identity.use_cases.passkeys.begin_passkey import begin_passkey
from identity.use_cases.passkeys.begin_passkey_sign_in import begin_passkey_sign_in
from identity.use_cases.passkeys.open_session_by_passkey import open_session_by_passkey
from identity.use_cases.passkeys.register_passkey import register_passkey
from identity.use_cases.passkeys.remove_passkey import remove_passkey
from identity.use_cases.passkeys.rename_passkey import rename_passkey


class PasskeyCalls(IdentityCalls):
    """Passkeys: made, named, removed, and used to sign in."""

    @rpc(public=True)
    def begin_passkey_sign_in(self, client: str = "") -> PasskeyRequest:
        """Ask whoever is there for a passkey; the same question for everybody."""
        with self._room.of_everybody() as records:
            return begin_passkey_sign_in(client, records, self.resources.party)

    @rpc(public=True)
    def open_session_by_passkey(self, request: PasskeySignIn) -> Session:
        """Sign in with a passkey alone. Raises PasskeyRefused, TooManyAttempts."""
        return open_session_by_passkey(request, self._factor_tools)

    @rpc(public=True)
    def ask_for_passkey_to_complete(self, token: str) -> PasskeyRequest:
        """Ask for a passkey as the factor that a sign-in awaits. Raises NotSignedIn, NotFound."""
        with self._room.of_everybody() as records:
            pending = records.pending_sign_ins.lock(token_sha256(token))
            if pending is None:
                raise NotSignedIn
            return ask_for_passkey(pending.person_id, pending.id, records, self.resources.party)

    @rpc(even_barred=True)
    def ask_for_passkey_as_proof(self, caller: Principal) -> PasskeyRequest:
        """Ask for one of the caller's passkeys as a proof that it is he. Raises NotFound."""
        with self._room.of_everybody() as records:
            return ask_for_passkey(caller.subject, caller.session_id, records, self.resources.party)

    @rpc(even_barred=True)
    def begin_passkey(self, caller: Principal, request: Proof) -> PasskeyCreation:
        """Begin to make a passkey. Raises SignInRefused, SecondFactorRefused."""
        return begin_passkey(caller, request, self._factor_tools)

    @rpc(even_barred=True)
    def register_passkey(self, caller: Principal, request: RegisterPasskey) -> PasskeyAdded:
        """Take a passkey that was made; the session gets another token. Raises PasskeyRefused."""
        return register_passkey(caller, request, self._factor_tools)

    @rpc(even_barred=True)
    def rename_passkey(self, caller: Principal, request: RenamePasskey) -> Passkey:
        """Call one of one's passkeys something else. Raises NotFound."""
        with self._room.of_everybody() as records:
            return rename_passkey(caller, request, records)

    @rpc(even_barred=True)
    def remove_passkey(self, caller: Principal, request: RemovePasskey) -> None:
        """Remove one of one's passkeys; other sessions end. Raises NotFound, SignInRefused."""
        remove_passkey(caller, request, self._factor_tools)
