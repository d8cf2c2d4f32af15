"""Contracts and what they amount to, in the caller's transaction; never commits."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from catalog.domain.coverage import UNLIMITED, Coverage, Term
from catalog.store.contract_tables import CONTRACT, CONTRACT_COVERAGE
from chassis.ids import new_id
from contracts.inbound import ContractUpserted


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredContract:
    """A contract that was just stored, and when it was to end before."""

    id: UUID
    was_to_end_on: date | None
    is_new: bool


class ForeignNumber(Exception):
    """The number is that of another customer's contract."""


class ContractStore:
    """Contracts of the organisations that the transaction has opened."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def apply(
        self, contract: ContractUpserted, *, source: str, organisation_id: UUID
    ) -> StoredContract | None:
        """Insert or change the contract; None when what is stored is as new or newer.

        The caller has locked the organisation.

        Raises:
            ForeignNumber: the source gave this number to another customer's contract.
        """
        values = {
            "version": contract.version,
            "title": contract.title,
            "starts_on": contract.starts_on,
            "ends_on": contract.ends_on,
            "grace_days": contract.grace_days,
            "received_at": self._now,
        }
        key = {"source": source, "number": contract.contract_number}
        known = self._session.execute(select(CONTRACT).filter_by(**key)).first()
        row = self._session.execute(
            insert(CONTRACT)
            .values(id=new_id(), organisation_id=organisation_id, **key, **values)
            .on_conflict_do_update(
                index_elements=["source", "number"],
                set_=values,
                where=(CONTRACT.c.version < contract.version)
                & (CONTRACT.c.organisation_id == organisation_id),
            )
            .returning(CONTRACT.c.id)
        ).first()
        if row is not None:
            was_to_end_on = known.ends_on if known else None
            return StoredContract(id=row.id, was_to_end_on=was_to_end_on, is_new=known is None)
        owner = self._session.scalars(select(CONTRACT.c.organisation_id).filter_by(**key)).one()
        if owner != organisation_id:
            raise ForeignNumber
        return None

    def terms_of(self, organisation_id: UUID) -> list[Term]:
        """Return when each contract of the organisation ends."""
        rows = self._session.execute(
            select(CONTRACT.c.ends_on, CONTRACT.c.grace_days).where(
                CONTRACT.c.organisation_id == organisation_id
            )
        )
        return [Term(ends_on=row.ends_on, grace_days=row.grace_days) for row in rows]


class CoverageStore:
    """What contracts amount to, as it was last announced."""

    def __init__(self, session: Session) -> None:
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
