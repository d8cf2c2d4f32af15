"""How customers want their documents; never commits."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.domain.delivery_mode import ChosenMode
from billing_docs.store.delivery_tables import CONTRACT_END, DELIVERY_MODE
from chassis.database import wait_for_turn

# Asked for each document: made once, for to say it anew costs more than to send it.
_NEWEST_FIRST = (
    select(DELIVERY_MODE)
    .where(DELIVERY_MODE.c.organisation_id == bindparam("wanted"))
    .order_by(DELIVERY_MODE.c.sequence.desc())
    .limit(bindparam("at_most"))
)


class DeliveryModeStore:
    """Choices of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def wait_for_turn(self, organisation_id: UUID) -> None:
        """Wait for whoever else chooses for the organisation just now."""
        wait_for_turn(self._session, f"delivery_mode:{organisation_id}")

    def chosen(self, organisation_id: UUID) -> ChosenMode | None:
        """Return the choice that holds, None while nobody has chosen."""
        found = self.history(organisation_id, limit=1)
        return found[0] if found else None

    def history(self, organisation_id: UUID, *, limit: int) -> list[ChosenMode]:
        """Return the last choices, newest first."""
        rows = self._session.execute(_NEWEST_FIRST, {"wanted": organisation_id, "at_most": limit})
        return [_chosen(row) for row in rows]

    def add(self, organisation_id: UUID, chosen: ChosenMode) -> None:
        """Let this choice hold from now on; whoever calls has waited for his turn."""
        last = select(func.coalesce(func.max(DELIVERY_MODE.c.sequence), 0)).where(
            DELIVERY_MODE.c.organisation_id == organisation_id
        )
        self._session.execute(
            insert(DELIVERY_MODE).values(
                organisation_id=organisation_id,
                sequence=(self._session.scalar(last) or 0) + 1,
                mode=chosen.mode,
                until=chosen.until,
                until_contract_end=chosen.until_contract_end,
                postal_address=chosen.postal_address,
                chosen_at=chosen.chosen_at,
                chosen_by=chosen.chosen_by,
            )
        )

    def contract_ends_on(self, organisation_id: UUID) -> date | None:
        """Return the last day of the customer's contract, None while none is known."""
        return self._session.scalar(
            select(CONTRACT_END.c.ends_on).where(CONTRACT_END.c.organisation_id == organisation_id)
        )

    def note_contract_end(self, organisation_id: UUID, version: int, ends_on: date | None) -> None:
        """Take over what catalog announces; an older version than the known one changes nothing."""
        values = {"organisation_id": organisation_id, "version": version, "ends_on": ends_on}
        self._session.execute(
            upsert(CONTRACT_END)
            .values(values)
            .on_conflict_do_update(
                index_elements=["organisation_id"],
                set_=values,
                where=CONTRACT_END.c.version < version,
            )
        )


def _chosen(row: Row[Any]) -> ChosenMode:
    return ChosenMode(
        mode=row.mode,
        until=row.until,
        until_contract_end=row.until_contract_end,
        postal_address=row.postal_address,
        chosen_at=row.chosen_at,
        chosen_by=row.chosen_by,
    )
