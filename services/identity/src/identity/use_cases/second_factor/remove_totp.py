"""Remove one's authenticator app."""

from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.second_factor import Proof
from identity.use_cases.second_factor.factor_tools import FactorTools
from identity.use_cases.second_factor.let_factor_go import let_factor_go
from identity.use_cases.second_factor.prove_again import prove_again


def remove_totp(caller: Principal, proof: Proof, tools: FactorTools) -> None:
    """Delete the app's secret; of two at once one finds nothing left.

    Raises:
        NotFound: the person has no app.
    """
    person = prove_again(caller, proof, tools)
    with tools.room.of_everybody() as records:
        records.people.lock(person.id)
        if not records.second_factors.remove_totp(person.id):
            raise NotFound("totp")
        let_factor_go(caller, person, "totp_removed", records)
