"""What follows when a person has a factor more."""

from contracts.errors import NotSignedIn
from contracts.identity import SecondFactorMethod
from contracts.principal import Principal
from contracts.second_factor import FactorAdded
from identity.domain.people import Person
from identity.domain.recovery_codes import new_recovery_codes, recovery_code_sha256
from identity.domain.tokens import SESSION, new_token, token_sha256
from identity.store.records import Records
from identity.use_cases.second_factor.tell_factor_change import FactorChange, tell_factor_change


def take_factor_on(
    caller: Principal,
    person: Person,
    change: FactorChange,
    records: Records,
    *,
    earlier: tuple[SecondFactorMethod, ...],
) -> FactorAdded:
    """Count the caller's session as proven, under a new token (S7); the others end.

    Who had no factor `earlier` gets his codes for emergencies.

    Raises:
        NotSignedIn: the session has ended meanwhile.
    """
    token = new_token(SESSION)
    if not records.session_proofs.give(caller.session_id, token_sha256(token)):
        raise NotSignedIn
    codes = () if earlier else new_recovery_codes()
    if codes:
        records.second_factors.replace_recovery_codes(
            person.id, [recovery_code_sha256(person.id, code) for code in codes]
        )
    tell_factor_change(person, change, records, besides=caller.session_id)
    return FactorAdded(token=token, recovery_codes=codes)
