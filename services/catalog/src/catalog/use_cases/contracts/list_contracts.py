"""List contracts, or those that are in the alarm."""

import heapq
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Row

from catalog.adapters.site_desk import SiteDesk
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
from catalog.use_cases.partners.find_sites import find_sites
from contracts.contract_list import ContractPage, ContractQuery
from contracts.errors import InvalidInput
from contracts.principal import Principal


def list_contracts(
    caller: Principal, query: ContractQuery, room: RecordRoom, desk: SiteDesk
) -> ContractPage:
    """Return a page of the contracts that the caller sees (DW-36, DW-37).

    List, total, search and export are this one query. What the caller has acknowledged is left out
    of the alarm until it changes (E10). Without `partner_ids` the list is that of the site where he
    acts; each named one is read in a transaction of its own, and the pages are merged.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: contracts are not shown to the caller.
        InvalidInput: a value of the query cannot be read, or one of the vendor's people names
            neither a partner nor a customer.
        ServiceUnavailable, DeadlinePassed: sites were named, and identity does not answer.
    """
    sights = _sights(caller, query, desk)
    search, digest = read_search(query.search), list_digest(query)
    after = read_cursor(query.cursor, digest)
    parts: list[_Part] = []
    for sight in sights:
        with open_sight(sight, room) as records:
            legacy_url = records.portal_functions.legacy_url("contracts")
            if legacy_url is not None and not caller.is_staff:
                return _elsewhere(legacy_url)
            sections = sections_of(query, records.today)
            shown = Shown(
                sight=sight,
                partner_id=query.partner_id,
                customer_id=query.customer_id,
                kind=query.kind,
                without=_silenced(caller.subject, sight, query, records),
            )
            if search is not None:
                found = records.contract_lists.beginning_with(shown, search, sections)
                shown = replace(shown, among=found)
            # One more than the page holds tells whether there is another.
            rows = _read(sections, shown, records, after=after, limit=query.limit + 1)
            counts = [records.contract_lists.count(shown, section) for section in sections]
            parts.append(_Part(rows=rows, sections=sections, counts=counts, today=records.today))
    rows = _merged(parts, query.limit + 1)
    counts = [count for part in parts for count in part.counts]
    on_page = rows[: query.limit]
    return ContractPage(
        items=tuple(describe_contract(row, parts[0].today) for _, row in on_page),
        total=min(sum(counts), COUNTED_AT_MOST),
        is_more=is_beyond(counts),
        next_cursor=cursor_after(on_page[-1][0], digest) if len(rows) > query.limit else None,
        limited_by=next((each.limited_by for each in sights if each.limited_by), None),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """What one site contributes: the page as if there were no other, and its totals."""

    rows: list[tuple[Place, Row[Any]]]
    sections: tuple[Section, ...]
    counts: list[int]
    today: date


def _sights(caller: Principal, query: ContractQuery, desk: SiteDesk) -> tuple[Sight, ...]:
    """Return by which sights the list is read: one, unless several sites are named (DW-33)."""
    sight = sight_of_contracts(caller)
    if query.partner_ids and sight.standing != "customer":
        return find_sites(caller, query.partner_ids, desk).sights
    if sight.standing == "vendor" and query.partner_id is None and query.customer_id is None:
        raise InvalidInput("query.customer_id", "required")
    return (sight,)


def _elsewhere(legacy_url: str) -> ContractPage:
    return ContractPage(items=(), total=0, is_more=False, next_cursor=None, legacy_url=legacy_url)


def _merged(parts: list[_Part], limit: int) -> list[tuple[Place, Row[Any]]]:
    """Return the sites' pages as one, in the order of the sections and of each section's key."""
    if len(parts) == 1:
        return parts[0].rows
    sections = parts[0].sections if parts else ()
    found: list[tuple[Place, Row[Any]]] = []
    for number, section in enumerate(sections):
        own = [[row for row in part.rows if row[0].section == number] for part in parts]
        found += heapq.merge(*own, key=_key, reverse=section.is_descending)
    return found[:limit]


def _key(row: tuple[Place, Row[Any]]) -> tuple[str, UUID]:
    return row[0].value, row[0].id


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
