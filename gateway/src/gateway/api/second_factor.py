"""Second factors: given when signing in, kept by their person, asked for by an organisation."""

from uuid import UUID

import msgspec

from contracts.identity import Password, Reason, Session, Token
from contracts.passkeys import PasskeyAssertion
from contracts.second_factor import (
    CompleteSignIn,
    ConfirmTotp,
    FactorAdded,
    FactorCode,
    Proof,
    RecoveryCodes,
    ResetSecondFactors,
    SecondFactorRule,
    SecondFactors,
    TotpEnrolment,
)
from gateway.call import Call


class SignInCompletion(msgspec.Struct, frozen=True, kw_only=True):
    """The token of a sign-in that awaits a second factor, and exactly one such factor."""

    token: Token
    totp: FactorCode | None = None
    recovery_code: FactorCode | None = None
    passkey: PasskeyAssertion | None = None


class ProofGiven(msgspec.Struct, frozen=True, kw_only=True):
    """The present password or a fresh second factor, exactly one of them."""

    password: Password | None = None
    totp: FactorCode | None = None
    recovery_code: FactorCode | None = None
    passkey: PasskeyAssertion | None = None


class ResetReason(msgspec.Struct, frozen=True, kw_only=True):
    """In which organisation the person is a member, and why he has no factor left."""

    organisation_id: UUID
    reason: Reason


async def complete_sign_in(call: Call, body: SignInCompletion) -> Session:
    """Give the second factor that a sign-in awaits; the session has another token."""
    call.around.sign_in_limit.count(call.client_address)
    return await call.around.identity.complete_sign_in(
        call.context,
        CompleteSignIn(
            token=body.token,
            totp=body.totp,
            recovery_code=body.recovery_code,
            passkey=body.passkey,
            client=call.client_address,
        ),
    )


async def get_second_factors(call: Call) -> SecondFactors:
    """Return one's own second factors; no secret is among them."""
    return await call.around.identity.get_second_factors(call.context)


async def begin_totp(call: Call, body: ProofGiven) -> TotpEnrolment:
    """Begin to enrol an authenticator app; it counts once a code has confirmed it."""
    return await call.around.identity.begin_totp(call.context, proof_of(call, body))


async def confirm_totp(call: Call, body: ConfirmTotp) -> FactorAdded:
    """Confirm an authenticator app; use the new token from now on, the present one is dead."""
    added = await call.around.identity.confirm_totp(call.context, body)
    call.around.sessions.forget(call.identified)
    return added


async def remove_totp(call: Call, body: ProofGiven) -> None:
    """Remove one's authenticator app; other sessions end."""
    await call.around.identity.remove_totp(call.context, proof_of(call, body))
    call.around.sessions.forget(call.identified)


async def renew_recovery_codes(call: Call, body: ProofGiven) -> RecoveryCodes:
    """Make ten new codes for emergencies; all older ones are dead, other sessions end."""
    return await call.around.identity.renew_recovery_codes(call.context, proof_of(call, body))


async def get_second_factor_rule(call: Call) -> SecondFactorRule:
    """Return whether one's organisation asks its administrators for a second factor."""
    return await call.around.identity.get_second_factor_rule(call.context)


async def set_second_factor_rule(call: Call, body: SecondFactorRule) -> SecondFactorRule:
    """Ask the organisation's administrators for a second factor, or cease to."""
    return await call.around.identity.set_second_factor_rule(call.context, body)


async def reset_second_factors(call: Call, person_id: UUID, body: ResetReason) -> None:
    """Take every factor from a member who has lost them; for the vendor's administrators."""
    await call.around.identity.reset_second_factors(
        call.context,
        ResetSecondFactors(
            person_id=person_id, organisation_id=body.organisation_id, reason=body.reason
        ),
    )


def proof_of(call: Call, body: ProofGiven) -> Proof:
    """Return the proof as identity takes it."""
    call.around.sign_in_limit.count(call.client_address)
    return Proof(
        password=body.password,
        totp=body.totp,
        recovery_code=body.recovery_code,
        passkey=body.passkey,
        client=call.client_address,
    )
