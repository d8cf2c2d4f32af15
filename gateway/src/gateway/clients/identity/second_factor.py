"""Second factors: given when signing in, kept by their person, asked for by an organisation."""

from contracts.identity import Session
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
from gateway.clients.rpc import CallContext, Service


class SecondFactorCalls(Service):
    """Typed calls about second factors; each raises what `RpcClient.call` raises."""

    async def complete_sign_in(self, caller: CallContext, request: CompleteSignIn) -> Session:
        """Give the factor that a sign-in awaits; the session has another token."""
        return await self.write(caller, "complete_sign_in", {"request": request}, Session)

    async def get_second_factors(self, caller: CallContext) -> SecondFactors:
        """Return the caller's own factors, without any secret."""
        return await self.read(caller, "get_second_factors", {}, SecondFactors)

    async def begin_totp(self, caller: CallContext, proof: Proof) -> TotpEnrolment:
        """Begin to enrol an authenticator app."""
        return await self.write(caller, "begin_totp", {"request": proof}, TotpEnrolment)

    async def confirm_totp(self, caller: CallContext, request: ConfirmTotp) -> FactorAdded:
        """Confirm the app by a code; the session has another token from then on."""
        return await self.write(caller, "confirm_totp", {"request": request}, FactorAdded)

    async def remove_totp(self, caller: CallContext, proof: Proof) -> None:
        """Remove the caller's authenticator app."""
        await self.write(caller, "remove_totp", {"request": proof}, object)

    async def renew_recovery_codes(self, caller: CallContext, proof: Proof) -> RecoveryCodes:
        """Make new codes for emergencies; the older ones are dead."""
        return await self.write(caller, "renew_recovery_codes", {"request": proof}, RecoveryCodes)

    async def get_second_factor_rule(self, caller: CallContext) -> SecondFactorRule:
        """Return whether the caller's organisation asks its administrators for one."""
        return await self.read(caller, "get_second_factor_rule", {}, SecondFactorRule)

    async def set_second_factor_rule(
        self, caller: CallContext, request: SecondFactorRule
    ) -> SecondFactorRule:
        """Say whether the caller's organisation asks its administrators for one."""
        return await self.write(
            caller, "set_second_factor_rule", {"request": request}, SecondFactorRule
        )

    async def reset_second_factors(self, caller: CallContext, request: ResetSecondFactors) -> None:
        """Take every factor from a member who has lost them."""
        await self.write(caller, "reset_second_factors", {"request": request}, object)
