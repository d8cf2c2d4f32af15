"""Contracts: the list and its alarm, one of them, its timeline, what one does about it."""

from datetime import date
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.contract_list import (
    AcknowledgeAlarm,
    ContractDetail,
    ContractOrder,
    ContractPage,
    ContractQuery,
    ContractView,
    ReactivationOrder,
)
from contracts.contract_timeline import ContractTimeline, ReasonKind, Stage
from contracts.inbound import ContractKind
from gateway.api.contract_calendar import calendar_of
from gateway.api.contract_tables import known_columns, table_of
from gateway.api.file_headers import saved_as
from gateway.api.site_ids import site_ids
from gateway.api.tables import TableForm, saved_table
from gateway.api.whole_list import read_whole
from gateway.call import Call

CALENDAR = "text/calendar"
_EXPORTED_AT_ONCE = 1000
MOST_EXPORTED = 20_000
"""Rows of an export; whoever sees more narrows the list first."""


class ContractListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which contracts: `view=alarm` for the alarm, by `reason` or `stage` if wished.

    `search` is the beginning of the number or of the customer's name; `sort` an order, with a minus
    before it for the other way round. The alarm has an order of its own. `partner` names one or
    several of one's own sites, separated by commas; without it the list is that of the site one
    acts for.
    """

    view: ContractView = "all"
    reason: ReasonKind | None = None
    stage: Stage | None = None
    acknowledged: bool = False
    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    kind: ContractKind | None = None
    customer: UUID | None = None
    partner: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    sort: Literal["due_on", "-due_on", "number", "-number", "customer", "-customer"] = "due_on"
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class ContractExportQuery(ContractListQuery, frozen=True, kw_only=True):
    """What the list is narrowed to, and the form of the file."""

    format: TableForm = "xlsx"


class TimelineQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The day from which the timeline is seen; today if left out."""

    as_of: date | None = None


async def list_contracts(call: Call, query: ContractListQuery) -> ContractPage:
    """Return the contracts that the caller sees."""
    return await call.around.catalog.list_contracts(call.context, asked(query))


async def export_contracts(call: Call, query: ContractExportQuery) -> Response:
    """Return the contracts that the list shows, as a file with the caller's own columns."""
    items = await read_whole(
        partial(call.around.catalog.list_contracts, call.context),
        asked(query),
        at_once=_EXPORTED_AT_ONCE,
        most=MOST_EXPORTED,
    )
    view = await call.around.catalog.get_list_view(call.context, "contracts")
    heading, rows = table_of(items, known_columns(view.columns), call.texts)
    title, name = call.texts("contracts.title"), call.texts("contracts.file_name")
    return await saved_table(query.format, title, name, heading, rows)


async def get_contract(call: Call, contract_id: UUID) -> ContractDetail:
    """Return one contract that the caller sees, with all that is known of it."""
    return await call.around.catalog.get_contract(call.context, contract_id)


async def get_timeline(call: Call, contract_id: UUID, query: TimelineQuery) -> ContractTimeline:
    """Return all that happens with a contract, as it is seen from any day."""
    return await call.around.catalog.get_contract_timeline(call.context, contract_id, query.as_of)


async def get_calendar(call: Call, contract_id: UUID) -> Response:
    """Return the contract's timeline as an iCalendar file, in the caller's language."""
    catalog = call.around.catalog
    timeline = await catalog.get_contract_timeline(call.context, contract_id, None)
    contract = (await catalog.get_contract(call.context, contract_id)).contract
    name = f"{call.texts('contracts.file_name')}-{contract.number}.ics"
    return saved_as(calendar_of(contract, timeline, call.texts), CALENDAR, name)


async def acknowledge_alarm(call: Call, contract_id: UUID) -> None:
    """Silence a contract in one's own alarm until its next stage."""
    await call.around.catalog.acknowledge_alarm(
        call.context, AcknowledgeAlarm(contract_id=contract_id)
    )


async def show_alarm_again(call: Call, contract_id: UUID) -> None:
    """Take back that one has acknowledged a contract in the alarm."""
    await call.around.catalog.acknowledge_alarm(
        call.context, AcknowledgeAlarm(contract_id=contract_id, undo=True)
    )


async def order_reactivation(call: Call, contract_id: UUID) -> ReactivationOrder:
    """Order that a contract is taken up again; each of its ends is ordered away once."""
    return await call.around.catalog.order_reactivation(call.context, contract_id)


def asked(query: ContractListQuery) -> ContractQuery:
    """Return the query in the words of the service.

    Raises:
        InvalidFields: a site is no id, or there are more than 50.
    """
    order: ContractOrder = query.sort.removeprefix("-")  # type: ignore[assignment]  # one of them
    return ContractQuery(
        view=query.view,
        reason=query.reason,
        stage=query.stage,
        with_acknowledged=query.acknowledged,
        search=query.search or None,
        kind=query.kind,
        customer_id=query.customer,
        partner_ids=site_ids(query.partner),
        order=order,
        descending=query.sort.startswith("-"),
        cursor=query.cursor,
        limit=query.limit,
    )
