"""The document office: what the vendor's administration has to look after, at a glance."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from starlette.responses import Response

from contracts.billing_docs import WithoutNoticeQuery
from contracts.damage import DamageQuery
from contracts.deletion import DeletionRunQuery
from contracts.delivery import PrintBatchQuery
from contracts.delivery_rules import FailureQuery
from contracts.document_office import ParkedEventQuery
from contracts.errors import NotPermitted
from contracts.invoice_runs import InvoiceRunQuery
from contracts.organisation_names import OrganisationName
from contracts.retention import HoldQuery
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.page import page
from gateway.problems import InvalidFields

OFFICE = "/office"
_MOST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """One of the office's places: how much lies there, and whether there is more than was counted.

    `count` is None where there is nothing to count.
    """

    path: str
    word: str
    count: int | None = None
    is_more: bool = False
    is_urgent: bool = False


async def show(call: Call) -> Response:
    """Show every place of the office, with what lies there."""
    require_administration(call)
    ask, who = call.around.billing_docs, call.context
    arriving, kept = await asyncio.gather(
        asyncio.gather(
            ask.list_parked_events(who, ParkedEventQuery(limit=1)),
            ask.list_invoice_runs(who, InvoiceRunQuery(state="open", limit=_MOST)),
            ask.list_print_batches(who, PrintBatchQuery(state="ready", limit=_MOST)),
            ask.list_delivery_failures(who, FailureQuery(limit=_MOST)),
            ask.list_without_notice(who, WithoutNoticeQuery(limit=_MOST)),
        ),
        asyncio.gather(
            ask.list_holds(who, HoldQuery(limit=_MOST)),
            ask.list_deletion_runs(who, DeletionRunQuery(state="proposed", limit=_MOST)),
            ask.list_damages(who, DamageQuery(limit=_MOST)),
        ),
    )
    parked, runs, batches, failures, untold = arriving
    holds, deletions, damages = kept
    tiles = (
        Tile(
            path=f"{OFFICE}/parked",
            word="parked",
            count=sum(each.count for each in parked.counts),
            is_urgent=True,
        ),
        _tile("runs", len(runs.items), runs.next_cursor),
        _tile("print-batches", len(batches.items), batches.next_cursor),
        Tile(
            path="/delivery-failures",
            word="failures",
            count=len(failures.items),
            is_more=failures.next_cursor is not None,
            is_urgent=True,
        ),
        _tile("without-notice", len(untold.items), untold.next_cursor),
        _tile("keeping", len(holds.items), holds.next_cursor),
        _tile("damages", len(damages.items), damages.next_cursor, is_urgent=True),
        _tile("deletion-runs", len(deletions.items), deletions.next_cursor),
        Tile(path=f"{OFFICE}/messages", word="messages"),
        Tile(path=f"{OFFICE}/doubts", word="doubts"),
        Tile(path=f"{OFFICE}/message-history", word="message_history"),
        Tile(path=f"{OFFICE}/ledger", word="ledger"),
    )
    return page(call, "office.html", tiles=tiles)


async def show_without_notice(call: Call) -> Response:
    """List the documents that nobody was told of."""
    require_administration(call)
    query = read_values({"cursor": call.request.query_params.get("cursor", "")}, WithoutNoticeQuery)
    found = await call.around.billing_docs.list_without_notice(call.context, query)
    names = await names_of(call, {each.organisation_id for each in found.items})
    return page(
        call,
        "office_without_notice.html",
        documents=found.items,
        names=names,
        next_cursor=found.next_cursor,
    )


async def show_damages(call: Call) -> Response:
    """List the documents whose bytes are damaged, or were."""
    require_administration(call)
    asked = call.request.query_params
    shows_all = asked.get("state") == "all"
    query = read_values({"cursor": asked.get("cursor", "")}, DamageQuery)
    found = await call.around.billing_docs.list_damages(
        call.context, DamageQuery(cursor=query.cursor, mended=shows_all)
    )
    names = await names_of(call, {each.organisation_id for each in found.items})
    return page(
        call,
        "office_damages.html",
        damages=found.items,
        names=names,
        shows_all=shows_all,
        next_cursor=found.next_cursor,
    )


def require_administration(call: Call) -> None:
    """Return when the vendor's administration asks; nobody else has an office."""
    principal = call.identified.principal
    if not (principal.is_staff and principal.is_admin):
        raise NotPermitted("vendor_administration")


def chosen_ids(fields: list[tuple[str, str]]) -> tuple[UUID, ...]:
    """Return what was ticked in a list.

    Raises:
        InvalidFields: something is no id.
    """
    try:
        return tuple(UUID(value) for name, value in fields if name == "id")
    except ValueError:
        raise InvalidFields((("id", "not_an_id"),)) from None


async def names_of(call: Call, ids: set[UUID]) -> dict[UUID, OrganisationName]:
    """Return what organisations are called, those that are known."""
    wanted = tuple(ids)[:_MOST]
    if not wanted:
        return {}
    named = await call.around.identity.name_organisations(call.context, wanted)
    return {each.id: each for each in named.items}


async def people(call: Call) -> Callable[[str], str]:
    """Return what tells the name of whoever a record calls `person:<id>` or `system:<part>`."""
    members = await call.around.identity.list_members(call.context, None)
    known = {f"person:{each.person_id}": each.person_name for each in members.items}

    def name_of(actor: str) -> str:
        if actor.startswith("system:"):
            return call.texts("office.by_system")
        return known.get(actor) or call.texts("office.by_unknown")

    return name_of


def _tile(word: str, count: int, cursor: str | None, *, is_urgent: bool = False) -> Tile:
    return Tile(
        path=f"{OFFICE}/{word}",
        word=word.replace("-", "_"),
        count=count,
        is_more=cursor is not None,
        is_urgent=is_urgent,
    )
