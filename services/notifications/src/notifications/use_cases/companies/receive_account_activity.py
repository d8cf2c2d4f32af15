"""Take in what happened in a customer's account."""

import hashlib

from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.account_activity import AccountActivity
from notifications.domain.account_activity import parameters_of, require_sound
from notifications.domain.company_notices import AWAITED_CUSTOMER
from notifications.store.company_records import CompanyRecords
from notifications.use_cases.companies.tell_company import Happening, Telling, tell_company


def receive_account_activity(
    event: Incoming[AccountActivity], telling: Telling, records: CompanyRecords
) -> None:
    """Have the customer told, by the channels it has chosen (MB-05 to MB-09); safe to repeat.

    Raises:
        Refused: it contradicts itself or what is known, its customer is not known (yet), or its
            publisher does not speak for that customer.
    """
    activity = event.data
    number = activity.customer_number
    event.require_speaks_for(number)
    require_sound(activity)
    company = records.companies.find_customer(number)
    if company is None:
        raise Refused(
            "unknown_customer",
            "data.customer_number: no customer has this number (yet); the event is taken up by "
            "itself when one appears",
            waits_for=f"{AWAITED_CUSTOMER}{number}",
        )
    if not records.inbox.claim_new(event.source, event.id, event.body_sha256):
        return
    happening = Happening(
        idempotency_key=_key_of(event),
        event=activity.activity,
        parameters=parameters_of(activity),
        occurred_at=activity.occurred_at,
        expires_at=activity.expires_at,
    )
    tell_company(happening, company, telling, records)


def _key_of(event: Incoming[AccountActivity]) -> str:
    """Return what names the event: its source and id together, as CloudEvents has it."""
    return hashlib.sha256(f"{event.source}\0{event.id}".encode()).hexdigest()
