"""What is new since the last sign-in and how things stand, in one call with gaps named (D11)."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from contracts.accounts import SignInTimes
from contracts.billing_docs import DocumentQuery
from contracts.content import ContentNews
from contracts.errors import (
    AreaNotVisible,
    DeadlinePassed,
    EntitlementMissing,
    NotFound,
    NotPermitted,
    ServiceUnavailable,
)
from contracts.tickets import RequestQuery
from gateway.api.plans import SubscriptionSummary, summarise_subscription
from gateway.call import Call
from gateway.clients.failures import AreaFailure

T = TypeVar("T")

# Where the last sign-in is longer ago than anybody remembers, or there was none.
LOOKS_BACK = timedelta(days=30)
COUNTED_AT_MOST = 100
"""Documents and requests are counted among the newest hundred."""


class SinceLastLogin(msgspec.Struct, frozen=True, kw_only=True):
    """How much is new since an instant; None for what is not shown to the caller, or is a gap."""

    since: datetime
    documents: int | None
    requests: int | None
    """Of the caller's own requests: where something happened that he may read."""
    content: ContentNews | None


class Dashboard(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wants to know when he comes in; `gaps` names what does not answer just now.

    `subscription` is for administrators, who see plans.
    """

    signed_in_at: datetime | None
    previous_sign_in_at: datetime | None
    since_last_login: SinceLastLogin | None
    subscription: SubscriptionSummary | None
    gaps: tuple[str, ...]


async def get_dashboard(call: Call) -> Dashboard:
    """Return what is new since the last sign-in, and to administrators the plan at a glance."""
    gaps: set[str] = set()
    times, subscription = await asyncio.gather(
        _or_none(call.around.identity.get_sign_in_times(call.context), "accounts", gaps),
        _subscription(call),
    )
    news = None if times is None else await _since(call, times, gaps)
    if subscription is not None:
        gaps.update(subscription.gaps)
    return Dashboard(
        signed_in_at=times.signed_in_at if times else None,
        previous_sign_in_at=times.previous_at if times else None,
        since_last_login=news,
        subscription=subscription,
        gaps=tuple(sorted(gaps)),
    )


async def _since(call: Call, times: SignInTimes, gaps: set[str]) -> SinceLastLogin:
    since = times.previous_at or times.signed_in_at - LOOKS_BACK
    documents, requests, content = await asyncio.gather(
        _or_none(_new_documents(call, since), "documents", gaps),
        _or_none(_new_requests(call, since), "requests", gaps),
        _or_none(call.around.catalog.count_news(call.context, since), "packages", gaps),
    )
    return SinceLastLogin(since=since, documents=documents, requests=requests, content=content)


async def _new_documents(call: Call, since: datetime) -> int:
    query = DocumentQuery(sort="-received_at", limit=COUNTED_AT_MOST)
    found = await call.around.billing_docs.list_documents(call.context, query)
    return sum(document.received_at > since for document in found.items)


async def _new_requests(call: Call, since: datetime) -> int:
    query = RequestQuery(sort="activity", limit=COUNTED_AT_MOST)
    found = await call.around.tickets.list_requests(call.context, query)
    return sum((request.active_at or request.opened_at) > since for request in found.items)


async def _subscription(call: Call) -> SubscriptionSummary | None:
    principal = call.identified.principal
    if not principal.is_admin or principal.is_staff:
        return None
    return await summarise_subscription(call)


async def _or_none(answer: Awaitable[T], area: str, gaps: set[str]) -> T | None:
    """Return the answer; None if it is not for the caller, or its area is away and thus a gap."""
    try:
        return await answer
    except (AreaNotVisible, EntitlementMissing, NotFound, NotPermitted):
        return None
    except (AreaFailure, ServiceUnavailable, DeadlinePassed):
        gaps.add(area)
        return None
