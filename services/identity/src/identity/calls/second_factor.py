"""Second factors: given when signing in, kept by their person, asked for by an organisation."""

from chassis.entrypoints import rpc
from contracts.identity import Session
from contracts.principal import Principal
from contracts.second_factor import (
    CompleteSignIn,
    ConfirmTotp,
    FactorAdded,
    Proof,
    RecoveryCodes,
    ResetSecondFactors,
    SecondFactorRule,
    SecondFactors,
    TotpEnrolment,
)
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import require_admin
from identity.use_cases.access.complete_sign_in import complete_sign_in
from identity.use_cases.second_factor.begin_totp import begin_totp
from identity.use_cases.second_factor.confirm_totp import confirm_totp
from identity.use_cases.second_factor.get_second_factors import get_second_factors
from identity.use_cases.second_factor.remove_totp import remove_totp
from identity.use_cases.second_factor.renew_recovery_codes import renew_recovery_codes
from identity.use_cases.second_factor.reset_second_factors import reset_second_factors
from identity.use_cases.second_factor.set_second_factor_rule import set_second_factor_rule


class SecondFactorCalls(IdentityCalls):
    """Second factors: given when signing in, kept by their person, asked for by an organisation."""

    @rpc(public=True)
    def complete_sign_in(self, request: CompleteSignIn) -> Session:
        """Give the second factor that a sign-in awaits. Raises NotSignedIn, SecondFactorRefused."""
        return complete_sign_in(request, self._factor_tools)

    @rpc(reads=True, even_barred=True)
    def get_second_factors(self, caller: Principal) -> SecondFactors:
        """Look at one's own second factors; no secret is among them."""
        with self._room.of_everybody() as records:
            return get_second_factors(caller, records)

    @rpc(even_barred=True)
    def begin_totp(self, caller: Principal, request: Proof) -> TotpEnrolment:
        """Begin to enrol an authenticator app. Raises AlreadyExists, SignInRefused."""
        return begin_totp(caller, request, self._factor_tools)

    @rpc(even_barred=True)
    def confirm_totp(self, caller: Principal, request: ConfirmTotp) -> FactorAdded:
        """Confirm the app by a code; the session gets another token. Raises InvalidInput."""
        return confirm_totp(caller, request, self._factor_tools)

    @rpc(even_barred=True)
    def remove_totp(self, caller: Principal, request: Proof) -> None:
        """Remove one's authenticator app; other sessions end. Raises NotFound, SignInRefused."""
        remove_totp(caller, request, self._factor_tools)

    @rpc(even_barred=True)
    def renew_recovery_codes(self, caller: Principal, request: Proof) -> RecoveryCodes:
        """Make new codes for emergencies; the older ones die. Raises NotFound, SignInRefused."""
        return renew_recovery_codes(caller, request, self._factor_tools)

    @rpc(reads=True, even_barred=True)
    def get_second_factor_rule(self, caller: Principal) -> SecondFactorRule:
        """Tell an administrator whether his organisation asks for a second factor."""
        organisation_id = require_admin(caller)
        with self._room.of(organisation_id) as records:
            return SecondFactorRule(
                required=records.second_factor_rules.is_required(organisation_id)
            )

    @rpc
    def set_second_factor_rule(
        self, caller: Principal, request: SecondFactorRule
    ) -> SecondFactorRule:
        """Ask the organisation's administrators for a second factor, or cease to."""
        with self._room.of(require_admin(caller)) as records:
            return set_second_factor_rule(caller, request, records)

    @rpc
    def reset_second_factors(self, caller: Principal, request: ResetSecondFactors) -> None:
        """Take every factor from a member who has lost them, for the vendor's administrators."""
        with self._room.of_everybody() as records:
            reset_second_factors(caller, request, records)
