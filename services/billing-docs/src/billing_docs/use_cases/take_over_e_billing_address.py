"""Take over an e-billing address that a customer asked for and the vendor's people approved."""

from sqlalchemy.orm import Session

from billing_docs.domain.addresses import one_mail_address
from billing_docs.store.customers import CustomerStore, NamedBy
from billing_docs.use_cases.tell_e_billing_address import tell_e_billing_address
from chassis.audit import AuditTrail
from chassis.errors import Refused
from chassis.outbox import Outbox
from contracts.errors import InvalidInput
from contracts.events import MasterDataInForce


def take_over_e_billing_address(
    change: MasterDataInForce, session: Session, outbox: Outbox, audit: AuditTrail
) -> None:
    """Make the approved address the customer's one (SE-53); safe to repeat, in any order.

    An address that was named after the change came into force stays.

    Raises:
        Refused: the organisation is no customer we know, or the address is none.
    """
    if change.kind != "e_billing_address":
        return
    try:
        address = one_mail_address("new", change.new.e_billing_address or "")
    except InvalidInput as error:
        raise Refused("invalid_address", "new.e_billing_address is no mail address") from error
    store = CustomerStore(session)
    if not store.is_known(change.organisation_id):
        raise Refused("unknown_organisation", "organisation_id: there is no such customer")
    actor = f"person:{change.approved_by}"
    named = NamedBy(actor=actor, at=change.at)
    if not store.name_newer_e_billing_address(change.organisation_id, address, named):
        return
    tell_e_billing_address(change.organisation_id, address, outbox, change.at)
    audit.record(
        organisation_id=change.organisation_id,
        actor=actor,
        action="e_billing_address.named",
        subject=f"organisation:{change.organisation_id}",
        details={"change": str(change.change_id)},
    )
