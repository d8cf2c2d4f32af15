"""Customers and the one address each of them is told at; never commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing_docs.domain.document import AWAITED_CUSTOMER, Customer
from billing_docs.store.tables import CUSTOMER, E_BILLING_ADDRESS
from chassis.database import wait_for_turn
from chassis.tables import PARKED

_COLUMNS = (
    CUSTOMER.c.organisation_id,
    CUSTOMER.c.customer_number,
    CUSTOMER.c.name,
    CUSTOMER.c.language,
)
# Asked for each document: made once, for to say them anew costs more than to send them.
_BY_NUMBER = select(*_COLUMNS).where(CUSTOMER.c.customer_number == bindparam("wanted"))
_ADDRESS = select(E_BILLING_ADDRESS.c.email).where(
    E_BILLING_ADDRESS.c.organisation_id == bindparam("wanted")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedBy:
    """Who named an address, and when."""

    actor: str
    at: datetime


class CustomerStore:
    """Customers of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_number(self, customer_number: str) -> Customer | None:
        """Return the customer with that number, None if we have not heard of one."""
        row = self._session.execute(_BY_NUMBER, {"wanted": customer_number}).first()
        return None if row is None else Customer(**row._mapping)  # noqa: SLF001 - a row's public name

    def by_id(self, organisation_id: UUID) -> Customer | None:
        """Return the customer with this id, None if nobody announced it yet."""
        row = self._session.execute(
            select(*_COLUMNS).where(CUSTOMER.c.organisation_id == organisation_id)
        ).first()
        return None if row is None else Customer(**row._mapping)  # noqa: SLF001 - a row's public name

    def awaited(self) -> list[str]:
        """Return what parked events wait for although it has come: customers known by now."""
        waits_for = PARKED.c.waits_for
        return list(
            self._session.scalars(
                select(waits_for)
                .distinct()
                .join(CUSTOMER, waits_for == AWAITED_CUSTOMER + CUSTOMER.c.customer_number)
                .where(PARKED.c.state == "parked", waits_for.is_not(None))
            )
        )

    def is_known(self, organisation_id: UUID) -> bool:
        """Return whether the organisation is a customer we have heard of."""
        query = select(CUSTOMER.c.version).where(CUSTOMER.c.organisation_id == organisation_id)
        return self._session.scalar(query) is not None

    def remember(self, customer: Customer, version: int) -> None:
        """Insert or update the customer; an older version than the known one changes nothing.

        Two at once wait for each other.
        """
        wait_for_turn(self._session, f"customer:{customer.organisation_id}")
        values = {
            "organisation_id": customer.organisation_id,
            "customer_number": customer.customer_number,
            "name": customer.name,
            "language": customer.language,
            "version": version,
        }
        statement = insert(CUSTOMER).values(values)
        self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["organisation_id"],
                set_=values,
                where=CUSTOMER.c.version < version,
            )
        )

    def e_billing_address(self, organisation_id: UUID) -> str | None:
        """Return the one address of the customer, None while none is named."""
        return self._session.scalar(_ADDRESS, {"wanted": organisation_id})

    def name_e_billing_address(self, organisation_id: UUID, email: str, named: NamedBy) -> None:
        """Make `email` the one address, whatever it was before."""
        values = {
            "organisation_id": organisation_id,
            "email": email,
            "named_at": named.at,
            "named_by": named.actor,
        }
        self._session.execute(
            insert(E_BILLING_ADDRESS)
            .values(values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )

    def name_newer_e_billing_address(
        self, organisation_id: UUID, email: str, named: NamedBy
    ) -> bool:
        """Make `email` the one address; False if the present one was named then or later.

        Two at once wait for each other.
        """
        values = {
            "organisation_id": organisation_id,
            "email": email,
            "named_at": named.at,
            "named_by": named.actor,
        }
        taken = self._session.scalar(
            insert(E_BILLING_ADDRESS)
            .values(values)
            .on_conflict_do_update(
                index_elements=["organisation_id"],
                set_=values,
                where=E_BILLING_ADDRESS.c.named_at < named.at,
            )
            .returning(E_BILLING_ADDRESS.c.organisation_id)
        )
        return taken is not None

    def name_first_e_billing_address(
        self, organisation_id: UUID, email: str, named: NamedBy
    ) -> bool:
        """Take over the address from master data; False if one was named already."""
        first = self._session.scalar(
            insert(E_BILLING_ADDRESS)
            .values(
                organisation_id=organisation_id,
                email=email,
                named_at=named.at,
                named_by=named.actor,
            )
            .on_conflict_do_nothing()
            .returning(E_BILLING_ADDRESS.c.organisation_id)
        )
        return first is not None
