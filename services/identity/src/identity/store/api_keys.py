"""Keys for machines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from contracts.api_keys import ListedKey
from contracts.identity import Organisation
from identity.domain.bookings import Bookings
from identity.store.bookings import BOOKING_COLUMNS, bookings_in, with_bookings
from identity.store.organisations import organisation_of
from identity.store.tables import API_KEY, ORGANISATION

# Made once: asked for every key every few seconds.
_VALID: Select[*tuple[Any, ...]] = with_bookings(
    select(
        API_KEY.c.id.label("key_id"),
        API_KEY.c.name.label("key_name"),
        API_KEY.c.scopes,
        API_KEY.c.sources,
        API_KEY.c.areas,
        API_KEY.c.created_by,
        *BOOKING_COLUMNS,
        *ORGANISATION.c,
    ).join_from(API_KEY, ORGANISATION, ORGANISATION.c.id == API_KEY.c.organisation_id)
).where(API_KEY.c.key_sha256 == bindparam("key"), API_KEY.c.revoked_at.is_(None))


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRecord:
    """A key as stored; the secret itself is known only to whoever made it."""

    id: UUID
    organisation_id: UUID
    name: str
    scopes: tuple[str, ...]
    sources: tuple[str, ...]
    areas: tuple[str, ...]
    created_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundKey:
    """A key with the organisation it acts for."""

    key: KeyRecord
    organisation: Organisation
    bookings: Bookings


class ApiKeyStore:
    """API keys in the caller's transaction. Never commits."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(self, key: KeyRecord, key_sha256: bytes) -> None:
        """Insert `key`."""
        self._session.execute(
            insert(API_KEY).values(
                id=key.id,
                organisation_id=key.organisation_id,
                name=key.name,
                key_sha256=key_sha256,
                scopes=list(key.scopes),
                sources=list(key.sources),
                areas=list(key.areas),
                created_by=key.created_by,
                created_at=self._now,
            )
        )

    def find_valid(self, key_sha256: bytes) -> FoundKey | None:
        """Return the key that the secret opens, unless it was revoked, or None."""
        row = self._session.execute(_VALID, {"key": key_sha256}).first()
        if row is None:
            return None
        return FoundKey(
            key=KeyRecord(
                id=row.key_id,
                organisation_id=row.id,
                name=row.key_name,
                scopes=tuple(row.scopes),
                sources=tuple(row.sources),
                areas=tuple(row.areas),
                created_by=row.created_by,
            ),
            organisation=organisation_of(row),
            bookings=bookings_in(row),
        )

    def all_of(self, organisation_id: UUID) -> tuple[ListedKey, ...]:
        """Return every key of the organisation, the latest first; no secret, nor its digest."""
        rows = self._session.execute(
            select(API_KEY)
            .where(API_KEY.c.organisation_id == organisation_id)
            .order_by(API_KEY.c.created_at.desc(), API_KEY.c.id.desc())
        )
        return tuple(
            ListedKey(
                id=row.id,
                name=row.name,
                scopes=tuple(row.scopes),
                sources=tuple(row.sources),
                created_at=row.created_at,
                revoked_at=row.revoked_at,
            )
            for row in rows
        )

    def revoke(self, organisation_id: UUID, key_id: UUID) -> bool:
        """Let the organisation's key open nothing from now on; False if it did so already."""
        revoked = self._session.scalar(
            update(API_KEY)
            .where(
                API_KEY.c.organisation_id == organisation_id,
                API_KEY.c.id == key_id,
                API_KEY.c.revoked_at.is_(None),
            )
            .values(revoked_at=self._now)
            .returning(API_KEY.c.id)
        )
        return revoked is not None

    def valid_ids_of(self, organisation_id: UUID) -> tuple[UUID, ...]:
        """Return the keys of the organisation that open something just now."""
        return tuple(
            self._session.scalars(
                select(API_KEY.c.id).where(
                    API_KEY.c.organisation_id == organisation_id, API_KEY.c.revoked_at.is_(None)
                )
            )
        )
