"""Lists of contracts as those see them who may; never commits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Select,
    all_,
    and_,
    any_,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as UUID_COLUMN
from sqlalchemy.engine import Row
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import BindParameter

from catalog.domain.alarm import span_of
from catalog.domain.contract_lists import Section
from catalog.domain.list_pages import COUNTED_AT_MOST, Place
from catalog.domain.sight import Sight
from catalog.store.contract_tables import CONTRACT
from chassis.database import Askable
from contracts.inbound import ContractKind

_CANDIDATES_AT_MOST = 1000
_BEYOND_EVERY_TEXT = "\U0010ffff"
# What tells which sections a contract is in.
_SECTIONED = tuple(
    CONTRACT.c[name]
    for name in ("id", "due_on", "ends_on", "notice_given_on", "sorted_number", "sorted_customer")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """Which contracts a list is about: what somebody sees, narrowed by what he asks for."""

    sight: Sight
    partner_id: UUID | None = None
    customer_id: UUID | None = None
    kind: ContractKind | None = None
    among: Collection[UUID] | None = None
    """What a search has found; None where nothing is searched for."""
    without: Collection[UUID] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether a search has found nothing: then nobody needs to be asked."""
        return self.among is not None and not self.among


class ContractListStore:
    """Contracts that the transaction has opened, of customers and of partners' customers."""

    def __init__(self, session: Askable, today: date) -> None:
        self._session = session
        self._today = today

    def page(
        self, shown: Shown, section: Section, *, after: Place | None, limit: int
    ) -> list[Row[Any]]:
        """Return up to `limit` of the section's contracts in its order, after a place in it."""
        if shown.is_nothing:
            return []
        column = CONTRACT.c[section.column]
        query = select(CONTRACT).where(*self._conditions(shown, section))
        if after is not None:
            value = after.value if section.column.startswith("sorted_") else _day(after.value)
            here, there = tuple_(column, CONTRACT.c.id), tuple_(value, after.id)
            query = query.where(here < there if section.is_descending else here > there)
        order = (column, CONTRACT.c.id)
        if section.is_descending:
            query = query.order_by(*(each.desc() for each in order))
        else:
            query = query.order_by(*order)
        return list(self._session.execute(query.limit(limit)))

    def count(self, shown: Shown, section: Section) -> int:
        """Return how many contracts the section has, at most one more than are counted."""
        if shown.is_nothing:
            return 0
        some = (
            select(CONTRACT.c.id)
            .where(*self._conditions(shown, section))
            # In order, that it is the walk of a page and no reading of the whole table.
            .order_by(CONTRACT.c[section.column])
            .limit(COUNTED_AT_MOST + 1)
            .subquery()
        )
        return self._session.scalars(select(func.count()).select_from(some)).one()

    def beginning_with(
        self, shown: Shown, search: str, sections: Collection[Section]
    ) -> list[UUID]:
        """Return contracts of these sections whose number or customer begins with the text.

        Up to 1,000 of each are looked at. They are found first, so that no list is walked in vain;
        each row is read once here, and those that no section has are read no more.
        """
        beginnings: list[Select[Any]] = [
            select(*_SECTIONED)
            .where(
                *_seen(shown),
                CONTRACT.c[column] >= search,
                CONTRACT.c[column] < search + _BEYOND_EVERY_TEXT,
            )
            .order_by(CONTRACT.c[column])
            .limit(_CANDIDATES_AT_MOST)
            for column in ("sorted_number", "sorted_customer")
        ]
        either = union_all(*(self._in_sections(each, sections) for each in beginnings))
        return list(set(self._session.scalars(either)))

    def _in_sections(
        self, beginning: Select[Any], sections: Collection[Section]
    ) -> Select[tuple[UUID]]:
        found = beginning.subquery()
        in_one = [
            and_(true(), *self._of_section(section, found.c), found.c[section.column].is_not(None))
            for section in sections
        ]
        return select(found.c.id).where(or_(*in_one))

    def find(self, sight: Sight, contract_id: UUID) -> Row[Any] | None:
        """Return a contract, None where there is none that this sight shows."""
        shown = Shown(sight=sight)
        query = select(CONTRACT).where(CONTRACT.c.id == contract_id, *_seen(shown))
        return self._session.execute(query).first()

    def those(self, sight: Sight, contract_ids: Collection[UUID]) -> list[Row[Any]]:
        """Return those of these contracts that this sight shows."""
        shown = Shown(sight=sight)
        query = select(CONTRACT).where(CONTRACT.c.id.in_(contract_ids), *_seen(shown))
        return list(self._session.execute(query))

    def _conditions(self, shown: Shown, section: Section) -> list[ColumnElement[bool]]:
        conditions = [*_seen(shown), *self._of_section(section, CONTRACT.c)]
        if shown.kind is not None:
            conditions.append(CONTRACT.c.kind == shown.kind)
        if shown.without:
            conditions.append(CONTRACT.c.id != all_(_as_array(shown.without)))
        if shown.among is not None:
            conditions.append(CONTRACT.c.id == any_(_as_array(shown.among)))
        return conditions

    def _of_section(
        self, section: Section, columns: ReadOnlyColumnCollection[str, Any]
    ) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        column, today = columns[section.column], self._today
        if section.span is not None:
            conditions.append(column.between(section.span.first, section.span.last))
        if section.rule == "ended":
            conditions.append(columns.ends_on < today)
        if section.rule == "noticed_only":
            ended, ending = span_of("ended", today), span_of("period_ends", today)
            due_on, ends_on = columns.due_on, columns.ends_on
            conditions.append(
                ~(
                    due_on.between(ending.first, ending.last)
                    | (due_on.between(ended.first, ended.last) & (ends_on < today))
                )
            )
        return conditions


def _seen(shown: Shown) -> list[ColumnElement[bool]]:
    """Return what the sight shows as conditions on rows: the first wall (docs/adr/0017)."""
    sight = shown.sight
    conditions: list[ColumnElement[bool]] = []
    if sight.sees_nothing:
        conditions.append(false())
    if sight.standing == "customer":
        conditions.append(CONTRACT.c.organisation_id == sight.organisation_id)
    if sight.standing == "partner":
        conditions.append(CONTRACT.c.partner_id == sight.organisation_id)
    if sight.contact_person_id is not None:
        conditions.append(CONTRACT.c.contact_person_id == sight.contact_person_id)
    if shown.partner_id is not None:
        conditions.append(CONTRACT.c.partner_id == shown.partner_id)
    if shown.customer_id is not None:
        conditions.append(CONTRACT.c.organisation_id == shown.customer_id)
    return conditions


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _as_array(ids: Collection[UUID]) -> BindParameter[list[UUID]]:
    """Return the ids as one parameter: a thousand of them would take longer than the query."""
    return literal(list(ids), ARRAY(UUID_COLUMN(as_uuid=True)))
