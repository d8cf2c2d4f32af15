"""What is new since the last sign-in and how things stand, in one call with gaps named (D11)."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from contracts.accounts import SignInTimes
from contracts.billing_docs import Document, DocumentQuery
from contracts.content import ContentNews
from contracts.errors import (
    AreaNotVisible,
    DeadlinePassed,
    EntitlementMissing,
    NotFound,
    NotPermitted,
    ServiceUnavailable,
)
from contracts.tickets import Request, RequestQuery
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


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """A dashboard with what it was counted from; None for what is hidden, or is a gap."""

    dashboard: Dashboard
    documents: tuple[Document, ...] | None
    """The newest hundred in Post and Archive."""
    requests: tuple[Request, ...] | None
    """The hundred of one's own in which something happened last."""


async def get_dashboard(call: Call) -> Dashboard:
    """Return what is new since the last sign-in, and to administrators the plan at a glance."""
    return (await find_dashboard(call)).dashboard


async def find_dashboard(call: Call) -> Findings:
    """Return the dashboard and what stands behind its figures, with the same calls."""
    gaps: set[str] = set()
    (times, content), documents, requests, subscription = await asyncio.gather(
        _times_and_content(call, gaps),
        or_gap(_newest_documents(call), "documents", gaps),
        or_gap(_latest_requests(call), "requests", gaps),
        _subscription(call),
    )
    if subscription is not None:
        gaps.update(subscription.gaps)
    return Findings(
        dashboard=Dashboard(
            signed_in_at=times.signed_in_at if times else None,
            previous_sign_in_at=times.previous_at if times else None,
            since_last_login=_since(times, documents, requests, content) if times else None,
            subscription=subscription,
            gaps=tuple(sorted(gaps)),
        ),
        documents=documents,
        requests=requests,
    )


async def _times_and_content(
    call: Call, gaps: set[str]
) -> tuple[SignInTimes | None, ContentNews | None]:
    """Return when one was here before, and then how much was published since."""
    asked = call.around.identity.get_sign_in_times(call.context)
    times = await or_gap(asked, "accounts", gaps)
    if times is None:
        return None, None
    news = call.around.catalog.count_news(call.context, _since_when(times))
    return times, await or_gap(news, "packages", gaps)


def _since(
    times: SignInTimes,
    documents: tuple[Document, ...] | None,
    requests: tuple[Request, ...] | None,
    content: ContentNews | None,
) -> SinceLastLogin:
    since = _since_when(times)
    return SinceLastLogin(
        since=since,
        documents=(
            None if documents is None else sum(each.received_at > since for each in documents)
        ),
        requests=(
            None
            if requests is None
            else sum((each.active_at or each.opened_at) > since for each in requests)
        ),
        content=content,
    )


def _since_when(times: SignInTimes) -> datetime:
    return times.previous_at or times.signed_in_at - LOOKS_BACK


async def _newest_documents(call: Call) -> tuple[Document, ...]:
    query = DocumentQuery(sort="-received_at", limit=COUNTED_AT_MOST)
    return (await call.around.billing_docs.list_documents(call.context, query)).items


async def _latest_requests(call: Call) -> tuple[Request, ...]:
    query = RequestQuery(sort="activity", limit=COUNTED_AT_MOST)
    return (await call.around.tickets.list_requests(call.context, query)).items


async def _subscription(call: Call) -> SubscriptionSummary | None:
    principal = call.identified.principal
    if not principal.is_admin or principal.is_staff:
        return None
    return await summarise_subscription(call)


async def or_gap(answer: Awaitable[T], area: str, gaps: set[str]) -> T | None:
    """Return the answer; None if it is not for the caller, or its area is away and thus a gap."""
    try:
        return await answer
    except (AreaNotVisible, EntitlementMissing, NotFound, NotPermitted):
        return None
    except (AreaFailure, ServiceUnavailable, DeadlinePassed):
        gaps.add(area)
        return None
