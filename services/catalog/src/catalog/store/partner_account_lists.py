"""Lists of a partner's customers and prospects as its people see them; never commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, and_, false, func, or_, select, tuple_
from sqlalchemy.engine import Row
from sqlalchemy.sql import ColumnElement

from catalog.domain.accounts import Column
from catalog.domain.list_pages import COUNTED_AT_MOST, Place
from catalog.domain.sight import Sight
from catalog.store.partner_tables import PARTNER_ACCOUNT as ACCOUNT
from chassis.database import Askable
from contracts.partner_accounts import AccountKind, PartnerAccount
from contracts.partners import ServingPartner

_CANDIDATES_AT_MOST = 1000
_BEYOND_EVERY_TEXT = "\U0010ffff"


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownAccounts:
    """Which customers and prospects a list is about: what somebody sees, narrowed by what he asks.

    `contact` is whose; `none` for those nobody looks after.
    """

    sight: Sight
    kind: AccountKind | None = None
    search: str | None = None
    contact: UUID | Literal["none"] | None = None


class PartnerAccountListStore:
    """Customers and prospects of the partner that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def page(
        self,
        shown: ShownAccounts,
        column: Column,
        *,
        after: Place | None,
        limit: int,
        descending: bool,
    ) -> list[tuple[Place, PartnerAccount]]:
        """Return up to `limit` of those shown in the order of a column, after a place in it."""
        ordered = ACCOUNT.c[column]
        query = select(ACCOUNT).where(*_conditions(shown))
        if after is not None:
            here, there = tuple_(ordered, ACCOUNT.c.id), tuple_(_value(column, after), after.id)
            query = query.where(here < there if descending else here > there)
        order: Iterable[ColumnElement[Any]] = (ordered, ACCOUNT.c.id)
        if descending:
            order = (ordered.desc(), ACCOUNT.c.id.desc())
        rows = self._session.execute(query.order_by(*order).limit(limit))
        return [(_place(column, row), account_of(row)) for row in rows]

    def count(self, shown: ShownAccounts) -> int:
        """Return how many are shown, at most one more than are counted."""
        some = (
            select(ACCOUNT.c.id)
            .where(*_conditions(shown))
            .order_by(ACCOUNT.c.sorted_name)
            .limit(COUNTED_AT_MOST + 1)
            .subquery()
        )
        return self._session.scalars(select(func.count()).select_from(some)).one()

    def find(self, sight: Sight, account_id: UUID, *, lock: bool = False) -> Row[Any] | None:
        """Return one of them, None where there is none that this sight shows."""
        query: Select[Any] = select(ACCOUNT).where(
            ACCOUNT.c.id == account_id, *_conditions(ShownAccounts(sight=sight))
        )
        return self._session.execute(query.with_for_update() if lock else query).first()

    def named_like(
        self, sight: Sight, beginnings: Iterable[str]
    ) -> list[tuple[str, PartnerAccount]]:
        """Return up to 1,000 that this sight shows whose names begin so, by their name."""
        begins = (
            and_(
                ACCOUNT.c.sorted_name >= each,
                ACCOUNT.c.sorted_name < each + _BEYOND_EVERY_TEXT,
            )
            for each in beginnings
        )
        rows = self._session.execute(
            select(ACCOUNT)
            .where(*_conditions(ShownAccounts(sight=sight)), or_(false(), *begins))
            .order_by(ACCOUNT.c.sorted_name)
            .limit(_CANDIDATES_AT_MOST)
        )
        return [(row.name, account_of(row)) for row in rows]


def account_of(row: Row[Any]) -> PartnerAccount:
    """Return a customer or prospect as its partner's people see it."""
    return PartnerAccount(
        id=row.id,
        kind=row.kind,
        customer_number=row.customer_number or None,
        name=row.name,
        partner=ServingPartner(id=row.organisation_id, name=row.partner_name or ""),
        contact_person_id=row.contact_person_id,
        contact_name=row.contact_name,
        since=row.created_at,
    )


def _conditions(shown: ShownAccounts) -> list[ColumnElement[bool]]:
    """Return what the sight shows as conditions on rows: the first wall (docs/adr/0017)."""
    sight = shown.sight
    conditions: list[ColumnElement[bool]] = [ACCOUNT.c.organisation_id == sight.organisation_id]
    if sight.sees_nothing or sight.standing != "partner":
        conditions.append(false())
    if sight.contact_person_id is not None:
        conditions.append(ACCOUNT.c.contact_person_id == sight.contact_person_id)
    if shown.contact == "none":
        conditions.append(ACCOUNT.c.contact_person_id.is_(None))
    elif shown.contact is not None:
        conditions.append(ACCOUNT.c.contact_person_id == shown.contact)
    if shown.kind is not None:
        conditions.append(ACCOUNT.c.kind == shown.kind)
    if shown.search is not None:
        conditions.append(
            or_(
                ACCOUNT.c.sorted_name.contains(shown.search, autoescape=True),
                ACCOUNT.c.customer_number.startswith(shown.search, autoescape=True),
            )
        )
    return conditions


def _place(column: Column, row: Row[Any]) -> Place:
    value = getattr(row, column)
    return Place(
        section=0,
        value=value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value,
        id=row.id,
    )


def _value(column: Column, place: Place) -> str | datetime:
    return datetime.fromisoformat(place.value) if column == "created_at" else place.value
