"""Look at one's own second factors."""

from contracts.errors import NotSignedIn
from contracts.principal import Principal
from contracts.second_factor import SecondFactors
from identity.store.records import Records
from identity.use_cases.passkeys.show_passkey import show_passkey


def get_second_factors(caller: Principal, records: Records) -> SecondFactors:
    """Return what the caller has, without any secret.

    Raises:
        NotSignedIn: the caller is no person.
    """
    if caller.kind != "person":
        raise NotSignedIn
    totp = records.second_factors.find_totp(caller.subject)
    return SecondFactors(
        totp_since=totp.confirmed_at if totp else None,
        recovery_codes_left=records.second_factors.count_recovery_codes(caller.subject),
        passkeys=tuple(map(show_passkey, records.passkeys.of_person(caller.subject))),
        is_proven=records.session_proofs.is_given_in(caller.session_id),
    )
