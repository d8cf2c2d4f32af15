"""What organisations may use, as it was last announced; never commits."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from catalog.store.entitlement_tables import ENTITLEMENT_SET


class EntitlementStore:
    """What organisations that the transaction has opened may use."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, organisation_id: UUID, entitlements: tuple[str, ...]) -> int | None:
        """Store what is true now; return its version, None where that was announced before.

        The caller has locked the organisation.
        """
        query = select(ENTITLEMENT_SET).where(ENTITLEMENT_SET.c.organisation_id == organisation_id)
        known = self._session.execute(query).first()
        if (tuple(known.entitlements) if known else ()) == entitlements:
            return None
        version = known.version + 1 if known else 1
        values = {
            "organisation_id": organisation_id,
            "version": version,
            "entitlements": list(entitlements),
        }
        self._session.execute(
            insert(ENTITLEMENT_SET)
            .values(values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )
        return version
