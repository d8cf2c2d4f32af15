"""Make new codes for emergencies."""

from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.second_factor import Proof, RecoveryCodes
from identity.domain.recovery_codes import new_recovery_codes, recovery_code_sha256
from identity.use_cases.second_factor.factor_tools import FactorTools
from identity.use_cases.second_factor.prove_again import prove_again
from identity.use_cases.second_factor.tell_factor_change import tell_factor_change


def renew_recovery_codes(caller: Principal, proof: Proof, tools: FactorTools) -> RecoveryCodes:
    """Return ten new codes; all older ones are dead.

    Raises:
        NotFound: the person has no factor that they could stand in for.
    """
    person = prove_again(caller, proof, tools)
    codes = new_recovery_codes()
    with tools.room.of_everybody() as records:
        records.people.lock(person.id)
        if not records.second_factors.methods_of(person.id):
            raise NotFound("second_factor")
        records.second_factors.replace_recovery_codes(
            person.id, [recovery_code_sha256(person.id, code) for code in codes]
        )
        tell_factor_change(person, "recovery_codes_renewed", records, besides=caller.session_id)
    return RecoveryCodes(items=codes)
