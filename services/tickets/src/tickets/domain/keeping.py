"""How long closed requests are kept (GDPR 5 (1) e: no longer than they are needed)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contracts.request_types import Priority, RequestType
from contracts.tickets import Channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeping:
    """For how long after its closing a request is kept, by its kind."""

    by_kind: Mapping[str, timedelta]
    """Of every kind that there is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedRequest:
    """A closed request whose time is over, as far as it is still counted when it is erased."""

    id: UUID
    organisation_id: UUID
    number: int
    kind: str
    department: str
    priority: Priority
    channel: Channel
    opened_at: datetime
    closed_at: datetime
    stars: int | None


def keeping_of(kinds: Iterable[RequestType], usually: timedelta) -> Keeping:
    """Return how long requests are kept; the newest version of their kind says so for all."""
    return Keeping(
        by_kind={
            kind.key: usually if kind.kept_days is None else timedelta(days=kind.kept_days)
            for kind in kinds
        },
    )
