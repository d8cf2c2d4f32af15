"""Companies as identity announces them, in the caller's transaction; never commits."""

from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable, wait_for_turn
from chassis.tables import PARKED
from contracts.company_notices import CompanyContactChanged
from notifications.domain.company_notices import AWAITED_CUSTOMER, Company
from notifications.store.company_tables import COMPANY


class CompanyStore:
    """Companies that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def remember(self, changed: CompanyContactChanged) -> bool:
        """Insert or update the company; False when what is known is as new or newer.

        Two at once wait for each other.
        """
        wait_for_turn(self._session, f"company:{changed.organisation_id}")
        values = {
            "organisation_id": changed.organisation_id,
            "version": changed.version,
            "customer_number": changed.customer_number,
            "name": changed.name,
            "language": changed.language,
            "email": changed.email,
            "phone": changed.phone,
        }
        taken = self._session.scalar(
            insert(COMPANY)
            .values(values)
            .on_conflict_do_update(
                index_elements=["organisation_id"],
                set_=values,
                where=COMPANY.c.version < changed.version,
            )
            .returning(COMPANY.c.organisation_id)
        )
        return taken is not None

    def find(self, organisation_id: UUID) -> Company | None:
        """Return the company, None if we have not heard of it."""
        row = self._session.execute(
            select(COMPANY).where(COMPANY.c.organisation_id == organisation_id)
        ).one_or_none()
        return None if row is None else _company(row)

    def find_customer(self, customer_number: str) -> Company | None:
        """Return whose number it is, None if we have not heard of it."""
        row = self._session.execute(
            select(COMPANY).where(COMPANY.c.customer_number == customer_number)
        ).one_or_none()
        return None if row is None else _company(row)

    def awaited(self) -> list[str]:
        """Return what parked events wait for although it has come: companies known by now."""
        waits_for = PARKED.c.waits_for
        return list(
            self._session.scalars(
                select(waits_for)
                .distinct()
                .join(COMPANY, waits_for == AWAITED_CUSTOMER + COMPANY.c.customer_number)
                .where(PARKED.c.state == "parked", waits_for.is_not(None))
            )
        )


def _company(row: Row[tuple[object, ...]]) -> Company:
    return Company(
        organisation_id=row.organisation_id,
        name=row.name,
        language=row.language,
        email=row.email,
        phone=row.phone,
    )
