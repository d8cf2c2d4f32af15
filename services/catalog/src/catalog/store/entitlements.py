"""What organisations may use, as it was last announced; never commits."""

from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.store.entitlement_tables import ENTITLEMENT_SET
from catalog.store.package_tables import PACKAGE_BOOKING
from chassis.database import Askable


class EntitlementStore:
    """What organisations that the transaction has opened may use."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def replace(
        self, organisation_id: UUID, entitlements: tuple[str, ...], *, recount_on: date | None
    ) -> int | None:
        """Store what is true now; return its version, None where that was announced before.

        `recount_on` is the day on which it changes by itself. The caller has locked the
        organisation.
        """
        query = select(ENTITLEMENT_SET).where(ENTITLEMENT_SET.c.organisation_id == organisation_id)
        known = self._session.execute(query).first()
        is_news = (tuple(known.entitlements) if known else ()) != entitlements
        if not is_news and (known.recount_on if known else None) == recount_on:
            return None
        version = (known.version if known else 0) + (1 if is_news else 0)
        values = {
            "organisation_id": organisation_id,
            "version": version,
            "entitlements": list(entitlements),
            "recount_on": recount_on,
        }
        self._session.execute(
            insert(ENTITLEMENT_SET)
            .values(values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )
        return version if is_news else None

    def outdated(self, today: date, *, limit: int) -> list[UUID]:
        """Return organisations for whom the day has come on which something begins or ends."""
        query = (
            select(ENTITLEMENT_SET.c.organisation_id)
            .where(ENTITLEMENT_SET.c.recount_on <= today)
            .order_by(ENTITLEMENT_SET.c.recount_on)
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def mark_outdated(self, package_id: UUID, today: date) -> None:
        """Have everything counted anew for whoever has a booking of the package."""
        holders = select(PACKAGE_BOOKING.c.organisation_id).where(
            PACKAGE_BOOKING.c.package_id == package_id
        )
        self._session.execute(
            update(ENTITLEMENT_SET)
            .where(ENTITLEMENT_SET.c.organisation_id.in_(holders))
            .values(recount_on=today)
        )
