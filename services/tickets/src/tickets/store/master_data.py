"""Changes of master data in the caller's transaction; the store never commits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.master_data import MasterData
from contracts.master_data_changes import MasterDataState
from tickets.domain.master_data import StoredChange
from tickets.store.master_data_tables import MASTER_DATA_CHANGE
from tickets.store.people_tables import PARTICIPANT
from tickets.store.tables import REQUEST

_DECIDER = PARTICIPANT.alias("decider")


class MasterDataStore:
    """The changes of the organisation that the transaction has named, or of every one."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_none_waits(self, change: StoredChange) -> bool:
        """Insert `change`; return False if one of its kind waits for the vendor already.

        Waits for a concurrent insert to commit or roll back.
        """
        added = self._session.scalar(
            insert(MASTER_DATA_CHANGE)
            .values(
                id=change.id,
                organisation_id=change.organisation_id,
                request_id=change.request_id,
                organisation_name=change.organisation_name,
                customer_number=change.customer_number,
                kind=change.kind,
                state=change.state,
                old=msgspec.to_builtins(change.old),
                new=msgspec.to_builtins(change.new),
                effective_on=change.effective_on,
                note=change.note,
                requested_at=self._now,
            )
            .on_conflict_do_nothing(
                index_elements=["organisation_id", "kind"],
                index_where=MASTER_DATA_CHANGE.c.state == "waiting_for_vendor",
            )
            .returning(MASTER_DATA_CHANGE.c.id)
        )
        return added is not None

    def find(self, organisation_id: UUID | None, change_id: UUID) -> StoredChange | None:
        """Return one change of the organisation, for the vendor's people (None) of any, or None."""
        query = _changes().where(MASTER_DATA_CHANGE.c.id == change_id)
        if organisation_id is not None:
            query = query.where(MASTER_DATA_CHANGE.c.organisation_id == organisation_id)
        row = self._session.execute(query).one_or_none()
        return None if row is None else _change(row)

    def of_request(self, organisation_id: UUID, request_id: UUID) -> StoredChange | None:
        """Return the change that is talked about in a request, or None."""
        row = self._session.execute(
            _changes().where(
                MASTER_DATA_CHANGE.c.organisation_id == organisation_id,
                MASTER_DATA_CHANGE.c.request_id == request_id,
            )
        ).one_or_none()
        return None if row is None else _change(row)

    def page(
        self,
        *,
        organisation_id: UUID | None,
        state: MasterDataState | None,
        request_id: UUID | None,
        older_than: UUID | None,
        limit: int,
    ) -> list[StoredChange]:
        """Return up to `limit` changes, the newest first, of one organisation or of all."""
        query = _changes().order_by(MASTER_DATA_CHANGE.c.id.desc()).limit(limit)
        if organisation_id is not None:
            query = query.where(MASTER_DATA_CHANGE.c.organisation_id == organisation_id)
        if state is not None:
            query = query.where(MASTER_DATA_CHANGE.c.state == state)
        if request_id is not None:
            query = query.where(MASTER_DATA_CHANGE.c.request_id == request_id)
        if older_than is not None:
            query = query.where(MASTER_DATA_CHANGE.c.id < older_than)
        return [_change(row) for row in self._session.execute(query)]

    def decide(
        self,
        change: StoredChange,
        state: MasterDataState,
        *,
        by: UUID,
        reason: str | None = None,
        is_in_force: bool = False,
    ) -> None:
        """Store what was decided; the caller has locked the change's request."""
        self._session.execute(
            update(MASTER_DATA_CHANGE)
            .where(
                MASTER_DATA_CHANGE.c.organisation_id == change.organisation_id,
                MASTER_DATA_CHANGE.c.id == change.id,
            )
            .values(
                state=state,
                decided_by=by,
                decided_at=self._now,
                reason=reason,
                applied_at=self._now if is_in_force else None,
            )
        )

    def claim_due(self, today: date, limit: int) -> list[StoredChange]:
        """Return approved changes whose day has come, in force from now on, each to one caller."""
        claimed = (
            update(MASTER_DATA_CHANGE)
            .where(
                MASTER_DATA_CHANGE.c.id.in_(
                    select(MASTER_DATA_CHANGE.c.id)
                    .where(
                        MASTER_DATA_CHANGE.c.state == "approved",
                        MASTER_DATA_CHANGE.c.applied_at.is_(None),
                        MASTER_DATA_CHANGE.c.effective_on <= today,
                    )
                    .order_by(MASTER_DATA_CHANGE.c.effective_on, MASTER_DATA_CHANGE.c.decided_at)
                    .limit(limit)
                    .with_for_update(skip_locked=True)
                )
            )
            .values(applied_at=self._now)
            .returning(MASTER_DATA_CHANGE.c.id)
        )
        ids = self._session.scalars(claimed).all()
        rows = self._session.execute(_changes().where(MASTER_DATA_CHANGE.c.id.in_(ids)))
        return [_change(row) for row in rows]


def _changes() -> Select[Any]:
    return (
        select(
            MASTER_DATA_CHANGE,
            REQUEST.c.number.label("request_number"),
            REQUEST.c.requester_id,
            PARTICIPANT.c.name.label("requester_name"),
            _DECIDER.c.name.label("decider_name"),
        )
        .join(REQUEST, REQUEST.c.id == MASTER_DATA_CHANGE.c.request_id)
        .outerjoin(
            PARTICIPANT,
            and_(
                PARTICIPANT.c.organisation_id == REQUEST.c.organisation_id,
                PARTICIPANT.c.person_id == REQUEST.c.requester_id,
            ),
        )
        .outerjoin(
            _DECIDER,
            and_(
                _DECIDER.c.organisation_id == MASTER_DATA_CHANGE.c.organisation_id,
                _DECIDER.c.person_id == MASTER_DATA_CHANGE.c.decided_by,
            ),
        )
    )


def _change(row: Row[Any]) -> StoredChange:
    return StoredChange(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        customer_number=row.customer_number,
        request_id=row.request_id,
        request_number=row.request_number,
        requester_id=row.requester_id,
        requester_name=row.requester_name,
        kind=row.kind,
        state=row.state,
        old=msgspec.convert(row.old, MasterData),
        new=msgspec.convert(row.new, MasterData),
        effective_on=row.effective_on,
        note=row.note,
        requested_at=row.requested_at,
        decided_by=row.decided_by,
        decided_by_name=row.decider_name,
        decided_at=row.decided_at,
        reason=row.reason,
        applied_at=row.applied_at,
    )
