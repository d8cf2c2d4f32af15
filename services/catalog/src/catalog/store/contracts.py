"""Contracts and what they amount to, in the caller's transaction; never commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from catalog.domain.coverage import NO_END, Term
from catalog.domain.terms import Terms, terms_of
from catalog.store.contract_tables import CONTRACT
from catalog.store.partner_accounts import CustomerService
from chassis.database import Askable
from chassis.ids import new_id
from contracts.inbound import ContractUpserted
from contracts.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredContract:
    """A contract that was just stored, and when it was to end before."""

    id: UUID
    was_to_end_on: date | None
    is_new: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ServedCustomer:
    """Whose a contract is, and who serves that customer."""

    organisation_id: UUID
    name: str | None
    number: str | None
    service: CustomerService


class ForeignNumber(Exception):
    """The number is that of another customer's contract."""


class ContractStore:
    """Contracts of the organisations that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def apply(
        self,
        contract: ContractUpserted,
        *,
        source: str,
        customer: ServedCustomer,
        due_on: date,
    ) -> StoredContract | None:
        """Insert or change the contract; None when what is stored is as new or newer.

        The caller has locked the organisation. `due_on` is where lists find it today.

        Raises:
            ForeignNumber: the source gave this number to another customer's contract.
        """
        organisation_id = customer.organisation_id
        values = {
            **_values_of(contract),
            **_values_of_customer(customer),
            "due_on": due_on,
            "received_at": self._now,
        }
        key = {"source": source, "number": contract.contract_number}
        known = self._session.execute(select(CONTRACT).filter_by(**key)).first()
        row = self._session.execute(
            insert(CONTRACT)
            .values(id=new_id(), organisation_id=organisation_id, **key, **values)
            .on_conflict_do_update(
                index_elements=["source", "number"],
                set_=values,
                where=(CONTRACT.c.version < contract.version)
                & (CONTRACT.c.organisation_id == organisation_id),
            )
            .returning(CONTRACT.c.id)
        ).first()
        if row is not None:
            was_to_end_on = known.ends_on if known else None
            return StoredContract(id=row.id, was_to_end_on=was_to_end_on, is_new=known is None)
        owner = self._session.scalars(select(CONTRACT.c.organisation_id).filter_by(**key)).one()
        if owner != organisation_id:
            raise ForeignNumber
        return None

    def follow_customer(self, customer: ServedCustomer) -> None:
        """Have the customer's contracts name who serves it, and the customer as it is called."""
        self._session.execute(
            update(CONTRACT)
            .where(CONTRACT.c.organisation_id == customer.organisation_id)
            .values(_values_of_customer(customer))
        )

    def name_customer(self, organisation_id: UUID, *, name: str, number: str | None) -> None:
        """Have the customer's contracts call it by its present name and number."""
        self._session.execute(
            update(CONTRACT)
            .where(CONTRACT.c.organisation_id == organisation_id)
            .values(customer_name=name, customer_number=number, sorted_customer=name.lower())
        )

    def lock_overdue(self, today: date, *, limit: int) -> list[tuple[UUID, Terms]]:
        """Return contracts that run on although the period they are listed under has ended.

        They stay locked; what somebody else carries on just now is left out.
        """
        rows = self._session.execute(
            select(CONTRACT)
            .where(
                CONTRACT.c.due_on < today,
                CONTRACT.c.ends_on.is_(None) | (CONTRACT.c.due_on < CONTRACT.c.ends_on),
            )
            .order_by(CONTRACT.c.due_on)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [(row.id, terms_in(row)) for row in rows]

    def set_due(self, due: Mapping[UUID, date]) -> None:
        """Store where lists find these contracts from now on."""
        for contract_id, due_on in due.items():
            self._session.execute(
                update(CONTRACT).where(CONTRACT.c.id == contract_id).values(due_on=due_on)
            )

    def terms_of(self, organisation_id: UUID) -> list[Term]:
        """Return when each contract of the organisation ends."""
        rows = self._session.execute(
            select(CONTRACT.c.ends_on, CONTRACT.c.grace_days).where(
                CONTRACT.c.organisation_id == organisation_id
            )
        )
        return [Term(ends_on=row.ends_on, grace_days=row.grace_days) for row in rows]


def terms_in(row: Row[Any]) -> Terms:
    """Return what a contract's days depend on."""
    return Terms(
        starts_on=row.starts_on,
        ends_on=row.ends_on if row.ends_on and row.ends_on < NO_END else None,
        kind=row.kind,
        notice_given_on=row.notice_given_on,
        auto_renews=row.auto_renews,
        period_months=row.period_months,
        period_ends_on=row.period_ends_on,
        grace_days=row.grace_days,
        reactivation_fee=money_in(row),
    )


def money_in(row: Row[Any]) -> Money | None:
    """Return the fee of a row, None where there is none."""
    if row.fee_minor_units is None:
        return None
    return Money(minor_units=row.fee_minor_units, currency=row.fee_currency)


def _values_of(contract: ContractUpserted) -> dict[str, object]:
    terms, system = terms_of(contract), contract.system
    fee = contract.reactivation_fee
    return {
        "version": contract.version,
        "title": contract.title,
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "grace_days": contract.grace_days,
        "kind": contract.kind,
        "notice_given_on": contract.notice_given_on,
        "auto_renews": terms.auto_renews,
        "period_months": contract.period_months,
        "period_ends_on": terms.period_ends_on,
        "products": msgspec.to_builtins(contract.products or ()),
        "system_name": system.name if system else None,
        "system_region": system.region if system else None,
        "fee_minor_units": fee.minor_units if fee else None,
        "fee_currency": fee.currency if fee else None,
        "sorted_number": contract.contract_number.lower(),
    }


def _values_of_customer(customer: ServedCustomer) -> dict[str, object]:
    service = customer.service
    return {
        "customer_name": customer.name,
        "customer_number": customer.number,
        "sorted_customer": (customer.name or "").lower(),
        "partner_id": service.partner_id,
        "contact_person_id": service.contact_person_id,
        "contact_name": service.contact_name,
    }
