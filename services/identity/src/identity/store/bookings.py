"""What catalog has told about organisations. Never commits."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from contracts.events import ContractCoverageChanged, EntitlementsChanged
from identity.domain.bookings import NO_BOOKINGS, Bookings, Coverage
from identity.store.booking_tables import CONTRACT_COVERAGE, ENTITLEMENT_SET
from identity.store.tables import ORGANISATION

# What a query about an organisation selects besides, after `with_bookings`.
BOOKING_COLUMNS = (
    CONTRACT_COVERAGE.c.ends_on.label("contract_ends_on"),
    CONTRACT_COVERAGE.c.access_until,
    ENTITLEMENT_SET.c.entitlements,
)


class BookingStore:
    """What catalog has told, in the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note_coverage(self, changed: ContractCoverageChanged) -> Coverage | None:
        """Store how long contracts run; return what was known before, None if that is as new.

        The caller has locked the organisation.
        """
        before = self.coverage_of(changed.organisation_id)
        values = {
            "organisation_id": changed.organisation_id,
            "version": changed.version,
            "ends_on": changed.ends_on,
            "access_until": changed.access_until,
        }
        taken = self._session.scalar(
            insert(CONTRACT_COVERAGE)
            .values(values)
            .on_conflict_do_update(
                index_elements=["organisation_id"],
                set_=values,
                where=CONTRACT_COVERAGE.c.version < changed.version,
            )
            .returning(CONTRACT_COVERAGE.c.version)
        )
        return before if taken is not None else None

    def coverage_of(self, organisation_id: UUID) -> Coverage:
        """Return how long the organisation's contracts let its people in."""
        return self.of_organisation(organisation_id).coverage

    def note_entitlements(self, changed: EntitlementsChanged) -> tuple[str, ...] | None:
        """Store what may be used; return what was known before, None if that is as new.

        The caller has locked the organisation.
        """
        before = self.of_organisation(changed.organisation_id).entitlements
        values = {
            "organisation_id": changed.organisation_id,
            "version": changed.version,
            "entitlements": list(changed.entitlements),
        }
        taken = self._session.scalar(
            insert(ENTITLEMENT_SET)
            .values(values)
            .on_conflict_do_update(
                index_elements=["organisation_id"],
                set_=values,
                where=ENTITLEMENT_SET.c.version < changed.version,
            )
            .returning(ENTITLEMENT_SET.c.version)
        )
        return before if taken is not None else None

    def of_organisation(self, organisation_id: UUID) -> Bookings:
        """Return all that catalog has told of the organisation."""
        query = with_bookings(select(*BOOKING_COLUMNS).select_from(ORGANISATION))
        row = self._session.execute(query.where(ORGANISATION.c.id == organisation_id)).first()
        return bookings_in(row) if row else NO_BOOKINGS


def with_bookings(query: Select[Any]) -> Select[Any]:
    """Return the query, which is about organisations, joined with what catalog has told of each."""
    return query.outerjoin(
        CONTRACT_COVERAGE, CONTRACT_COVERAGE.c.organisation_id == ORGANISATION.c.id
    ).outerjoin(ENTITLEMENT_SET, ENTITLEMENT_SET.c.organisation_id == ORGANISATION.c.id)


def bookings_in(row: Row[*tuple[Any, ...]]) -> Bookings:
    """Return what was told of an organisation, from a row that holds `BOOKING_COLUMNS`."""
    return Bookings(
        coverage=Coverage(ends_on=row.contract_ends_on, access_until=row.access_until),
        entitlements=tuple(row.entitlements or ()),
    )
