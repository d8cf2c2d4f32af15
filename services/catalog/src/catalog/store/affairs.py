"""Tells the feed of an organisation's affairs about orders and contracts (docs/adr/0055)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from catalog.store.contract_tables import CONTRACT
from catalog.store.order_tables import ORDER
from chassis.outbox import Outbox
from chassis.versions import later_version
from contracts.feed import (
    AFFAIR_CHANGED,
    AffairChanged,
    ContractFacts,
    Facts,
    FeedEventType,
    OrderFacts,
)


class AffairStore:
    """Announces orders and contracts as the transaction leaves them; never commits."""

    def __init__(self, session: Session, outbox: Outbox, now: datetime) -> None:
        self._session = session
        self._outbox = outbox
        self._now = now

    def tell_order(self, order_id: UUID, event_type: FeedEventType) -> None:
        """Announce what happened to an order, which the caller has locked."""
        row = self._session.execute(
            select(ORDER, later_version().label("feed_version")).where(ORDER.c.id == order_id)
        ).one()
        facts = OrderFacts(number=row.number, erp_number=row.erp_number, status=row.status)
        self._announce(row, facts, event_type)

    def tell_contract(self, contract_id: UUID) -> None:
        """Announce a contract that is new or changed, which the caller has locked."""
        row = self._session.execute(
            select(CONTRACT, later_version().label("feed_version")).where(
                CONTRACT.c.id == contract_id
            )
        ).one()
        facts = ContractFacts(number=row.number, begins_on=row.starts_on, ends_on=row.ends_on)
        self._announce(row, facts, "kontor.contract.changed.v1")

    def _announce(self, row: Row[Any], facts: Facts, event_type: FeedEventType) -> None:
        self._outbox.announce(
            AFFAIR_CHANGED,
            AffairChanged(
                organisation_id=row.organisation_id,
                subject_id=row.id,
                version=row.feed_version,
                facts=facts,
                type=event_type,
                at=self._now,
            ),
        )
