"""Signing in and out, and telling who asks."""

from chassis.entrypoints import every, rpc
from contracts.accounts import BeginSignIn, SignInSteps
from contracts.identity import Authenticated, Session, SignIn
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.use_cases.access.authenticate import authenticate
from identity.use_cases.access.begin_sign_in import begin_sign_in
from identity.use_cases.access.close_session import close_session
from identity.use_cases.access.forget_old_sign_ins import forget_old_sign_ins
from identity.use_cases.access.open_session import open_session


class AccessCalls(IdentityCalls):
    """Signing in and out, and telling who asks."""

    @rpc(public=True)
    def begin_sign_in(self, request: BeginSignIn) -> SignInSteps:
        """Tell how to go on after the address, for every address of a mail domain alike."""
        with self._room.of_everybody() as records:
            return begin_sign_in(request, records)

    @rpc(public=True)
    def open_session(self, request: SignIn) -> Session:
        """Sign in. Raises SignInRefused, TooManyAttempts."""
        return open_session(request, self._room, self.resources.hasher)

    @rpc(even_barred=True)
    def close_session(self, caller: Principal) -> None:
        """Sign out."""
        with self._room.of_everybody() as records:
            close_session(caller, records)

    @rpc(public=True)
    def authenticate(self, token: str) -> Authenticated:
        """Tell whose session token or key it is. Raises NotSignedIn, MachineAccountRevoked."""
        return authenticate(token, self._room, self.resources.signer)

    @every(seconds=3600)
    def forget_old_sign_ins(self) -> None:
        """Delete what is left of sessions and attempts that are over for long."""
        with self._room.of_everybody() as records:
            forget_old_sign_ins(records)
