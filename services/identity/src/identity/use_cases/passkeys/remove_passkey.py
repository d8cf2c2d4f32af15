"""Remove one of one's passkeys."""

from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.second_factor import RemovePasskey
from identity.use_cases.second_factor.factor_tools import FactorTools
from identity.use_cases.second_factor.let_factor_go import let_factor_go
from identity.use_cases.second_factor.prove_again import prove_again


def remove_passkey(caller: Principal, request: RemovePasskey, tools: FactorTools) -> None:
    """Delete the passkey; of two at once one finds nothing left.

    Raises:
        NotFound: the caller has no such passkey.
    """
    person = prove_again(caller, request.proof, tools)
    with tools.room.of_everybody() as records:
        records.people.lock(person.id)
        if not records.passkeys.remove(request.passkey_id, person.id):
            raise NotFound("passkey")
        let_factor_go(
            caller,
            person,
            "passkey_removed",
            records,
            details={"passkey": str(request.passkey_id)},
        )
