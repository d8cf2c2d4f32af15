"""Standing recipients of documents; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.domain.delivery_rules import Recipient
from billing_docs.store.sending_tables import DELIVERY_RECIPIENT
from chassis.database import wait_for_turn
from contracts.delivery_rules import Form, Turn

_COLUMNS = [DELIVERY_RECIPIENT.c[name] for name in Recipient.__dataclass_fields__]
# Asked for each document: made once, for to say it anew costs more than to send it.
_LIVE = (
    select(*_COLUMNS)
    .where(
        DELIVERY_RECIPIENT.c.organisation_id == bindparam("wanted"),
        DELIVERY_RECIPIENT.c.ended_at.is_(None),
    )
    .order_by(
        DELIVERY_RECIPIENT.c.position,
        DELIVERY_RECIPIENT.c.created_at,
        DELIVERY_RECIPIENT.c.id,
    )
)


class DeliveryRecipientStore:
    """Recipients of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def wait_for_turn(self, organisation_id: UUID) -> None:
        """Wait for whoever else changes the organisation's rules just now."""
        wait_for_turn(self._session, f"delivery_rules:{organisation_id}")

    def live(self, organisation_id: UUID) -> list[Recipient]:
        """Return every recipient that has not ended, in the order of the rules."""
        rows = self._session.execute(_LIVE, {"wanted": organisation_id})
        return [_recipient(row) for row in rows]

    def add(self, recipient: Recipient, link_sha256: bytes) -> None:
        """Add a recipient whose link is mailed now."""
        self._session.execute(
            insert(DELIVERY_RECIPIENT).values(
                **{name: getattr(recipient, name) for name in Recipient.__dataclass_fields__},
                link_sha256=link_sha256,
                link_sent_at=recipient.created_at,
            )
        )

    def change(self, recipient_id: UUID, *, form: Form, turn: Turn, position: int) -> None:
        """Change how and when a recipient gets documents."""
        self._session.execute(
            update(DELIVERY_RECIPIENT)
            .where(DELIVERY_RECIPIENT.c.id == recipient_id)
            .values(form=form, turn=turn, position=position)
        )

    def renew_link(
        self, recipient_id: UUID, link_sha256: bytes, *, sent_at: datetime, expires_at: datetime
    ) -> None:
        """Put a new link in the place of the one that was mailed before."""
        self._session.execute(
            update(DELIVERY_RECIPIENT)
            .where(DELIVERY_RECIPIENT.c.id == recipient_id)
            .values(link_sha256=link_sha256, link_sent_at=sent_at, link_expires_at=expires_at)
        )

    def links_sent(self, organisation_id: UUID, *, since: datetime) -> list[datetime]:
        """Return when links were mailed for the organisation since then, oldest first."""
        return list(
            self._session.scalars(
                select(DELIVERY_RECIPIENT.c.link_sent_at)
                .where(
                    DELIVERY_RECIPIENT.c.organisation_id == organisation_id,
                    DELIVERY_RECIPIENT.c.link_sent_at > since,
                )
                .order_by(DELIVERY_RECIPIENT.c.link_sent_at)
            )
        )

    def last_position(self, organisation_id: UUID) -> int:
        """Return the highest position that is taken, 0 if none."""
        last = select(func.coalesce(func.max(DELIVERY_RECIPIENT.c.position), 0)).where(
            DELIVERY_RECIPIENT.c.organisation_id == organisation_id,
            DELIVERY_RECIPIENT.c.ended_at.is_(None),
        )
        return self._session.scalar(last) or 0

    def by_link(self, link_sha256: bytes) -> Recipient | None:
        """Return whom a mailed link is about, locked; None if it is none of ours."""
        row = self._session.execute(
            select(*_COLUMNS)
            .where(DELIVERY_RECIPIENT.c.link_sha256 == link_sha256)
            .with_for_update()
        ).one_or_none()
        return None if row is None else _recipient(row)

    def confirm(self, recipient_id: UUID, at: datetime) -> None:
        """Let documents go to a recipient from now on."""
        self._session.execute(
            update(DELIVERY_RECIPIENT)
            .where(DELIVERY_RECIPIENT.c.id == recipient_id)
            .values(confirmed_at=at)
        )

    def end(self, organisation_id: UUID, recipient_ids: list[UUID], *, at: datetime) -> int:
        """End recipients of the organisation; return how many had not ended before."""
        ended = self._session.scalars(
            update(DELIVERY_RECIPIENT)
            .where(
                DELIVERY_RECIPIENT.c.organisation_id == organisation_id,
                DELIVERY_RECIPIENT.c.id.in_(recipient_ids),
                DELIVERY_RECIPIENT.c.ended_at.is_(None),
            )
            .values(ended_at=at, ended_because="removed")
            .returning(DELIVERY_RECIPIENT.c.id)
        )
        return len(ended.all())

    def end_address(self, organisation_id: UUID, email_key: str, *, at: datetime) -> list[UUID]:
        """End an address under every type; return the recipients that had not ended before."""
        ended = self._session.scalars(
            update(DELIVERY_RECIPIENT)
            .where(
                DELIVERY_RECIPIENT.c.organisation_id == organisation_id,
                DELIVERY_RECIPIENT.c.email_key == email_key,
                DELIVERY_RECIPIENT.c.ended_at.is_(None),
            )
            .values(ended_at=at, ended_because="unsubscribed")
            .returning(DELIVERY_RECIPIENT.c.id)
        )
        return list(ended.all())


def _recipient(row: Row[Any]) -> Recipient:
    return Recipient(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
