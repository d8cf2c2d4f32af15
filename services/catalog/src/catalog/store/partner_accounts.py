"""Customers and prospects of partners, in the caller's transaction; never commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.store.partner_tables import PARTNER_ACCOUNT
from chassis.database import Askable
from contracts.partner_service import CustomerServed


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerService:
    """Which partner serves a customer, and who looks after it there; the customer's name there."""

    customer_name: str | None = None
    customer_number: str | None = None
    partner_id: UUID | None = None
    contact_person_id: UUID | None = None
    contact_name: str | None = None


class PartnerAccountStore:
    """Customers and prospects of the partners that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def name_customer(self, customer_id: UUID, *, name: str, number: str | None) -> None:
        """Have the partner's list call the customer by its present name and number."""
        self._session.execute(
            update(PARTNER_ACCOUNT)
            .where(PARTNER_ACCOUNT.c.id == customer_id)
            .values(name=name, sorted_name=name.lower(), customer_number=number or "")
        )

    def remember(self, served: CustomerServed) -> bool:
        """Take over who serves a customer; False when what is known is as new or newer."""
        values = {
            "organisation_id": served.partner_id,
            "kind": "customer",
            "customer_number": served.customer_number or "",
            "name": served.customer_name,
            "sorted_name": served.customer_name.lower(),
            "partner_name": served.partner_name,
            "contact_person_id": served.contact_person_id,
            "contact_name": served.contact_name,
            "sorted_contact": (served.contact_name or "").lower(),
            "version": served.version,
        }
        taken = self._session.scalar(
            insert(PARTNER_ACCOUNT)
            .values(id=served.customer_id, created_at=self._now, **values)
            .on_conflict_do_update(
                index_elements=["id"],
                set_=values,
                where=PARTNER_ACCOUNT.c.version < served.version,
            )
            .returning(PARTNER_ACCOUNT.c.id)
        )
        return taken is not None

    def partner_of(self, account_id: UUID) -> UUID | None:
        """Return whose customer or prospect it is, None where it is nobody's."""
        partner_id: UUID | None = self._session.scalar(
            select(PARTNER_ACCOUNT.c.organisation_id).where(PARTNER_ACCOUNT.c.id == account_id)
        )
        return partner_id

    def service_of(self, customer_id: UUID) -> CustomerService:
        """Return who serves the customer, as far as identity has said."""
        row = self._session.execute(
            select(PARTNER_ACCOUNT).where(PARTNER_ACCOUNT.c.id == customer_id)
        ).first()
        if row is None:
            return CustomerService()
        return CustomerService(
            customer_name=row.name,
            customer_number=row.customer_number or None,
            partner_id=row.organisation_id,
            contact_person_id=row.contact_person_id,
            contact_name=row.contact_name,
        )
