"""Remember what identity announces of an organisation."""

from catalog.domain.contracts import AWAITED_CUSTOMER
from catalog.store.records import Records
from catalog.use_cases.entitlements.tell_entitlements import tell_entitlements
from contracts.events import OrganisationChanged


def remember_organisation(changed: OrganisationChanged, records: Records) -> None:
    """Take over kind, number and name; take up contracts that came before their customer.

    What comes with being a customer is told to everybody (SE-11).

    Safe to repeat; an older version than the known one changes nothing.
    """
    if records.organisations.remember(changed):
        # The row stays locked until the transaction ends.
        tell_entitlements(changed.organisation_id, changed.kind, records)
        for named in (records.contracts, records.partner_accounts):
            named.name_customer(
                changed.organisation_id, name=changed.name, number=changed.customer_number
            )
    if changed.customer_number is not None:
        records.parking.release(records.outbox, f"{AWAITED_CUSTOMER}{changed.customer_number}")
