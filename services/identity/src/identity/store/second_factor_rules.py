"""Which organisations ask their administrators for a second factor."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from identity.store.tables import ORGANISATION


class SecondFactorRuleStore:
    """The organisations' rule in the caller's transaction. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_required(self, organisation_id: UUID) -> bool:
        """Return whether the organisation asks for one."""
        query = select(ORGANISATION.c.requires_second_factor).where(
            ORGANISATION.c.id == organisation_id
        )
        return bool(self._session.scalar(query))

    def set(self, organisation_id: UUID, *, required: bool) -> None:
        """Store the rule; the caller has locked the organisation."""
        self._session.execute(
            update(ORGANISATION)
            .where(ORGANISATION.c.id == organisation_id)
            .values(requires_second_factor=required)
        )
