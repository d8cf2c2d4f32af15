"""Begin to enrol an authenticator app."""

from contracts.errors import AlreadyExists
from contracts.principal import Principal
from contracts.second_factor import Proof, TotpEnrolment
from identity.domain.one_time_codes import (
    ENROLMENT_VALID,
    new_totp_secret,
    otpauth_url,
    owner_of_totp_secret,
)
from identity.use_cases.second_factor.factor_tools import FactorTools
from identity.use_cases.second_factor.prove_again import prove_again


def begin_totp(caller: Principal, proof: Proof, tools: FactorTools) -> TotpEnrolment:
    """Return a secret for the app; until a code confirms it nothing asks for it (A14).

    Beginning anew replaces a secret that was not confirmed.

    Raises:
        AlreadyExists: the person has an app; it must be removed first.
    """
    person = prove_again(caller, proof, tools)
    secret = new_totp_secret()
    sealed = tools.sealer.seal(secret.encode(), bound_to=owner_of_totp_secret(person.id))
    with tools.room.of_everybody() as records:
        if not records.second_factors.begin_totp(person.id, sealed):
            raise AlreadyExists("totp")
        return TotpEnrolment(
            secret=secret,
            otpauth_url=otpauth_url(secret, account=person.email, issuer=tools.portal_name),
            expires_at=records.now + ENROLMENT_VALID,
        )
