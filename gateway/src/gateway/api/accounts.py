"""A partner's business: its customers and prospects, found, shown, created and changed."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.contract_list import ContractItem
from contracts.errors import WireError
from contracts.master_data import MasterData
from contracts.partner_accounts import (
    AccountDetail,
    AccountKind,
    AccountOrder,
    AccountPage,
    AccountQuery,
    AssignProspectContact,
    ChangeProspect,
    CreateProspect,
    Duplicates,
    Particulars,
    PartnerAccount,
    Prospect,
)
from contracts.versions import BaseVersion
from gateway.api.account_tables import known_columns, table_of
from gateway.api.site_ids import site_ids
from gateway.api.tables import TableForm, saved_table
from gateway.api.whole_list import read_whole
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault

_EXPORTED_AT_ONCE = 1000
MOST_EXPORTED = 20_000
"""Rows of an export; whoever sees more narrows the list first."""

AccountSort = Literal[
    "name", "-name", "number", "-number", "contact", "-contact", "since", "-since"
]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class AccountListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which customers and prospects: by kind, text, contact and site.

    `search` is a part of the name or the beginning of the number; `contact` is `none`, `me` or a
    person's id; `partner` one or several of one's own sites, separated by commas. `sort` has a
    minus before it for the other way round.
    """

    kind: AccountKind | None = None
    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    contact: Annotated[str, msgspec.Meta(max_length=36)] | None = None
    partner: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    sort: AccountSort = "name"
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class AccountExportQuery(AccountListQuery, frozen=True, kw_only=True):
    """What the list is narrowed to, and the form of the file."""

    format: TableForm = "xlsx"


class DuplicateQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The name of somebody who may be known already; `partner` is named by the vendor's people."""

    name: _Name
    partner: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


class AccountWithData(msgspec.Struct, frozen=True, kw_only=True):
    """A customer or prospect with its contracts and what is on file of it.

    `master_data` is null for prospects, and where it could not be asked for just now, which
    `gaps` says.
    """

    account: PartnerAccount
    contracts: tuple[ContractItem, ...]
    contract_total: int
    master_data: MasterData | None
    particulars: Particulars | None
    version: int | None
    gaps: tuple[str, ...] = ()


class NewProspect(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may become a customer."""

    name: _Name
    particulars: Particulars = Particulars()


class ChangedProspect(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a prospect from now on; `base_version` is what the caller saw."""

    base_version: BaseVersion
    name: _Name
    particulars: Particulars


class ProspectContact(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks after the prospect from now on; null for nobody."""

    person_id: UUID | None


async def list_accounts(call: Call, query: AccountListQuery) -> AccountPage:
    """Return the customers and prospects that the caller sees at his sites."""
    return await call.around.catalog.list_accounts(call.context, asked(query))


async def export_accounts(call: Call, query: AccountExportQuery) -> Response:
    """Return what the list shows as a file, with the caller's own columns."""
    accounts = await read_whole(
        partial(call.around.catalog.list_accounts, call.context),
        asked(query),
        at_once=_EXPORTED_AT_ONCE,
        most=MOST_EXPORTED,
    )
    view = await call.around.catalog.get_list_view(call.context, "customers")
    t = call.texts
    heading, rows = table_of(accounts, known_columns(view.columns), t)
    title, name = t("customer_export.title"), t("customer_export.file_name")
    return await saved_table(query.format, title, name, heading, rows)


async def get_account(call: Call, account_id: UUID) -> AccountWithData:
    """Return a customer or prospect with its contracts and master data."""
    detail = await call.around.catalog.get_account(call.context, account_id)
    return await with_master_data(call, detail)


async def with_master_data(call: Call, detail: AccountDetail) -> AccountWithData:
    """Return what catalog knows of a customer or prospect with its master data beside it."""
    master_data: MasterData | None = None
    gaps: tuple[str, ...] = ()
    if detail.account.kind == "customer":
        try:
            master_data = await call.around.identity.get_customer_data(
                call.context, detail.account.id
            )
        except (WireError, AreaFailure, ServiceFault):
            # What catalog has copied is shown all the same.
            gaps = ("master_data",)
    return AccountWithData(
        account=detail.account,
        contracts=detail.contracts,
        contract_total=detail.contract_total,
        master_data=master_data,
        particulars=detail.particulars,
        version=detail.version,
        gaps=gaps,
    )


async def find_duplicates(call: Call, query: DuplicateQuery) -> Duplicates:
    """Return whom the caller sees that is named much like this."""
    partners = site_ids(query.partner)
    return await call.around.catalog.find_duplicates(call.context, query.name, partners)


async def create_prospect(call: Call, body: NewProspect, idempotency_key: str) -> Prospect:
    """Create a prospect, looked after by the caller; the answer names likely duplicates."""
    request = CreateProspect(
        name=body.name, particulars=body.particulars, idempotency_key=idempotency_key
    )
    return await call.around.catalog.create_prospect(call.context, request)


async def change_prospect(call: Call, prospect_id: UUID, body: ChangedProspect) -> Prospect:
    """Change what is known of a prospect."""
    request = ChangeProspect(
        prospect_id=prospect_id,
        base_version=body.base_version,
        name=body.name,
        particulars=body.particulars,
    )
    return await call.around.catalog.change_prospect(call.context, request)


async def remove_prospect(call: Call, prospect_id: UUID) -> None:
    """Delete a prospect with all that is known of it."""
    await call.around.catalog.remove_prospect(call.context, prospect_id)


async def assign_prospect_contact(
    call: Call, prospect_id: UUID, body: ProspectContact
) -> PartnerAccount:
    """Say who among the partner's people looks after a prospect."""
    request = AssignProspectContact(prospect_id=prospect_id, person_id=body.person_id)
    return await call.around.catalog.assign_prospect_contact(call.context, request)


def asked(query: AccountListQuery) -> AccountQuery:
    """Return the query in the words of the service.

    Raises:
        InvalidFields: a site is no id, or there are more than 50.
    """
    order: AccountOrder = query.sort.removeprefix("-")  # type: ignore[assignment]  # one of them
    return AccountQuery(
        kind=query.kind,
        search=query.search or None,
        contact=query.contact or None,
        partners=site_ids(query.partner),
        order=order,
        descending=query.sort.startswith("-"),
        cursor=query.cursor,
        limit=query.limit,
    )
