"""Remember what identity announces of a customer."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.domain.document import AWAITED_CUSTOMER, Customer
from billing_docs.store.customers import CustomerStore, NamedBy
from billing_docs.use_cases.tell_e_billing_address import tell_e_billing_address
from chassis.audit import AuditTrail
from chassis.outbox import Outbox
from chassis.parking import Parking
from contracts.events import OrganisationChanged

MASTER_DATA = "system:master_data"


def remember_customer(
    changed: OrganisationChanged, session: Session, outbox: Outbox, now: datetime
) -> None:
    """Take over number, name and language; take up documents that came before their customer.

    Safe to repeat; an older version than the known one changes nothing. The e-billing address of
    the master data is taken over only where none was named yet: from then on it is ours (SE-53).
    """
    if changed.customer_number is None:
        return
    store = CustomerStore(session)
    store.remember(
        Customer(
            organisation_id=changed.organisation_id,
            customer_number=changed.customer_number,
            name=changed.name,
            language=changed.language,
        ),
        changed.version,
    )
    if changed.e_billing_address is not None and store.name_first_e_billing_address(
        changed.organisation_id,
        changed.e_billing_address,
        NamedBy(actor=MASTER_DATA, at=now),
    ):
        tell_e_billing_address(changed.organisation_id, changed.e_billing_address, outbox, now)
        AuditTrail(session, now).record(
            organisation_id=changed.organisation_id,
            actor=MASTER_DATA,
            action="e_billing_address.named",
            subject=f"organisation:{changed.organisation_id}",
        )
    awaited = f"{AWAITED_CUSTOMER}{changed.customer_number}"
    Parking(session, now).release(outbox, awaited)
