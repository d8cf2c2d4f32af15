"""Notices about customers' systems, in the caller's transaction; never commits."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import false, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.sql import ColumnElement

from catalog.domain.list_pages import COUNTED_AT_MOST
from catalog.domain.sight import Sight
from catalog.store.contracts import ServedCustomer
from catalog.store.system_notice_tables import SYSTEM_NOTICE as NOTICE
from chassis.database import Askable
from chassis.ids import new_id
from contracts.system_notices import (
    CustomerSystemNoticed,
    SystemNotice,
    SystemNoticeDue,
    SystemNoticeQuery,
)

ASKED_AGAIN_AFTER = timedelta(hours=1)
TOLD_WITHIN = timedelta(days=30)
"""What is older is news to nobody; it stays in the lists until it is settled."""


class SystemNoticeStore:
    """Notices that the transaction has opened, of customers and of partners' customers."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def apply(
        self, noticed: CustomerSystemNoticed, *, source: str, customer: ServedCustomer
    ) -> UUID | None:
        """Insert or change the notice; None when what is stored is as new or newer.

        The caller has locked the customer.
        """
        values = {
            "organisation_id": customer.organisation_id,
            "version": noticed.version,
            "kind": noticed.kind,
            "system": noticed.system,
            "percent_used": noticed.percent_used,
            "release": noticed.release,
            "noticed_at": noticed.noticed_at,
            "settled_at": self._now if noticed.is_settled else None,
            **_values_of(customer),
        }
        stored: UUID | None = self._session.scalar(
            insert(NOTICE)
            .values(
                id=new_id(),
                source=source,
                notice_key=noticed.notice_id,
                next_ask_at=self._now,
                **values,
            )
            .on_conflict_do_update(
                index_elements=["source", "notice_key"],
                set_=values,
                where=(NOTICE.c.version < noticed.version)
                & (NOTICE.c.organisation_id == customer.organisation_id),
            )
            .returning(NOTICE.c.id)
        )
        return stored

    def follow_customer(self, customer: ServedCustomer) -> None:
        """Have the customer's open notices name who serves it, and ask about him at once."""
        self._session.execute(
            update(NOTICE)
            .where(
                NOTICE.c.organisation_id == customer.organisation_id, NOTICE.c.settled_at.is_(None)
            )
            .values(next_ask_at=self._now, **_values_of(customer))
        )

    def claim_due(self, limit: int) -> list[SystemNoticeDue]:
        """Return open notices whose contact is to be told, each to one caller and once an hour."""
        due = (
            select(NOTICE.c.id)
            .where(
                NOTICE.c.settled_at.is_(None),
                NOTICE.c.next_ask_at <= self._now,
                NOTICE.c.noticed_at > self._now - TOLD_WITHIN,
                NOTICE.c.contact_person_id.is_not(None),
                or_(
                    NOTICE.c.told_person_id.is_(None),
                    NOTICE.c.told_person_id != NOTICE.c.contact_person_id,
                ),
            )
            .order_by(NOTICE.c.next_ask_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = self._session.execute(
            update(NOTICE)
            .where(NOTICE.c.id.in_(due))
            .values(next_ask_at=self._now + ASKED_AGAIN_AFTER)
            .returning(NOTICE)
        )
        return [
            SystemNoticeDue(
                notice_id=row.id,
                customer_id=row.organisation_id,
                customer_name=row.customer_name,
                partner_id=row.partner_id,
                person_id=row.contact_person_id,
                kind=row.kind,
                system=row.system,
                percent_used=row.percent_used,
                release=row.release,
            )
            for row in rows
        ]

    def note_told(self, notice_id: UUID, person_id: UUID, at: datetime) -> None:
        """Note who was told; a message that came late changes nothing about a newer contact."""
        self._session.execute(
            update(NOTICE)
            .where(NOTICE.c.id == notice_id, NOTICE.c.contact_person_id == person_id)
            .values(told_person_id=person_id, told_at=at)
        )

    def open_ones(self, sight: Sight, query: SystemNoticeQuery) -> list[SystemNotice]:
        """Return open notices that the sight shows, the newest first."""
        rows = self._session.execute(
            select(NOTICE)
            .where(*_shown(sight, query))
            .order_by(NOTICE.c.noticed_at.desc(), NOTICE.c.id.desc())
            .limit(query.limit)
        )
        return [_notice_of(row) for row in rows]

    def count(self, sight: Sight, query: SystemNoticeQuery) -> int:
        """Return how many there are, at most one more than are counted."""
        some = (
            select(NOTICE.c.id)
            .where(*_shown(sight, query))
            .order_by(NOTICE.c.noticed_at)
            .limit(COUNTED_AT_MOST + 1)
            .subquery()
        )
        return self._session.scalars(select(func.count()).select_from(some)).one()


def _shown(sight: Sight, query: SystemNoticeQuery) -> list[ColumnElement[bool]]:
    """Return what the sight shows as conditions on rows: the first wall (docs/adr/0017)."""
    conditions: list[ColumnElement[bool]] = [
        NOTICE.c.settled_at.is_(None),
        NOTICE.c.partner_id == sight.organisation_id,
    ]
    if sight.sees_nothing or sight.standing != "partner":
        conditions.append(false())
    if sight.contact_person_id is not None:
        conditions.append(NOTICE.c.contact_person_id == sight.contact_person_id)
    if query.customer_id is not None:
        conditions.append(NOTICE.c.organisation_id == query.customer_id)
    if query.kind is not None:
        conditions.append(NOTICE.c.kind == query.kind)
    return conditions


def _notice_of(row: Row[Any]) -> SystemNotice:
    was_told = row.told_person_id is not None and row.told_person_id == row.contact_person_id
    return SystemNotice(
        id=row.id,
        customer_id=row.organisation_id,
        customer_name=row.customer_name,
        kind=row.kind,
        system=row.system,
        percent_used=row.percent_used,
        release=row.release,
        noticed_at=row.noticed_at,
        told_at=row.told_at if was_told else None,
    )


def _values_of(customer: ServedCustomer) -> dict[str, object]:
    return {
        "customer_name": customer.name or customer.number or "",
        "partner_id": customer.service.partner_id,
        "contact_person_id": customer.service.contact_person_id,
    }
