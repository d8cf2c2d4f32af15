"""What follows when a person has a factor less."""

from contracts.principal import Principal
from identity.domain.people import Person
from identity.store.records import Records
from identity.use_cases.second_factor.tell_factor_change import FactorChange, tell_factor_change


def let_factor_go(
    caller: Principal,
    person: Person,
    change: FactorChange,
    records: Records,
    *,
    details: dict[str, str] | None = None,
) -> None:
    """End the other sessions; after the last factor nothing counts as proven any more.

    Codes for emergencies stand in for a factor, so they go with the last one.
    """
    if not records.second_factors.methods_of(person.id):
        records.second_factors.remove_recovery_codes(person.id)
        records.session_proofs.take_back_all_of(person.id)
    tell_factor_change(person, change, records, besides=caller.session_id, details=details)
