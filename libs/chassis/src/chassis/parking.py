"""Messages set aside: kept whole in the database with the reason, until a person settles them."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from chassis.blanking import without_fields
from chassis.ids import new_id
from chassis.outbox import Outbox
from chassis.tables import PARKED
from contracts.outbound import Rejected

# Set by us when we put a message back into a queue; believed only on messages whose user_id, which
# the broker has checked, is our own.
PUBLISHER_HEADER = "x-kontor-publisher"
MESSAGE_ID_HEADER = "x-kontor-message-id"
ATTEMPT_HEADER = "x-kontor-attempt"
# Names the fields that a parked message has lost; what others say under this name is not kept.
BLANKED_HEADER = "x-kontor-blanked"
_DEEPEST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class RawMessage:
    """A message exactly as it arrived."""

    queue: str
    body: bytes
    content_type: str | None
    content_encoding: str | None
    headers: Mapping[str, Any]
    properties: Mapping[str, Any]
    publisher: str
    attempts: int

    def without_secrets(self, fields: tuple[str, ...]) -> "RawMessage":
        """Return what may be kept of it: without these fields of its body, and saying so."""
        headers = {k: v for k, v in self.headers.items() if k != BLANKED_HEADER}
        if not fields:
            return replace(self, headers=headers)
        return replace(
            self,
            body=without_fields(self.body, fields),
            headers={**headers, BLANKED_HEADER: ", ".join(fields)},
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why a message is set aside, and what is known of the event it carries."""

    code: str
    explanation: str
    waits_for: str | None = None
    event_source: str = ""
    event_id: str = ""
    event_type: str = ""


class SecretsGone(Exception):
    """The parked message cannot be replayed: the fields named here were not kept."""


