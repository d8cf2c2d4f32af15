"""What contracts amount to, as it was last announced; never commits."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from catalog.domain.coverage import UNLIMITED, Coverage
from catalog.store.contract_tables import CONTRACT_COVERAGE
from chassis.database import Askable


class CoverageStore:
    """What contracts amount to, as it was last announced."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def replace(self, organisation_id: UUID, coverage: Coverage, *, grace_days: int) -> int | None:
        """Store what is true now; return its version, None where that was announced before.

        The caller has locked the organisation. `grace_days` is the setting that was counted with.
        """
        query = select(CONTRACT_COVERAGE).where(
            CONTRACT_COVERAGE.c.organisation_id == organisation_id
        )
        known = self._session.execute(query).first()
        announced = (
            Coverage(ends_on=known.ends_on, access_until=known.access_until) if known else UNLIMITED
        )
        is_news = announced != coverage
        version = (known.version if known else 0) + (1 if is_news else 0)
        values = {
            "organisation_id": organisation_id,
            "version": version,
            "ends_on": coverage.ends_on,
            "access_until": coverage.access_until,
            "grace_days": grace_days,
        }
        self._session.execute(
            insert(CONTRACT_COVERAGE)
            .values(values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )
        return version if is_news else None

    def counted_otherwise(self, grace_days: int, *, limit: int) -> list[UUID]:
        """Return organisations whose access was counted with another setting."""
        query = select(CONTRACT_COVERAGE.c.organisation_id).where(
            CONTRACT_COVERAGE.c.grace_days != grace_days
        )
        return list(self._session.scalars(query.limit(limit)))
