"""What a person does about his own sign-in."""

from uuid import UUID

from chassis.entrypoints import rpc
from contracts.accounts import (
    AskForLink,
    ChangePassword,
    CompleteRegistration,
    OpenSessions,
    Organisations,
    ResetPassword,
    SignInTimes,
)
from contracts.errors import NotFound
from contracts.identity import Organisation, Session
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.use_cases.links.wish_link import wish_link
from identity.use_cases.passwords.change_password import change_password
from identity.use_cases.passwords.reset_password import reset_password
from identity.use_cases.registration.complete_registration import complete_registration
from identity.use_cases.sessions.end_sessions import end_other_sessions, end_session
from identity.use_cases.sessions.switch_organisation import switch_organisation


class OwnAccountCalls(IdentityCalls):
    """What a person does about his own sign-in."""

    @rpc(public=True)
    def request_password_reset(self, request: AskForLink) -> None:
        """Ask for a link to choose a new password; tells nothing. Raises TooManyAttempts."""
        with self._room.of_everybody() as records:
            wish_link("password_reset", request, records)

    @rpc(public=True)
    def reset_password(self, request: ResetPassword) -> None:
        """Choose a new password by a mailed link. Raises LinkNotUsable, WeakPassword."""
        reset_password(request, self._room, self.resources.hasher)

    @rpc(even_barred=True)
    def change_password(self, caller: Principal, request: ChangePassword) -> None:
        """Change one's own password; other sessions end. Raises SignInRefused, WeakPassword."""
        change_password(caller, request, self._room, self.resources.hasher)

    @rpc(public=True)
    def request_registration(self, request: AskForLink) -> None:
        """Ask for a link to sign up; tells nothing. Raises TooManyAttempts."""
        with self._room.of_everybody() as records:
            wish_link("registration", request, records)

    @rpc(public=True)
    def complete_registration(self, request: CompleteRegistration) -> Session:
        """Sign up by a mailed link. Raises LinkNotUsable, WeakPassword."""
        return complete_registration(request, self._room, self.resources.hasher)

    @rpc(reads=True, even_barred=True)
    def list_sessions(self, caller: Principal) -> OpenSessions:
        """List the caller's open sessions, the latest used first."""
        with self._room.of_everybody() as records:
            return OpenSessions(
                items=records.sessions.open_of(caller.subject, current=caller.session_id)
            )

    @rpc(reads=True, even_barred=True)
    def get_sign_in_times(self, caller: Principal) -> SignInTimes:
        """Tell when the caller signed in, and when the time before. Raises NotFound."""
        with self._room.of_everybody() as records:
            times = records.sessions.times_of(caller.session_id, caller.subject)
        if times is None:
            raise NotFound("session")
        return times

    @rpc(even_barred=True)
    def end_session(self, caller: Principal, session_id: UUID) -> None:
        """End one of the caller's sessions. Raises NotFound."""
        with self._room.of_everybody() as records:
            end_session(caller, session_id, records)

    @rpc(even_barred=True)
    def end_other_sessions(self, caller: Principal) -> int:
        """End all of the caller's sessions but the one that asks; tells how many."""
        with self._room.of_everybody() as records:
            return end_other_sessions(caller, records)

    @rpc(reads=True, even_barred=True)
    def list_own_organisations(self, caller: Principal) -> Organisations:
        """List the organisations the caller is a member of, the oldest membership first."""
        with self._room.of_everybody() as records:
            return Organisations(items=records.memberships.organisations_of(caller.subject))

    @rpc(even_barred=True)
    def switch_organisation(self, caller: Principal, organisation_id: UUID) -> Organisation:
        """Act for another of the caller's organisations in the same session. Raises NotFound."""
        with self._room.of_everybody() as records:
            return switch_organisation(caller, organisation_id, records)
