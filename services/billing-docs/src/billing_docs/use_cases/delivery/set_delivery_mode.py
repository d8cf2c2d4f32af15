"""Choose how a customer's next documents come."""

from datetime import date
from uuid import UUID

from billing_docs.domain.delivery_mode import ChosenMode
from billing_docs.store.customers import CustomerStore
from billing_docs.store.delivery_modes import DeliveryModeStore
from billing_docs.use_cases.delivery.get_delivery_mode import describe_mode
from chassis.audit import AuditTrail
from contracts.delivery import DeliveryMode
from contracts.errors import NotFound


def set_delivery_mode(
    organisation_id: UUID,
    chosen: ChosenMode,
    *,
    today: date,
    customers: CustomerStore,
    modes: DeliveryModeStore,
    audit: AuditTrail,
) -> DeliveryMode:
    """Return how the next document comes; documents that are here already stay as they are.

    Safe to repeat: choosing what holds already changes nothing (SE-59). Two at once wait for each
    other.

    Raises:
        NotFound: the organisation is no customer.
    """
    if not customers.is_known(organisation_id):
        raise NotFound("organisation")
    modes.wait_for_turn(organisation_id)
    before = modes.chosen(organisation_id)
    if not chosen.says_the_same_as(before):
        modes.add(organisation_id, chosen)
        audit.record(
            organisation_id=organisation_id,
            actor=chosen.chosen_by,
            action="delivery_mode.chosen",
            subject=f"organisation:{organisation_id}",
            details={"before": _terms(before), "after": _terms(chosen)},
        )
    return describe_mode(
        organisation_id,
        modes.chosen(organisation_id),
        modes.contract_ends_on(organisation_id),
        today=today,
    )


def _terms(chosen: ChosenMode | None) -> str:
    """Return mode and end, without the address."""
    if chosen is None or chosen.mode == "digital":
        return "digital"
    if chosen.until_contract_end:
        return "postal until contract end"
    return f"postal until {chosen.until}" if chosen.until else "postal"
