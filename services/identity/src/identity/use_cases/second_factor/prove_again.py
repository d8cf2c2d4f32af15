"""Have a signed-in person prove once more that it is he."""

from uuid import UUID

from contracts.errors import NotSignedIn, PasskeyRefused, SecondFactorRefused
from contracts.principal import Principal
from contracts.second_factor import Proof
from identity.domain.addresses import sign_in_key
from identity.domain.people import Person
from identity.use_cases.access.prove_password import prove_password
from identity.use_cases.second_factor.check_factor import check_factor
from identity.use_cases.second_factor.count_try import count_try
from identity.use_cases.second_factor.factor_tools import FactorTools
from identity.use_cases.second_factor.require_one import require_one


def prove_again(caller: Principal, proof: Proof, tools: FactorTools) -> Person:
    """Return the caller, whose password or second factor fits; a borrowed session is not enough.

    Raises:
        NotSignedIn: the caller is no person.
        InvalidInput: not exactly one proof is given.
        SignInRefused: the password is another one.
        SecondFactorRefused, PasskeyRefused: the factor does not fit, or was used before.
        TooManyAttempts: a pause after failures has not passed.
    """
    with tools.room.of_everybody() as records:
        person = records.people.find(caller.subject)
    if caller.kind != "person" or person is None:
        raise NotSignedIn
    require_one(proof.password, proof.totp, proof.recovery_code, proof.passkey)
    if proof.password is not None:
        _prove_password(person, proof.password, proof.client, tools)
    else:
        _prove_factor(person, proof, tools, asked_in=caller.session_id)
    return person


def _prove_password(person: Person, password: str, client: str, tools: FactorTools) -> None:
    key = sign_in_key(person.email)
    proven = prove_password(key, password, tools.room, tools.hasher, client=client)
    with tools.room.of_everybody() as records:
        proven.settle(records)


def _prove_factor(person: Person, proof: Proof, tools: FactorTools, *, asked_in: UUID) -> None:
    with tools.room.of_everybody() as records:
        counted = count_try(person.id, proof, records)
    counted.require_now()
    with tools.room.of_everybody() as records:
        fits = check_factor(person, proof, records, tools, asked_in=asked_in)
        if fits:
            counted.settle(records)
    if not fits:
        raise PasskeyRefused if proof.passkey else SecondFactorRefused
