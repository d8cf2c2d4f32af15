"""Which partner serves which customer, who looks after it, and who sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, false, func, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from chassis.database import wait_for_turn
from contracts.identity import Organisation
from contracts.outbound import PartnerContact
from contracts.partners import Customer, ServingPartner
from identity.domain.customer_queries import CustomerFilter, CustomerKey, CustomerName
from identity.domain.visibility import Viewer
from identity.store.organisations import organisation_of
from identity.store.partner_tables import PARTNER_CUSTOMER, SERVICE_VERSION
from identity.store.tables import ORGANISATION, PERSON

_PARTNER = ORGANISATION.alias("partner")
# Compared byte by byte whatever the database's language is, so that pages of several sites can be
# merged: code points sort the same way.
_SORTED_NAME = func.lower(ORGANISATION.c.name).collate("C")


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """Which partner serves a customer, and who looks after it there."""

    partner_id: UUID
    customer_id: UUID
    contact_person_id: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """Which customers a list is about: of some partners or of all, seen by one of their people.

    Without a viewer it is for the vendor's people, who see every partner's.
    """

    partner_ids: tuple[UUID, ...] | None
    viewer: Viewer | None
    narrowed_to: CustomerFilter


class PartnerCustomerStore:
    """Customers of the partners that the transaction has opened. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def page(
        self, shown: Shown, *, after: CustomerKey | None, limit: int
    ) -> list[tuple[CustomerKey, Customer]]:
        """Return up to `limit` of the customers shown, by name, continuing after a key."""
        query = _customers().where(*_conditions(shown))
        if after is not None:
            query = query.where(tuple_(_SORTED_NAME, ORGANISATION.c.id) > tuple_(*after))
        rows = self._session.execute(query.order_by(_SORTED_NAME, ORGANISATION.c.id).limit(limit))
        return [((row.sorted_name, row.id), _customer_of(row)) for row in rows]

    def count(self, shown: Shown) -> int:
        """Return how many customers are shown on all pages together."""
        query = (
            select(func.count())
            .select_from(PARTNER_CUSTOMER)
            .join(ORGANISATION, ORGANISATION.c.id == PARTNER_CUSTOMER.c.customer_id)
            .where(*_conditions(shown))
        )
        return self._session.scalars(query).one()

    def names(self, shown: Shown) -> dict[UUID, str]:
        """Return all customers shown, by id."""
        rows = self._session.execute(
            select(ORGANISATION.c.id, ORGANISATION.c.name)
            .join_from(
                PARTNER_CUSTOMER, ORGANISATION, ORGANISATION.c.id == PARTNER_CUSTOMER.c.customer_id
            )
            .where(*_conditions(shown))
        )
        return {row.id: row.name for row in rows}

    def find(self, partner_id: UUID | None, customer: CustomerName) -> Customer | None:
        """Return the partner's customer, or None; without a partner, whoever serves it."""
        if isinstance(customer, UUID):
            is_it = PARTNER_CUSTOMER.c.customer_id == customer
        else:
            is_it = ORGANISATION.c.customer_number == customer
        row = self._session.execute(_customers().where(is_it, _is_of(_only(partner_id)))).first()
        return _customer_of(row) if row else None

    def lock(self, customer_id: UUID, *, partner_id: UUID | None = None) -> Service | None:
        """Return who serves the customer, or None; nobody else changes it meanwhile.

        With a partner, None as well if another one serves it.
        """
        query = select(PARTNER_CUSTOMER).where(
            PARTNER_CUSTOMER.c.customer_id == customer_id, _is_of(_only(partner_id))
        )
        row = self._session.execute(query.with_for_update()).first()
        return _service_of(row) if row else None

    def place(self, customer_id: UUID, partner_id: UUID) -> None:
        """Let the partner serve the customer, with nobody to look after it yet."""
        placed = {"organisation_id": partner_id, "contact_person_id": None}
        self._session.execute(
            insert(PARTNER_CUSTOMER)
            .values(customer_id=customer_id, served_since=self._now, **placed)
            .on_conflict_do_update(
                index_elements=["customer_id"], set_={**placed, "served_since": self._now}
            )
        )

    def remove(self, customer_id: UUID) -> None:
        """Let no partner serve the customer any more."""
        self._session.execute(
            delete(PARTNER_CUSTOMER).where(PARTNER_CUSTOMER.c.customer_id == customer_id)
        )

    def set_contact(self, service: Service, person_id: UUID | None) -> None:
        """Store who looks after the customer; the caller has locked the row."""
        self._session.execute(
            update(PARTNER_CUSTOMER)
            .where(
                PARTNER_CUSTOMER.c.customer_id == service.customer_id,
                PARTNER_CUSTOMER.c.organisation_id == service.partner_id,
            )
            .values(contact_person_id=person_id)
        )

    def next_version(self, customer_id: UUID) -> int:
        """Return the number of what is announced of the customer next, noted where it is served.

        The caller has locked who serves it.
        """
        version = self._session.scalars(select(SERVICE_VERSION.next_value())).one()
        self._session.execute(
            update(PARTNER_CUSTOMER)
            .where(PARTNER_CUSTOMER.c.customer_id == customer_id)
            .values(announced_version=version)
        )
        return version

    def lock_not_announced(self, *, limit: int) -> list[UUID]:
        """Return customers of whom nobody was told who serves them; what others do is left out."""
        return list(
            self._session.scalars(
                select(PARTNER_CUSTOMER.c.customer_id)
                .where(PARTNER_CUSTOMER.c.announced_version.is_(None))
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
        )

    def lock_cared_for(self, partner_id: UUID, person_id: UUID) -> tuple[Organisation, ...]:
        """Return the partner's customers that the person looks after; nobody changes that."""
        rows = self._session.execute(
            select(ORGANISATION)
            .join_from(
                PARTNER_CUSTOMER, ORGANISATION, ORGANISATION.c.id == PARTNER_CUSTOMER.c.customer_id
            )
            .where(
                PARTNER_CUSTOMER.c.organisation_id == partner_id,
                PARTNER_CUSTOMER.c.contact_person_id == person_id,
            )
            .order_by(PARTNER_CUSTOMER.c.customer_id)
            .with_for_update(of=PARTNER_CUSTOMER)
        )
        return tuple(organisation_of(row) for row in rows)

    def drop_contact(self, partner_id: UUID, person_id: UUID) -> None:
        """Let the person look after none of the partner's customers any more."""
        self._session.execute(
            update(PARTNER_CUSTOMER)
            .where(
                PARTNER_CUSTOMER.c.organisation_id == partner_id,
                PARTNER_CUSTOMER.c.contact_person_id == person_id,
            )
            .values(contact_person_id=None)
        )

    def lock_number(self, partner_number: str) -> None:
        """Wait for whoever else registers this partner, or a customer of it, just now.

        Otherwise neither of the two would see the other, and the customer would wait for ever.
        """
        wait_for_turn(self._session, f"partner:{partner_number}")

    def waiting_for(self, partner_number: str) -> tuple[Organisation, ...]:
        """Return the customers without partner for whom the ERP named this one, locked."""
        served = select(PARTNER_CUSTOMER.c.customer_id)
        rows = self._session.execute(
            select(ORGANISATION)
            .where(
                ORGANISATION.c.partner_number == partner_number,
                ORGANISATION.c.kind == "customer",
                ORGANISATION.c.id.not_in(served),
            )
            .order_by(ORGANISATION.c.id)
            .with_for_update(key_share=True)
        )
        return tuple(organisation_of(row) for row in rows)


def _customers() -> Select[Any]:
    return (
        select(
            ORGANISATION.c.id,
            ORGANISATION.c.customer_number,
            ORGANISATION.c.name,
            ORGANISATION.c.language,
            _SORTED_NAME.label("sorted_name"),
            _PARTNER.c.id.label("partner_id"),
            _PARTNER.c.name.label("partner_name"),
            PERSON.c.id.label("contact_id"),
            PERSON.c.name.label("contact_name"),
            PERSON.c.email.label("contact_email"),
        )
        .select_from(PARTNER_CUSTOMER)
        .join(ORGANISATION, ORGANISATION.c.id == PARTNER_CUSTOMER.c.customer_id)
        .join(_PARTNER, _PARTNER.c.id == PARTNER_CUSTOMER.c.organisation_id)
        .outerjoin(PERSON, PERSON.c.id == PARTNER_CUSTOMER.c.contact_person_id)
    )


def _conditions(shown: Shown) -> list[ColumnElement[bool]]:
    contact, narrowed_to = PARTNER_CUSTOMER.c.contact_person_id, shown.narrowed_to
    conditions = [_is_of(shown.partner_ids), _is_visible(shown.viewer)]
    if narrowed_to.contact == "nobody":
        conditions.append(contact.is_(None))
    elif narrowed_to.contact is not None:
        conditions.append(contact == narrowed_to.contact)
    if narrowed_to.search is not None:
        conditions.append(
            ORGANISATION.c.name.icontains(narrowed_to.search, autoescape=True)
            | ORGANISATION.c.customer_number.startswith(narrowed_to.search, autoescape=True)
        )
    return conditions


def _is_of(partner_ids: tuple[UUID, ...] | None) -> ColumnElement[bool]:
    """Return whether one of these partners serves the customer; None means any."""
    if partner_ids is None:
        return true()
    return PARTNER_CUSTOMER.c.organisation_id.in_(partner_ids)


def _only(partner_id: UUID | None) -> tuple[UUID, ...] | None:
    return None if partner_id is None else (partner_id,)


def _is_visible(viewer: Viewer | None) -> ColumnElement[bool]:
    """Return `identity.domain.visibility.is_visible` as a condition on rows."""
    if viewer is None or viewer.data_scope == "all":
        return true()
    if viewer.data_scope == "own":
        return PARTNER_CUSTOMER.c.contact_person_id == viewer.person_id
    return false()


def _customer_of(row: Row[tuple[object, ...]]) -> Customer:
    contact = None
    if row.contact_id is not None:
        contact = PartnerContact(
            person_id=row.contact_id, name=row.contact_name, email=row.contact_email
        )
    return Customer(
        id=row.id,
        customer_number=row.customer_number,
        name=row.name,
        language=row.language,
        partner=ServingPartner(id=row.partner_id, name=row.partner_name),
        contact=contact,
    )


def _service_of(row: Row[tuple[object, ...]]) -> Service:
    return Service(
        partner_id=row.organisation_id,
        customer_id=row.customer_id,
        contact_person_id=row.contact_person_id,
    )