class Parking:
    """The parked messages of one service, in the caller's transaction."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def park(self, message: RawMessage, reason: Reason) -> tuple[UUID, bool]:
        """Keep the message; return its parked id and whether it is newly parked.

        The same message refused again for the same reason only updates its row.
        """
        row_id = new_id()
        found = self._session.execute(
            insert(PARKED)
            .values(
                id=row_id,
                queue=message.queue,
                event_source=_storable(reason.event_source, 500),
                event_id=_storable(reason.event_id, 500),
                event_type=_storable(reason.event_type, 255),
                publisher=_storable(message.publisher, 255),
                code=reason.code,
                explanation=_storable(reason.explanation, 2000),
                waits_for=reason.waits_for,
                attempts=message.attempts,
                content_type=_storable(message.content_type or "", 255) or None,
                content_encoding=_storable(message.content_encoding or "", 255) or None,
                headers=_plain(dict(message.headers)),
                properties=_plain(dict(message.properties)),
                body=message.body,
                fingerprint=_fingerprint(message, reason),
                first_seen_at=self._now,
                last_seen_at=self._now,
                state="parked",
            )
            .on_conflict_do_update(
                index_elements=["queue", "fingerprint", "code"],
                set_={
                    # Two at once may come to the row in the other order.
                    "last_seen_at": func.greatest(PARKED.c.last_seen_at, self._now),
                    "state": "parked",
                    "attempts": message.attempts,
                    "settled_at": None,
                    "settled_by": None,
                    "settled_reason": None,
                },
            )
            .returning(PARKED.c.id)
        ).scalar_one()
        return found, found == row_id

    def reject(self, outbox: Outbox, parked_id: UUID, reason: Reason, event_type: str) -> None:
        """Tell the publisher on `kontor.out` that its event was set aside, and why."""
        rejected = Rejected(
            event_source=_storable(reason.event_source, 500),
            event_id=_storable(reason.event_id, 500),
            event_type=_storable(reason.event_type, 255),
            code=reason.code,
            explanation=_storable(reason.explanation, 2000),
            parked_id=parked_id,
            rejected_at=self._now,
        )
        outbox.publish(event_type, rejected, subject=rejected.event_id)

    def listed(
        self, *, state: str = "parked", code: str | None = None, limit: int = 100
    ) -> list[Row[Any]]:
        """Return parked messages without their bodies, oldest first."""
        columns = [column for column in PARKED.c if column.name not in ("body", "headers")]
        query = select(*columns).where(PARKED.c.state == state)
        if code is not None:
            query = query.where(PARKED.c.code == code)
        return list(self._session.execute(query.order_by(PARKED.c.first_seen_at).limit(limit)))

    def shown(self, parked_id: UUID) -> Row[Any] | None:
        """Return one parked message whole, None if there is none."""
        return self._session.execute(select(PARKED).where(PARKED.c.id == parked_id)).first()

    def of_events(self, source: str, event_ids: list[str]) -> dict[str, str]:
        """Return the refusal code of each of these events that is parked now."""
        rows = self._session.execute(
            select(PARKED.c.event_id, PARKED.c.code).where(
                PARKED.c.event_source == source,
                PARKED.c.event_id.in_(event_ids),
                PARKED.c.state == "parked",
            )
        )
        return {row.event_id: row.code for row in rows}

    def waiting(self) -> int:
        """Return how many messages nobody has settled yet."""
        query = select(func.count()).select_from(PARKED).where(PARKED.c.state == "parked")
        return self._session.scalar(query) or 0

    def replay(self, outbox: Outbox, parked_id: UUID, *, by: str) -> bool:
        """Send the message through the front door again; False if it is not parked (any more).

        It goes back to its queue as it came; the inbox keeps a repeat from counting twice.

        Raises:
            SecretsGone: it has lost what it was sent for; whoever asked for it must ask anew.
        """
        lost = self._lost_fields(parked_id)
        if lost:
            raise SecretsGone(lost)
        row = self._settle(parked_id, state="replayed", by=by, reason="")
        if row is None:
            return False
        self._send_back(outbox, row)
        return True

    def release(self, outbox: Outbox, waits_for: str) -> int:
        """Replay everything that waited for `waits_for`; return how many messages that were."""
        ids = self._session.scalars(
            select(PARKED.c.id)
            .where(PARKED.c.waits_for == waits_for, PARKED.c.state == "parked")
            .order_by(PARKED.c.first_seen_at)
        ).all()
        return sum(self.replay(outbox, each, by=f"release:{waits_for}") for each in ids)

    def discard(self, parked_id: UUID, *, by: str, reason: str) -> bool:
        """Settle the message without replaying it; the row stays as the record of that."""
        return self._settle(parked_id, state="discarded", by=by, reason=reason) is not None

    def _lost_fields(self, parked_id: UUID) -> str | None:
        query = select(PARKED.c.headers[BLANKED_HEADER].astext).where(PARKED.c.id == parked_id)
        lost: str | None = self._session.scalar(query)
        return lost

    def _settle(self, parked_id: UUID, *, state: str, by: str, reason: str) -> Row[Any] | None:
        return self._session.execute(
            update(PARKED)
            .where(PARKED.c.id == parked_id, PARKED.c.state == "parked")
            .values(state=state, settled_at=self._now, settled_by=by, settled_reason=reason)
            .returning(PARKED)
        ).first()

    @staticmethod
    def _send_back(outbox: Outbox, row: Row[Any]) -> None:
        kept = {k: v for k, v in row.headers.items() if not k.startswith(("x-death", "x-first"))}
        kept[PUBLISHER_HEADER] = row.publisher
        kept[ATTEMPT_HEADER] = 0
        # The message goes out as a new one; to its handler it stays the event it was.
        kept[MESSAGE_ID_HEADER] = row.properties.get("message_id") or row.event_id
        outbox.send_raw(
            queue=row.queue,
            body=row.body,
            content_type=row.content_type or "application/octet-stream",
            headers=kept,
        )


def _fingerprint(message: RawMessage, reason: Reason) -> str:
    # Not the body alone: in binary mode, and on the bus, the id stands beside it.
    digest = hashlib.sha256(message.body)
    for part in (message.publisher, reason.event_source, reason.event_id, reason.event_type):
        digest.update(b"\x00" + part.encode("utf-8", "replace"))
    return digest.hexdigest()


def _storable(value: str, longest: int | None = None) -> str:
    # PostgreSQL's text holds no NUL and no half characters, and a hostile id may be megabytes long.
    return value.encode("utf-8", "replace").decode().replace("\x00", "")[:longest]


def _plain(value: Any, depth: int = 0) -> Any:
    """Return a header's value as JSON can hold it; what JSON does not know becomes its text."""
    if depth > _DEEPEST:
        return "nested deeper than we keep"
    match value:
        case dict():
            return {_storable(str(k)): _plain(v, depth + 1) for k, v in value.items()}
        case list() | tuple():
            return [_plain(each, depth + 1) for each in value]
        case bool() | int() | None:
            return value
        case float() if math.isfinite(value):
            return value
    return _storable(str(value))
