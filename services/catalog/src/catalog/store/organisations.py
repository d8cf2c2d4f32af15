"""Organisations as identity has announced them, in the caller's transaction; never commits."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from catalog.domain.contracts import AWAITED_CUSTOMER
from catalog.store.organisation_tables import ORGANISATION
from chassis.database import Askable, wait_for_turn
from chassis.tables import PARKED
from contracts.events import OrganisationChanged
from contracts.principal import OrganisationKind


class OrganisationStore:
    """Organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def remember(self, changed: OrganisationChanged) -> bool:
        """Insert or update the organisation; False when what is known is as new or newer.

        Two at once wait for each other.
        """
        wait_for_turn(self._session, f"organisation:{changed.organisation_id}")
        values = {
            "organisation_id": changed.organisation_id,
            "kind": changed.kind,
            "customer_number": changed.customer_number,
            "name": changed.name,
            "version": changed.version,
        }
        taken = self._session.scalar(
            insert(ORGANISATION)
            .values(values)
            .on_conflict_do_update(
                index_elements=["organisation_id"],
                set_=values,
                where=ORGANISATION.c.version < changed.version,
            )
            .returning(ORGANISATION.c.organisation_id)
        )
        return taken is not None

    def lock_customer(self, customer_number: str) -> UUID | None:
        """Return whose number it is, None if we have not heard of it.

        Until the transaction ends nobody else changes what the organisation has, or who serves it.
        """
        query = select(ORGANISATION.c.organisation_id).where(
            ORGANISATION.c.customer_number == customer_number
        )
        found = self._session.scalar(query)
        if found is None:
            return None
        self.wait_for_service(found)
        return self._session.scalar(query.with_for_update())

    def find_customer(self, customer_number: str) -> UUID | None:
        """Return whose number it is, None if we have not heard of it."""
        query = select(ORGANISATION.c.organisation_id).where(
            ORGANISATION.c.customer_number == customer_number
        )
        return self._session.scalar(query)

    def wait_for_service(self, customer_id: UUID) -> None:
        """Wait for whoever else says just now who serves the customer, known here or not."""
        wait_for_turn(self._session, f"service:{customer_id}")

    def name_of(self, organisation_id: UUID) -> tuple[str | None, str | None]:
        """Return the organisation's name and number, each None where it was not announced."""
        query = select(ORGANISATION.c.name, ORGANISATION.c.customer_number).where(
            ORGANISATION.c.organisation_id == organisation_id
        )
        row = self._session.execute(query).first()
        return (row.name, row.customer_number) if row else (None, None)

    def lock(self, organisation_id: UUID) -> bool:
        """Return whether the organisation is known; nobody else changes what it has meanwhile."""
        query = select(ORGANISATION.c.organisation_id).where(
            ORGANISATION.c.organisation_id == organisation_id
        )
        return self._session.scalar(query.with_for_update()) is not None

    def kind_of(self, organisation_id: UUID) -> OrganisationKind | None:
        """Return what the organisation is, None if we have not heard of it."""
        kind: OrganisationKind | None = self._session.scalar(
            select(ORGANISATION.c.kind).where(ORGANISATION.c.organisation_id == organisation_id)
        )
        return kind

    def lock_kind(self, organisation_id: UUID) -> OrganisationKind | None:
        """Return what the organisation is, None if unknown; nobody else changes what it has."""
        kind: OrganisationKind | None = self._session.scalar(
            select(ORGANISATION.c.kind)
            .where(ORGANISATION.c.organisation_id == organisation_id)
            .with_for_update()
        )
        return kind

    def awaited(self) -> list[str]:
        """Return what parked events wait for although it has come: customers known by now."""
        waits_for = PARKED.c.waits_for
        return list(
            self._session.scalars(
                select(waits_for)
                .distinct()
                .join(ORGANISATION, waits_for == AWAITED_CUSTOMER + ORGANISATION.c.customer_number)
                .where(PARKED.c.state == "parked", waits_for.is_not(None))
            )
        )
