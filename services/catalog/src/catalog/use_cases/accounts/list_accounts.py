"""List a partner's customers and prospects."""

import heapq
from itertools import islice

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.accounts import column_of, list_digest, read_contact
from catalog.domain.list_pages import (
    COUNTED_AT_MOST,
    Place,
    cursor_after,
    is_beyond,
    read_cursor,
    read_search,
)
from catalog.domain.sites import Sites
from catalog.store.partner_account_lists import ShownAccounts
from catalog.store.records import RecordRoom
from catalog.use_cases.partners.find_sites import find_sites
from contracts.partner_accounts import AccountPage, AccountQuery, PartnerAccount
from contracts.partners import ShortListExplanation
from contracts.principal import Principal


def list_accounts(
    caller: Principal, query: AccountQuery, room: RecordRoom, desk: SiteDesk
) -> AccountPage:
    """Return a page of the customers and prospects that the caller sees at his sites (DW-29).

    List, total, search and export are this one query. Each site is read in a transaction of its
    own, behind both walls, and the pages are merged by key. A list that is still kept elsewhere
    says where (DW-03).

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller.
        InvalidInput: a value of the query cannot be read, or one of the vendor's people names no
            partner.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    search, digest = read_search(query.search), list_digest(query)
    after = read_cursor(query.cursor, digest)
    contact = read_contact(query.contact, caller.subject)
    sites = find_sites(caller, query.partners, desk)
    pages: list[list[tuple[Place, PartnerAccount]]] = []
    counts: list[int] = []
    for sight in sites.sights:
        shown = ShownAccounts(sight=sight, kind=query.kind, search=search, contact=contact)
        with room.of(sight.organisation_id) as records:
            legacy_url = records.portal_functions.legacy_url("customers")
            if legacy_url is not None and not caller.is_staff:
                return AccountPage(
                    items=(), total=0, is_more=False, next_cursor=None, legacy_url=legacy_url
                )
            lists = records.partner_account_lists
            # One more than the page holds tells whether there is another.
            page = lists.page(
                shown,
                column_of(query),
                after=after,
                limit=query.limit + 1,
                descending=query.descending,
            )
            pages.append(page)
            counts.append(lists.count(shown))
    merged = heapq.merge(*pages, key=_key, reverse=query.descending)
    rows = list(islice(merged, query.limit + 1))
    on_page = rows[: query.limit]
    return AccountPage(
        items=tuple(account for _, account in on_page),
        total=min(sum(counts), COUNTED_AT_MOST),
        is_more=is_beyond(counts),
        next_cursor=cursor_after(on_page[-1][0], digest) if len(rows) > query.limit else None,
        explanations=_explanations(sites, query, total=sum(counts)),
    )


def _key(row: tuple[Place, PartnerAccount]) -> tuple[str, str]:
    return row[0].value, str(row[0].id)


def _explanations(
    sites: Sites, query: AccountQuery, *, total: int
) -> tuple[ShortListExplanation, ...]:
    """Return what shortens the list; of an empty one that nothing shortens, why it is empty."""
    if sites.explanations or total:
        return sites.explanations
    is_narrowed = any((query.kind, query.search, query.contact, query.partners))
    return (ShortListExplanation(reason="filtered" if is_narrowed else "no_customers"),)
