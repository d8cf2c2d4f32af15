"""List the customers that somebody of a partner sees."""

import heapq
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from contracts.partners import Customer, CustomerPage, CustomerQuery, ShortListExplanation
from contracts.principal import Principal
from identity.domain.business_area import require_business
from identity.domain.customer_queries import (
    CustomerFilter,
    CustomerKey,
    cursor_after,
    read_cursor,
    read_filter,
)
from identity.domain.short_lists import explain_nothing, explain_site
from identity.domain.sites import chosen_of
from identity.store.partner_customers import Shown
from identity.store.records import RecordRoom, Records
from identity.use_cases.partners.find_own_sites import find_own_sites
from identity.use_cases.partners.find_whom_to_ask import find_whom_to_ask


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """What one transaction contributes: the page as if there were no other, and a total."""

    rows: list[tuple[CustomerKey, Customer]]
    total: int


def list_customers(caller: Principal, query: CustomerQuery, room: RecordRoom) -> CustomerPage:
    """Return a page of the customers the caller sees, of all his sites or the named ones (DW-10).

    Each site is read in a transaction of its own, behind both walls; pages are merged by key. The
    vendor's people see every partner's. A list that a setting shortens says so (DW-34).

    Raises:
        NotPermitted: the caller acts for no organisation, or is no person.
        AreaNotVisible: the business area is not open to him where he acts.
        InvalidInput: a value of the query cannot be read.
    """
    require_business(caller)
    narrowed_to = read_filter(query, caller.subject)
    after = read_cursor(query.cursor)
    if caller.is_staff:
        shown = Shown(partner_ids=query.partners or None, viewer=None, narrowed_to=narrowed_to)
        with room.of_everybody() as records:
            return _page([_part(shown, query, records, after=after)], (), narrowed_to, query)
    parts: list[_Part] = []
    explanations: list[ShortListExplanation] = []
    for site in chosen_of(find_own_sites(caller, room), query.partners):
        with room.of(site.partner.id) as records:
            if site.is_open:
                shown = Shown(
                    partner_ids=(site.partner.id,), viewer=site.viewer, narrowed_to=narrowed_to
                )
                parts.append(_part(shown, query, records, after=after))
            explanation = explain_site(site, find_whom_to_ask(site, records))
        if explanation is not None:
            explanations.append(explanation)
    return _page(parts, tuple(explanations), narrowed_to, query)


def _part(
    shown: Shown, query: CustomerQuery, records: Records, *, after: CustomerKey | None
) -> _Part:
    customers = records.partner_customers
    return _Part(
        # One more than the page holds tells whether there is another.
        rows=customers.page(shown, after=after, limit=query.limit + 1),
        total=customers.count(shown),
    )


def _page(
    parts: list[_Part],
    explanations: tuple[ShortListExplanation, ...],
    narrowed_to: CustomerFilter,
    query: CustomerQuery,
) -> CustomerPage:
    merged = list(
        islice(heapq.merge(*(part.rows for part in parts), key=itemgetter(0)), query.limit + 1)
    )
    rows = merged[: query.limit]
    total = sum(part.total for part in parts)
    if total == 0 and not explanations:
        is_narrowed = narrowed_to.narrows or bool(query.partners)
        explanations = (explain_nothing(is_narrowed=is_narrowed),)
    return CustomerPage(
        items=tuple(customer for _, customer in rows),
        total=total,
        next_cursor=cursor_after(rows[-1][0]) if len(merged) > query.limit else None,
        explanations=explanations,
    )
