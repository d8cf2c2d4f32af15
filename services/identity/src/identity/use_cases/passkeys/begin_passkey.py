"""Begin to make a passkey."""

from contracts.passkeys import PasskeyCreation
from contracts.principal import Principal
from contracts.second_factor import Proof
from identity.domain.passkeys import new_challenge
from identity.use_cases.second_factor.factor_tools import FactorTools
from identity.use_cases.second_factor.prove_again import prove_again


def begin_passkey(caller: Principal, proof: Proof, tools: FactorTools) -> PasskeyCreation:
    """Return what the caller's browser is to make; the answer is good once, for five minutes.

    Raises:
        What `prove_again` raises.
    """
    person = prove_again(caller, proof, tools)
    challenge = new_challenge("register", person_id=person.id, asked_in=caller.session_id)
    with tools.room.of_everybody() as records:
        records.challenges.add(challenge)
        known = records.passkeys.of_person(person.id)
    return tools.party.creation(person, challenge, known)
