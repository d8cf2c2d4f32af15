"""Organisations: customers, partners, the vendor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from chassis.ids import new_id
from contracts.events import Language, OrganisationChanged
from contracts.identity import Organisation
from contracts.inbound import CustomerUpserted
from contracts.principal import OrganisationKind
from identity.store.tables import ORGANISATION


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredOrganisation:
    """An organisation and how often it has changed."""

    organisation: Organisation
    version: int
    is_new: bool = False

    def as_changed(self, e_billing_address: str | None = None) -> OrganisationChanged:
        """Return what the other services are told about it."""
        return OrganisationChanged(
            organisation_id=self.organisation.id,
            version=self.version,
            kind=self.organisation.kind,
            customer_number=self.organisation.customer_number,
            name=self.organisation.name,
            language=self.organisation.language,
            e_billing_address=e_billing_address,
        )


class OrganisationStore:
    """Organisations in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_new(self, organisation: Organisation) -> StoredOrganisation | None:
        """Insert `organisation`; return None if its number, or else its name, is already known.

        Waits for a concurrent insert of the same one to commit or roll back.
        """
        row = self._session.execute(
            insert(ORGANISATION)
            .values(
                id=organisation.id,
                kind=organisation.kind,
                customer_number=organisation.customer_number,
                name=organisation.name,
                language=organisation.language,
                version=1,
                created_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(*ORGANISATION.c)
        ).first()
        return _stored(row, is_new=True) if row else None

    def apply(self, customer: CustomerUpserted) -> StoredOrganisation | None:
        """Insert or change the customer; None when what is stored is as new or newer.

        The row stays locked until the transaction ends, so of two versions at once the older one
        either comes first or changes nothing.
        """
        insertion = insert(ORGANISATION).values(
            id=new_id(),
            kind="customer",
            customer_number=customer.customer_number,
            name=customer.name,
            language=customer.language,
            version=1,
            source_version=customer.version,
            partner_number=customer.partner_number,
            created_at=self._now,
        )
        known, given = ORGANISATION.c, insertion.excluded
        row = self._session.execute(
            insertion.on_conflict_do_update(
                index_elements=["customer_number"],
                set_={
                    "name": given.name,
                    "language": given.language,
                    "version": known.version + 1,
                    "source_version": given.source_version,
                    "partner_number": func.coalesce(given.partner_number, known.partner_number),
                },
                where=(known.source_version.is_(None))
                | (known.source_version < given.source_version),
            ).returning(*ORGANISATION.c)
        ).first()
        return _stored(row, is_new=row.version == 1) if row else None

    def operator(self, *, name: str, language: Language) -> StoredOrganisation:
        """Return the vendor that runs this installation, made now if there is none yet."""
        row = self._session.execute(
            insert(ORGANISATION)
            .values(
                id=new_id(),
                kind="vendor",
                name=name,
                language=language,
                version=1,
                is_operator=True,
                created_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(*ORGANISATION.c)
        ).first()
        if row:
            return _stored(row, is_new=True)
        known = select(ORGANISATION).where(ORGANISATION.c.is_operator)
        return _stored(self._session.execute(known).one())

    def find(self, organisation_id: UUID) -> Organisation | None:
        """Return the organisation, or None."""
        query = select(ORGANISATION).where(ORGANISATION.c.id == organisation_id)
        row = self._session.execute(query).first()
        return organisation_of(row) if row else None

    def search(self, search: str, kind: OrganisationKind | None, limit: int) -> list[Organisation]:
        """Return those whose number begins so, or whose name has it, by name; never the vendor."""
        query = select(ORGANISATION).where(
            ORGANISATION.c.kind != "vendor",
            ORGANISATION.c.customer_number.startswith(search, autoescape=True)
            | ORGANISATION.c.name.icontains(search, autoescape=True),
        )
        if kind is not None:
            query = query.where(ORGANISATION.c.kind == kind)
        rows = self._session.execute(
            query.order_by(ORGANISATION.c.name, ORGANISATION.c.id).limit(limit)
        )
        return [organisation_of(row) for row in rows]

    def find_several(self, organisation_ids: Collection[UUID]) -> list[Organisation]:
        """Return those of these organisations that are known."""
        query = select(ORGANISATION).where(ORGANISATION.c.id.in_(organisation_ids))
        return [organisation_of(row) for row in self._session.execute(query)]

    def find_by_number(self, customer_number: str) -> Organisation | None:
        """Return the customer, or None; until the transaction ends nobody else may lock it."""
        query = select(ORGANISATION).where(ORGANISATION.c.customer_number == customer_number)
        row = self._session.execute(query.with_for_update(key_share=True)).first()
        return organisation_of(row) if row else None

    def find_partner(self, partner_number: str) -> Organisation | None:
        """Return the partner that has this number, or None."""
        query = select(ORGANISATION).where(
            ORGANISATION.c.customer_number == partner_number, ORGANISATION.c.kind == "partner"
        )
        row = self._session.execute(query).first()
        return organisation_of(row) if row else None

    def rename(self, organisation_id: UUID, name: str) -> StoredOrganisation:
        """Store what the organisation is called from now on; the caller has locked it."""
        row = self._session.execute(
            update(ORGANISATION)
            .where(ORGANISATION.c.id == organisation_id)
            .values(name=name, version=ORGANISATION.c.version + 1)
            .returning(*ORGANISATION.c)
        ).one()
        return _stored(row)

    def certify(self, organisation_id: UUID, *, is_certified: bool) -> None:
        """Store whether the partner is certified; the caller has locked it."""
        self._session.execute(
            update(ORGANISATION)
            .where(ORGANISATION.c.id == organisation_id)
            .values(is_certified=is_certified)
        )

    def lock(self, organisation_id: UUID) -> Organisation | None:
        """Return the organisation; until the transaction ends nobody else may lock it."""
        query = select(ORGANISATION).where(ORGANISATION.c.id == organisation_id)
        row = self._session.execute(query.with_for_update(key_share=True)).first()
        return organisation_of(row) if row else None


def organisation_of(row: Row[tuple[object, ...]]) -> Organisation:
    """Return the organisation that a row of the table describes."""
    return Organisation(
        id=row.id,
        kind=row.kind,
        customer_number=row.customer_number,
        name=row.name,
        language=row.language,
        is_certified=row.is_certified,
    )


def _stored(row: Row[tuple[object, ...]], *, is_new: bool = False) -> StoredOrganisation:
    return StoredOrganisation(organisation=organisation_of(row), version=row.version, is_new=is_new)
