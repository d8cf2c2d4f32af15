"""Decide how a new document reaches its customer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing_docs.store.customers import CustomerStore
from billing_docs.store.delivery_modes import DeliveryModeStore
from chassis.clock import BERLIN


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryPlan:
    """By post, or by a notice to `recipient`; neither where no address is named yet."""

    is_postal: bool
    recipient: str | None

    @property
    def asks_for_notice(self) -> bool:
        """Whether somebody is told by mail."""
        return self.recipient is not None


def plan_delivery(organisation_id: UUID, session: Session, now: datetime) -> DeliveryPlan:
    """Return what holds for a document that comes at `now` (SE-58, SE-59).

    Days are those of Berlin: post that ends today still takes today's documents.
    """
    modes = DeliveryModeStore(session)
    chosen = modes.chosen(organisation_id)
    is_postal = chosen is not None and chosen.is_postal_on(
        now.astimezone(BERLIN).date(), modes.contract_ends_on(organisation_id)
    )
    recipient = CustomerStore(session).e_billing_address(organisation_id)
    return DeliveryPlan(is_postal=is_postal, recipient=None if is_postal else recipient)
