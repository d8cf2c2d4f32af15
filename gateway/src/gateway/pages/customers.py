"""A partner's customers and prospects: the list in one's own view, and one of them."""

import asyncio
from collections.abc import Iterable
from typing import Literal, get_args
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import InvalidInput, NotPermitted, WireError
from contracts.identity import Membership
from contracts.list_views import ListView, PutListView
from contracts.partner_accounts import ACCOUNT_KINDS, AssignProspectContact
from contracts.partners import AssignPartnerContact
from contracts.system_notices import SystemNoticeQuery
from gateway.api.account_tables import COLUMNS, cell_of, known_columns
from gateway.api.accounts import AccountListQuery, AccountSort, asked, with_master_data
from gateway.api.contract_tables import reason_words
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault
from gateway.pages.forms import own_address, read_form
from gateway.pages.notices import open_notices
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.pages.site_choice import own_sites, parameters_of

CUSTOMERS = "/business/customers"
SORTS: tuple[AccountSort, ...] = get_args(AccountSort)
_PAGE_SIZE = 50
_DONE = ("created", "changed", "removed", "assigned", "not_assigned", "view_kept")


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What the list's form asks for, as it was typed; `partner` are ids with commas."""

    kind: Literal["", "customer", "prospect"] = ""
    search: str = ""
    contact: str = ""
    partner: str = ""

    @property
    def are_set(self) -> bool:
        """Whether anything is narrowed that one has to undo to see the whole list."""
        return bool(self.search or self.contact or self.partner)

    def address(self, path: str = CUSTOMERS, **changes: str) -> str:
        """Return an address of the list with other values; what is empty is left out."""
        values = {**msgspec.to_builtins(self), **changes}
        given = {name: text for name, text in values.items() if text}
        return path + (f"?{urlencode(given)}" if given else "")


async def show_list(call: Call) -> Response:
    """Show the customers and prospects that the caller sees, in his own view of the list."""
    parameters = parameters_of(call)
    filters = msgspec.convert(parameters, Filters)
    catalog = call.around.catalog
    view, sites = await asyncio.gather(
        catalog.get_list_view(call.context, "customers"), own_sites(call)
    )
    sort = view.sort if view.sort in SORTS else "name"
    wanted = {**msgspec.to_builtins(filters), "sort": sort, "limit": str(_PAGE_SIZE)}
    if parameters.get("cursor"):
        wanted["cursor"] = parameters["cursor"]
    query = read_values({name: text for name, text in wanted.items() if text}, AccountListQuery)
    found = await catalog.list_accounts(call.context, asked(query))
    columns = known_columns(view.columns)
    export = filters.address(f"/v1{CUSTOMERS}/export", sort=sort)
    return page(
        call,
        "customers.html",
        found=found,
        filters=filters,
        kinds=ACCOUNT_KINDS,
        sites=sites,
        chosen_sites=filters.partner.split(","),
        columns=columns,
        all_columns=COLUMNS,
        linked=_linked(columns),
        cell=lambda column, account: cell_of(column, account, call.texts),
        sorts=SORTS,
        sort=sort,
        is_first_page=query.cursor is None,
        next_address=filters.address(cursor=found.next_cursor) if found.next_cursor else None,
        here=filters.address(),
        export_address=lambda form: f"{export}&format={form}",
        done=_done(parameters),
    )


async def keep_view(call: Call) -> Response:
    """Keep which columns the list has, in which order, and what it is sorted by."""
    form = await read_form(call.request)
    places = {column: form.get(f"place_{column}", "") for column in COLUMNS}
    shown = [column for column in COLUMNS if places[column].isdecimal()]
    view = ListView(
        columns=tuple(sorted(shown, key=lambda column: int(places[column]))),
        sort=form.get("sort") if form.get("sort") in SORTS else None,
    )
    request = PutListView(list_name="customers", view=view)
    await call.around.catalog.put_list_view(call.context, request)
    return redirect(call, with_done(own_address(form.get("back")) or CUSTOMERS, "view_kept"))


async def show_customer(call: Call) -> Response:
    """Show one customer or prospect with its contracts and what is on file of it."""
    account_id = account_id_in(call)
    known = await call.around.catalog.get_account(call.context, account_id)
    account = known.account
    detail, colleagues, notices = await asyncio.gather(
        with_master_data(call, known),
        _colleagues(call),
        open_notices(
            call, SystemNoticeQuery(partners=(account.partner.id,), customer_id=account_id)
        ),
    )
    return page(
        call,
        "customer.html",
        detail=detail,
        account=account,
        notices=notices,
        known=detail.master_data or detail.particulars,
        colleagues=colleagues
        if account.partner.id == call.identified.principal.organisation_id
        else (),
        may_change=account.kind == "prospect" and not call.identified.principal.is_staff,
        reason_words=lambda reason: reason_words(reason, call.texts),
        done=_done(parameters_of(call)),
    )


async def assign_contact(call: Call) -> Response:
    """Say who looks after a customer or prospect."""
    account_id = account_id_in(call)
    form = await read_form(call.request)
    detail = await call.around.catalog.get_account(call.context, account_id)
    done = "assigned"
    try:
        person_id = UUID(form["person_id"]) if form.get("person_id") else None
        if detail.account.kind == "prospect":
            await call.around.catalog.assign_prospect_contact(
                call.context, AssignProspectContact(prospect_id=account_id, person_id=person_id)
            )
        else:
            await call.around.identity.assign_partner_contact(
                call.context, AssignPartnerContact(customer_id=account_id, person_id=person_id)
            )
    except (ValueError, InvalidInput, NotPermitted):
        done = "not_assigned"
    return redirect(call, f"{CUSTOMERS}/{account_id}?done={done}")


def account_id_in(call: Call) -> UUID:
    """Return which customer or prospect the address names.

    Raises:
        NotFound: it cannot be one.
    """
    return id_in(call, "account_id", "customer")


def with_done(address: str, done: str) -> str:
    """Return the address with what was done, for the page to say."""
    plain = address.partition("&done=")[0].partition("?done=")[0]
    return f"{plain}{'&' if '?' in plain else '?'}done={done}"


async def _colleagues(call: Call) -> tuple[Membership, ...]:
    """Return whom the caller may name as contact; nobody where he may not."""
    principal = call.identified.principal
    if principal.is_staff or principal.organisation_id is None:
        return ()
    try:
        members = await call.around.identity.list_members(call.context, principal.organisation_id)
    except (WireError, AreaFailure, ServiceFault):
        return ()
    return members.items


def _linked(columns: Iterable[str]) -> str:
    """Return the column that leads to the customer: the name, or the first one shown."""
    shown = tuple(columns)
    return "name" if "name" in shown else shown[0]


def _done(parameters: dict[str, str]) -> str | None:
    done = parameters.get("done")
    return done if done in _DONE else None
