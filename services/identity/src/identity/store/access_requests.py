"""Requests for access; one open per person and organisation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, func, not_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, array, insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from chassis.ids import new_id
from contracts.accounts import AccessRequest, AccessRequestState
from contracts.principal import AREAS
from identity.store.tables import ACCESS_REQUEST, PERSON


class AccessRequestStore:
    """Requests for access in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_new(self, organisation_id: UUID, person_id: UUID, note: str) -> UUID | None:
        """Insert a request; return None if the person's earlier one is still open."""
        inserted: UUID | None = self._session.scalar(
            insert(ACCESS_REQUEST)
            .values(
                id=new_id(),
                organisation_id=organisation_id,
                person_id=person_id,
                note=note,
                state="pending",
                created_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(ACCESS_REQUEST.c.id)
        )
        return inserted

    def ask_for_areas(
        self, organisation_id: UUID, person_id: UUID, note: str, areas: tuple[str, ...]
    ) -> bool:
        """Insert a request for areas, or add them to the one that is open; tell whether any is new.

        There is one open request per person: the unique index decides between two at once.
        """
        asked = insert(ACCESS_REQUEST).values(
            id=new_id(),
            organisation_id=organisation_id,
            person_id=person_id,
            note=note,
            areas=list(areas),
            state="pending",
            created_at=self._now,
        )
        known = func.coalesce(ACCESS_REQUEST.c.areas, array([], type_=Text), type_=ARRAY(Text))
        changed: UUID | None = self._session.scalar(
            asked.on_conflict_do_update(
                index_elements=[ACCESS_REQUEST.c.organisation_id, ACCESS_REQUEST.c.person_id],
                index_where=text("state = 'pending'"),
                set_={
                    "areas": func.array_cat(known, asked.excluded.areas),
                    "note": asked.excluded.note,
                },
                where=not_(known.contains(asked.excluded.areas)),
            ).returning(ACCESS_REQUEST.c.id)
        )
        return changed is not None

    def find_open(self, organisation_id: UUID, person_id: UUID) -> AccessRequest | None:
        """Return the person's request that is open, or None."""
        row = self._session.execute(
            _with_person(organisation_id).where(
                ACCESS_REQUEST.c.person_id == person_id, ACCESS_REQUEST.c.state == "pending"
            )
        ).first()
        return _request_of(row) if row else None

    def lock(self, organisation_id: UUID, request_id: UUID) -> AccessRequest | None:
        """Return the organisation's request, or None; nobody else decides it meanwhile."""
        row = self._session.execute(
            _with_person(organisation_id)
            .where(ACCESS_REQUEST.c.id == request_id)
            .with_for_update(of=ACCESS_REQUEST)
        ).first()
        return _request_of(row) if row else None

    def decide(self, request_id: UUID, state: AccessRequestState) -> None:
        """Store the decision; the caller has locked the request and found it open."""
        self._session.execute(
            update(ACCESS_REQUEST)
            .where(ACCESS_REQUEST.c.id == request_id, ACCESS_REQUEST.c.state == "pending")
            .values(state=state, decided_at=self._now)
        )

    def of_organisation(
        self, organisation_id: UUID, *, limit: int = 500
    ) -> tuple[AccessRequest, ...]:
        """Return the organisation's requests, newest first."""
        rows = self._session.execute(
            _with_person(organisation_id)
            .order_by(ACCESS_REQUEST.c.created_at.desc(), ACCESS_REQUEST.c.id.desc())
            .limit(limit)
        )
        return tuple(_request_of(row) for row in rows)


def _with_person(organisation_id: UUID) -> Select[Any]:
    return (
        select(ACCESS_REQUEST, PERSON.c.name, PERSON.c.email, PERSON.c.language)
        .join_from(ACCESS_REQUEST, PERSON, PERSON.c.id == ACCESS_REQUEST.c.person_id)
        .where(ACCESS_REQUEST.c.organisation_id == organisation_id)
    )


def _request_of(row: Row[tuple[object, ...]]) -> AccessRequest:
    return AccessRequest(
        id=row.id,
        person_id=row.person_id,
        person_name=row.name,
        email=row.email,
        language=row.language,
        note=row.note,
        state=row.state,
        created_at=row.created_at,
        areas=None if row.areas is None else tuple(area for area in AREAS if area in row.areas),
    )
