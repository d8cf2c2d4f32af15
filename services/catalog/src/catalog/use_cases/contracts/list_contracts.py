"""List contracts, or those that are in the alarm."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Row

from catalog.domain.alarm import alarm_reasons
from catalog.domain.contract_lists import Section, list_digest, sections_of
from catalog.domain.list_pages import (
    COUNTED_AT_MOST,
    Place,
    cursor_after,
    is_beyond,
    read_cursor,
    read_search,
)
from catalog.domain.sight import Sight, sight_of_contracts
from catalog.store.contract_lists import Shown
from catalog.store.contracts import terms_in
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.contracts.describe_contract import describe_contract
from catalog.use_cases.contracts.open_sight import open_sight
from contracts.contract_list import ContractPage, ContractQuery
from contracts.errors import InvalidInput
from contracts.principal import Principal


def list_contracts(caller: Principal, query: ContractQuery, room: RecordRoom) -> ContractPage:
    """Return a page of the contracts that the caller sees (DW-36, DW-37).

    List, total, search and export are this one query. What the caller has acknowledged is left out
    of the alarm until it changes (E10).

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: contracts are not shown to the caller.
        InvalidInput: a value of the query cannot be read, or one of the vendor's people names
            neither a partner nor a customer.
    """
    sight = sight_of_contracts(caller)
    if sight.standing == "vendor" and query.partner_id is None and query.customer_id is None:
        raise InvalidInput("query.customer_id", "required")
    search, digest = read_search(query.search), list_digest(query)
    after = read_cursor(query.cursor, digest)
    with open_sight(sight, room) as records:
        sections = sections_of(query, records.today)
        shown = Shown(
            sight=sight,
            partner_id=query.partner_id,
            customer_id=query.customer_id,
            kind=query.kind,
            without=_silenced(caller.subject, sight, query, records),
        )
        if search is not None:
            found = records.contract_lists.beginning_with(shown, search)
            shown = replace(shown, among=found)
        # One more than the page holds tells whether there is another.
        rows = _read(sections, shown, records, after=after, limit=query.limit + 1)
        counts = [records.contract_lists.count(shown, section) for section in sections]
        today = records.today
    on_page = rows[: query.limit]
    return ContractPage(
        items=tuple(describe_contract(row, today) for _, row in on_page),
        total=min(sum(counts), COUNTED_AT_MOST),
        is_more=is_beyond(counts),
        next_cursor=cursor_after(on_page[-1][0], digest) if len(rows) > query.limit else None,
        limited_by=sight.limited_by,
    )


def _read(
    sections: tuple[Section, ...],
    shown: Shown,
    records: Records,
    *,
    after: Place | None,
    limit: int,
) -> list[tuple[Place, Row[Any]]]:
    """Return contracts of one section after the other, beginning after a place in one of them."""
    found: list[tuple[Place, Row[Any]]] = []
    first = after.section if after is not None else 0
    for number, section in enumerate(sections):
        if number < first or len(found) >= limit:
            continue
        rows = records.contract_lists.page(
            shown,
            section,
            after=after if number == first else None,
            limit=limit - len(found),
        )
        found += [(_place(number, section, row), row) for row in rows]
    return found


def _place(number: int, section: Section, row: Row[Any]) -> Place:
    return Place(section=number, value=str(getattr(row, section.column)), id=row.id)


def _silenced(
    person_id: UUID, sight: Sight, query: ContractQuery, records: Records
) -> tuple[UUID, ...]:
    """Return contracts of whose every reason today the person knows already."""
    if query.view != "alarm" or query.with_acknowledged:
        return ()
    marks = records.acknowledgements.marks_of(sight.organisation_id, person_id)
    rows = records.contract_lists.those(sight, marks) if marks else []
    return tuple(
        row.id
        for row in rows
        if all(
            reason.mark in marks[row.id] for reason in alarm_reasons(terms_in(row), records.today)
        )
    )
