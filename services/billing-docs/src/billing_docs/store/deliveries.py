"""Mails with documents, and who may send them by hand; never commits."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from billing_docs.domain.sending import Delivery
from billing_docs.store.sending_tables import BILLING_ACCESS, DELIVERY
from chassis.database import wait_for_turn
from contracts.bounces import Bounce
from contracts.sending import SentFile

# Made once: to say it anew with its values costs more than to send it.
_ADD = insert(DELIVERY).on_conflict_do_nothing().returning(DELIVERY.c.id)
_FIELDS = tuple(field.name for field in fields(Delivery))


class DeliveryStore:
    """Deliveries of the organisations that the transaction has opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # One-time setups ------------------------------------------------------------------------------

    def set_up(self, organisation_id: UUID, person_id: UUID, at: datetime) -> bool:
        """Let a person send documents of the organisation; False if he already may."""
        new = self._session.scalar(
            insert(BILLING_ACCESS)
            .values(organisation_id=organisation_id, person_id=person_id, set_up_at=at)
            .on_conflict_do_nothing()
            .returning(BILLING_ACCESS.c.person_id)
        )
        return new is not None

    def set_up_at(self, organisation_id: UUID, person_id: UUID) -> datetime | None:
        """Return since when a person may send documents, None if he may not yet."""
        return self._session.scalar(
            select(BILLING_ACCESS.c.set_up_at).where(
                BILLING_ACCESS.c.organisation_id == organisation_id,
                BILLING_ACCESS.c.person_id == person_id,
            )
        )

    # Deliveries -----------------------------------------------------------------------------------

    def wait_for_turn(self, requested_by: str) -> None:
        """Wait for whatever else the person sends just now, so that all of it is counted."""
        wait_for_turn(self._session, f"sending:{requested_by}")

    def add_if_new(self, delivery: Delivery) -> bool:
        """Note a mail; False if the document has gone to that address by rule before."""
        values = {name: getattr(delivery, name) for name in _FIELDS}
        added = self._session.scalar(_ADD, {**values, "files": msgspec.to_builtins(delivery.files)})
        return added is not None

    def by_id(self, delivery_id: UUID) -> Delivery:
        """Return a mail that is known to be there."""
        return _delivery(
            self._session.execute(select(DELIVERY).where(DELIVERY.c.id == delivery_id)).one()
        )

    def attach(
        self, delivery_id: UUID, files: tuple[SentFile, ...], *, unsubscribe_sha256: bytes
    ) -> None:
        """Note with which files a mail goes, and which link in it ends its address."""
        self._session.execute(
            update(DELIVERY)
            .where(DELIVERY.c.id == delivery_id)
            .values(files=msgspec.to_builtins(files), unsubscribe_sha256=unsubscribe_sha256)
        )

    def withdraw(self, delivery_id: UUID) -> None:
        """Forget a mail that nobody was asked to send."""
        self._session.execute(delete(DELIVERY).where(DELIVERY.c.id == delivery_id))

    def of_request(self, requested_by: str, request_key: str) -> Delivery | None:
        """Return what a person has asked for under a key, None if nothing."""
        row = self._session.execute(
            select(DELIVERY).where(
                DELIVERY.c.way == "manual",
                DELIVERY.c.requested_by == requested_by,
                DELIVERY.c.request_key == request_key,
            )
        ).one_or_none()
        return None if row is None else _delivery(row)

    def sent_by_hand(self, requested_by: str, *, since: datetime) -> list[datetime]:
        """Return when a person has sent something by hand since then."""
        return list(
            self._session.scalars(
                select(DELIVERY.c.requested_at).where(
                    DELIVERY.c.way == "manual",
                    DELIVERY.c.requested_by == requested_by,
                    DELIVERY.c.requested_at > since,
                )
            )
        )

    def mark_sent(self, message_key: str, at: datetime) -> None:
        """Note that a mail is out; one that has bounced meanwhile stays so."""
        self._session.execute(
            update(DELIVERY)
            .where(DELIVERY.c.message_key == message_key, DELIVERY.c.state == "queued")
            .values(state="sent", settled_at=at)
        )

    def mark_bounced(
        self, message_key: str, at: datetime, bounce: Bounce | None
    ) -> Delivery | None:
        """Note that a mail reached nobody, even one that was sent; None if not ours, or noted."""
        row = self._session.execute(
            update(DELIVERY)
            .where(DELIVERY.c.message_key == message_key, DELIVERY.c.state != "bounced")
            .values(
                state="bounced",
                settled_at=at,
                bounce=None if bounce is None else msgspec.to_builtins(bounce),
            )
            .returning(DELIVERY)
        ).one_or_none()
        return None if row is None else _delivery(row)

    def of_document(
        self, organisation_id: UUID, document_id: UUID, *, requested_by: str | None, limit: int
    ) -> list[Delivery]:
        """Return the last mails about a document, newest first; only one person's if named."""
        selected = select(DELIVERY).where(
            DELIVERY.c.organisation_id == organisation_id, DELIVERY.c.document_id == document_id
        )
        if requested_by is not None:
            selected = selected.where(DELIVERY.c.requested_by == requested_by)
        rows = self._session.execute(selected.order_by(DELIVERY.c.id.desc()).limit(limit))
        return [_delivery(row) for row in rows]

    def keys_tried_by_rule(self, document_id: UUID) -> set[str]:
        """Return the addresses to which a document has gone by rule, whatever became of it."""
        return set(
            self._session.scalars(
                select(DELIVERY.c.recipient_key).where(
                    DELIVERY.c.document_id == document_id, DELIVERY.c.way == "rule"
                )
            )
        )

    def has_reached_somebody(self, document_id: UUID) -> bool:
        """Return whether a mail server has taken a notice of the document, or the document."""
        reached = exists().where(
            DELIVERY.c.document_id == document_id,
            DELIVERY.c.way != "manual",
            DELIVERY.c.state == "sent",
        )
        return bool(self._session.scalar(select(reached)))

    def of_unsubscription(self, token_sha256: bytes) -> Delivery | None:
        """Return the mail in which a link to unsubscribe stood, None if none did."""
        row = self._session.execute(
            select(DELIVERY).where(DELIVERY.c.unsubscribe_sha256 == token_sha256)
        ).one_or_none()
        return None if row is None else _delivery(row)


def _delivery(row: Row[Any]) -> Delivery:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    files = msgspec.convert(row.files, tuple[SentFile, ...])
    bounce = msgspec.convert(row.bounce, Bounce | None)
    return Delivery(**{**values, "files": files, "bounce": bounce})
