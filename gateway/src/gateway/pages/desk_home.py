"""Where the vendor's people come in: what waits at which desk."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.responses import Response

from contracts.billing_docs import WithoutNoticeQuery
from contracts.content import WrittenContentQuery
from contracts.damage import DamageQuery
from contracts.deletion import DeletionRunQuery
from contracts.delivery import PrintBatchQuery
from contracts.delivery_rules import FailureQuery
from contracts.document_office import ParkedEventQuery
from contracts.invoice_runs import InvoiceRunQuery
from contracts.mails import IncomingMailQuery
from contracts.master_data_changes import MasterDataChangeQuery
from contracts.packages import PackageRequestQuery
from contracts.request_desk import DeskQuery
from gateway.call import Call
from gateway.pages.cards import card
from gateway.pages.open_requests import own_summary
from gateway.pages.page import page

_MOST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """How much lies somewhere, and whether it is more than was counted."""

    count: int
    is_more: bool = False


Count: TypeAlias = Callable[[Call], Awaitable[Amount]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One desk: its address, its word, and what is counted there."""

    path: str
    word: str
    count: Count | None = None
    is_urgent: bool = False
    for_administration: bool = False


async def show(call: Call) -> Response:
    """Show every desk that the reader may go to, with what waits there."""
    is_admin = call.identified.principal.is_admin
    groups = [
        (word, [place for place in places if is_admin or not place.for_administration])
        for word, places in GROUPS
    ]
    shown = [place for _, places in groups for place in places]
    cards = await asyncio.gather(
        *(card(place.count(call) if place.count else None) for place in shown)
    )
    counts = dict(zip((place.word for place in shown), cards, strict=True))
    return page(
        call,
        "desk_home.html",
        groups=[(word, places) for word, places in groups if places],
        counts=counts,
        is_away=any(each.is_away for each in cards),
    )


async def _assigned(call: Call) -> Amount:
    return Amount(count=(await own_summary(call)).open_requests)


def _requests(**asked: Any) -> Count:
    query = DeskQuery(open=True, limit=_MOST, **asked)
    return lambda call: _amount(call.around.tickets.list_desk_requests(call.context, query))


async def _amount(answer: Awaitable[Any]) -> Amount:
    found = await answer
    return Amount(count=len(found.items), is_more=found.next_cursor is not None)


def _mails(call: Call) -> Awaitable[Amount]:
    return _amount(call.around.tickets.list_mails(call.context, IncomingMailQuery()))


def _changes(call: Call) -> Awaitable[Amount]:
    query = MasterDataChangeQuery(state="waiting_for_vendor", limit=_MOST)
    return _amount(call.around.tickets.list_master_data_changes(call.context, query))


def _unactivated(call: Call) -> Awaitable[Amount]:
    return _amount(call.around.identity.list_unactivated_contacts(call.context, None, _MOST))


def _package_requests(call: Call) -> Awaitable[Amount]:
    query = PackageRequestQuery(open=True, limit=_MOST)
    return _amount(call.around.catalog.list_package_requests(call.context, query))


def _drafts(call: Call) -> Awaitable[Amount]:
    query = WrittenContentQuery(state="draft", limit=_MOST)
    return _amount(call.around.catalog.list_written_content(call.context, query))


async def _parked(call: Call) -> Amount:
    query = ParkedEventQuery(limit=1)
    found = await call.around.billing_docs.list_parked_events(call.context, query)
    return Amount(count=sum(each.count for each in found.counts))


def _runs(call: Call) -> Awaitable[Amount]:
    query = InvoiceRunQuery(state="open", limit=_MOST)
    return _amount(call.around.billing_docs.list_invoice_runs(call.context, query))


def _batches(call: Call) -> Awaitable[Amount]:
    query = PrintBatchQuery(state="ready", limit=_MOST)
    return _amount(call.around.billing_docs.list_print_batches(call.context, query))


def _failures(call: Call) -> Awaitable[Amount]:
    query = FailureQuery(limit=_MOST)
    return _amount(call.around.billing_docs.list_delivery_failures(call.context, query))


def _untold(call: Call) -> Awaitable[Amount]:
    query = WithoutNoticeQuery(limit=_MOST)
    return _amount(call.around.billing_docs.list_without_notice(call.context, query))


def _damages(call: Call) -> Awaitable[Amount]:
    return _amount(call.around.billing_docs.list_damages(call.context, DamageQuery(limit=_MOST)))


def _deletions(call: Call) -> Awaitable[Amount]:
    query = DeletionRunQuery(state="proposed", limit=_MOST)
    return _amount(call.around.billing_docs.list_deletion_runs(call.context, query))


def _office(path: str, word: str, count: Count | None = None, *, is_urgent: bool = False) -> Place:
    """Return a desk of the administration alone."""
    return Place(path=path, word=word, count=count, is_urgent=is_urgent, for_administration=True)


GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "requests",
        (
            Place(path="/desk?assignee=me", word="mine", count=_assigned),
            Place(
                path="/desk?assignee=nobody",
                word="unassigned",
                count=_requests(assignee="nobody"),
            ),
            Place(
                path="/desk?is_overdue=true",
                word="overdue",
                count=_requests(is_overdue=True),
                is_urgent=True,
            ),
            Place(path="/desk/mails", word="mails", count=_mails),
        ),
    ),
    (
        "customers",
        (
            Place(path="/desk/customers", word="customers"),
            Place(path="/desk/unactivated", word="unactivated", count=_unactivated),
            Place(path="/master-data", word="master_data", count=_changes),
        ),
    ),
    (
        "packages",
        (
            Place(path="/desk/packages", word="package_requests", count=_package_requests),
            Place(path="/desk/package-definitions", word="package_definitions"),
            Place(path="/desk/plans", word="plans"),
        ),
    ),
    (
        "documents",
        (
            _office("/office/runs", "runs", _runs),
            _office("/office/parked", "parked", _parked, is_urgent=True),
            _office("/office/print-batches", "print_batches", _batches),
            _office("/delivery-failures", "failures", _failures, is_urgent=True),
            _office("/office/without-notice", "without_notice", _untold),
            _office("/office/damages", "damages", _damages, is_urgent=True),
            _office("/office/deletion-runs", "deletion_runs", _deletions),
        ),
    ),
    (
        "content",
        (
            Place(path="/desk/content", word="content", count=_drafts),
            Place(path="/business", word="business"),
        ),
    ),
    (
        "operation",
        (
            _office("/system", "system"),
            _office("/audit", "audit"),
            _office("/api-keys", "api_keys"),
        ),
    ),
)
