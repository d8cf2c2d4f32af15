"""Take a contract from the ERP."""

from datetime import date

from catalog.domain.contracts import AWAITED_CUSTOMER, require_sound
from catalog.domain.terms import due_on, terms_of
from catalog.store.contracts import ForeignNumber
from catalog.store.records import Records
from catalog.use_cases.contracts.tell_coverage import tell_coverage
from catalog.use_cases.partners.find_served import find_served
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.inbound import ContractUpserted


def receive_contract(
    event: Incoming[ContractUpserted], records: Records, *, grace_days: int
) -> None:
    """Store the contract by its number, and tell everybody how long its customer is let in.

    Safe to repeat. A version that is not newer than the stored one changes nothing: events overtake
    each other.

    Raises:
        Refused: it contradicts itself or what is known, its customer is not known (yet), or its
            publisher does not speak for that customer.
    """
    contract = event.data
    number = contract.customer_number
    event.require_speaks_for(number)
    require_sound(contract)
    organisation_id = records.organisations.lock_customer(number)
    if organisation_id is None:
        raise Refused(
            "unknown_customer",
            "data.customer_number: no customer has this number (yet); the event is taken up by "
            "itself when one appears",
            waits_for=f"{AWAITED_CUSTOMER}{number}",
        )
    if not records.inbox.claim_new(event.source, event.id, event.body_sha256):
        return
    try:
        stored = records.contracts.apply(
            contract,
            source=event.source,
            customer=find_served(organisation_id, records),
            due_on=due_on(terms_of(contract), records.today),
        )
    except ForeignNumber:
        raise Refused(
            "number_conflict", "data.contract_number: a contract of another customer has it"
        ) from None
    if stored is None:
        return
    records.audit.record(
        organisation_id=organisation_id,
        actor=f"system:{event.source}",
        action="contract.registered" if stored.is_new else "contract.changed",
        subject=f"contract:{stored.id}",
        details={
            "version": str(contract.version),
            "before": _day(stored.was_to_end_on),
            "after": _day(contract.ends_on),
        },
    )
    records.affairs.tell_contract(stored.id)
    tell_coverage(organisation_id, records, grace_days=grace_days)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
