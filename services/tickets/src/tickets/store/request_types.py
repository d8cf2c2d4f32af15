"""Kinds of request with their versions."""

from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from chassis.database import Askable
from contracts.request_types import (
    RequestType,
)
from tickets.store.request_type_tables import REQUEST_TYPE_VERSION

_AFTER_THE_BUILT_IN = 1000


class RequestTypeStore:
    """Every version of every kind of request. Never commits."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def newest(self) -> tuple[RequestType, ...]:
        """Return the newest version of each kind, in the order in which they are offered."""
        newest = (
            select(REQUEST_TYPE_VERSION)
            .ext(distinct_on(REQUEST_TYPE_VERSION.c.key))
            .order_by(REQUEST_TYPE_VERSION.c.key, REQUEST_TYPE_VERSION.c.version.desc())
            .subquery()
        )
        rows = self._session.execute(select(newest).order_by(newest.c.position, newest.c.key))
        return tuple(type_of(row.definition) for row in rows)

    def find(self, key: str) -> RequestType | None:
        """Return the newest version of a kind, or None."""
        definition = self._session.scalar(
            select(REQUEST_TYPE_VERSION.c.definition)
            .where(REQUEST_TYPE_VERSION.c.key == key)
            .order_by(REQUEST_TYPE_VERSION.c.version.desc())
            .limit(1)
        )
        return None if definition is None else type_of(definition)

    def version(self, key: str, version: int) -> RequestType | None:
        """Return one version of a kind, or None."""
        definition = self._session.scalar(
            select(REQUEST_TYPE_VERSION.c.definition).where(
                REQUEST_TYPE_VERSION.c.key == key, REQUEST_TYPE_VERSION.c.version == version
            )
        )
        return None if definition is None else type_of(definition)

    def add_if_new(self, wanted: RequestType, *, actor: str) -> bool:
        """Insert a version; return False if there is one of this number.

        Waits for a concurrent insert of the same version to commit or roll back.
        """
        position = (
            select(func.min(REQUEST_TYPE_VERSION.c.position))
            .where(REQUEST_TYPE_VERSION.c.key == wanted.key)
            .scalar_subquery()
        )
        added = self._session.scalar(
            insert(REQUEST_TYPE_VERSION)
            .values(
                key=wanted.key,
                version=wanted.version,
                position=func.coalesce(position, _AFTER_THE_BUILT_IN),
                definition=msgspec.to_builtins(wanted),
                created_by=actor,
                created_at=self._now,
            )
            .on_conflict_do_nothing(index_elements=["key", "version"])
            .returning(REQUEST_TYPE_VERSION.c.version)
        )
        return added is not None


def type_of(definition: object) -> RequestType:
    """Return the version of a kind that a row defines."""
    return msgspec.convert(definition, RequestType)
