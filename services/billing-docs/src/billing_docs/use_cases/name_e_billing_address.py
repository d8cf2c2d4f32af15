"""Name the one address that is told about a customer's new documents."""

from datetime import datetime
from uuid import UUID

from billing_docs.domain.addresses import one_mail_address
from billing_docs.store.customers import CustomerStore, NamedBy
from billing_docs.use_cases.tell_e_billing_address import tell_e_billing_address
from chassis.audit import AuditTrail
from chassis.outbox import Outbox
from contracts.billing_docs import EBillingAddress
from contracts.errors import NotFound


def name_e_billing_address(
    organisation_id: UUID,
    email: str,
    *,
    by: str,
    now: datetime,
    store: CustomerStore,
    outbox: Outbox,
    audit: AuditTrail,
) -> EBillingAddress:
    """Make `email` the customer's one address; a pool mailbox without account is fine (SE-54).

    Raises:
        InvalidInput: it is no mail address, or several (SE-52).
        NotFound: the organisation is no customer.
    """
    address = one_mail_address("request.email", email)
    if not store.is_known(organisation_id):
        raise NotFound("organisation")
    store.name_e_billing_address(organisation_id, address, NamedBy(actor=by, at=now))
    tell_e_billing_address(organisation_id, address, outbox, now)
    audit.record(
        organisation_id=organisation_id,
        actor=by,
        action="e_billing_address.named",
        subject=f"organisation:{organisation_id}",
    )
    return EBillingAddress(organisation_id=organisation_id, email=address)
