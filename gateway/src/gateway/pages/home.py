"""Where one comes in: what is new, what waits, what ends soon, and what one does not have."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from starlette.responses import Response

from contracts.billing_docs import Document
from contracts.content import ContentNews
from contracts.contract_list import ContractPage, ContractQuery
from contracts.meters import DueReadings
from contracts.principal import AREAS, Principal
from contracts.sending import BillingAccess
from contracts.tickets import Request
from gateway.api.contract_tables import reason_words
from gateway.api.dashboard import Findings, find_dashboard
from gateway.api.explain import Question, explain
from gateway.call import Call
from gateway.pages import desk_home
from gateway.pages.admin_tasks import AdminTasks, admin_tasks
from gateway.pages.cards import Card, card
from gateway.pages.navigation import has_contracts, reads_meters
from gateway.pages.page import page, redirect
from gateway.pages.request_words import words_for

HOME = "/overview"
_SHOWN = 5
# What was published, with the section in which it is read.
_SECTIONS = (
    ("announcements", "news"),
    ("faq", "faq"),
    ("articles", "wiki"),
    ("lessons", "academy"),
    ("seminars", "seminars"),
    ("videos", "videos"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingAreas:
    """Areas that somebody does not have for the same reason, and who can change that."""

    reason: str
    areas: tuple[str, ...]
    who: str


def home_of(principal: Principal) -> str:
    """Return where somebody comes in: who only reads documents finds them at once."""
    return "/post" if principal.role == "documents" else HOME


async def show(call: Call) -> Response:
    """Show a card for each thing that concerns the reader; of an area that is away, that it is."""
    principal = call.identified.principal
    if principal.is_staff:
        return await desk_home.show(call)
    if principal.role == "documents":
        return redirect(call, home_of(principal))
    found, alarm, due, access, missing, tasks = await asyncio.gather(
        find_dashboard(call),
        card(_alarm(call)),
        card(_due(call)),
        card(call.around.billing_docs.get_billing_access(call.context)),
        _missing_areas(call),
        admin_tasks(call),
    )
    return _shown(call, found, (alarm, due, access), missing, tasks)


def _shown(
    call: Call,
    found: Findings,
    cards: tuple[Card[ContractPage], Card[DueReadings], Card[BillingAccess]],
    missing: tuple[MissingAreas, ...],
    tasks: AdminTasks | None,
) -> Response:
    alarm, due, access = cards
    dashboard = found.dashboard
    news = dashboard.since_last_login
    content = news.content if news else None
    return page(
        call,
        "home.html",
        dashboard=dashboard,
        news=news,
        published=_published(content),
        waiting=content.required_notices if content else 0,
        documents=_in_post(found.documents),
        requests=_open(found.requests),
        words=words_for(call),
        alarm=alarm,
        due=due,
        access=access,
        missing=missing,
        tasks=tasks,
        reason_words=lambda reason: reason_words(reason, call.texts),
        shown=_SHOWN,
        is_away=dashboard.gaps.__contains__,
    )


def _published(content: ContentNews | None) -> list[tuple[str, int]]:
    if content is None:
        return []
    return [
        (section, getattr(content, name)) for name, section in _SECTIONS if getattr(content, name)
    ]


def _in_post(documents: tuple[Document, ...] | None) -> tuple[Document, ...] | None:
    """Return the newest that nobody has put away."""
    if documents is None:
        return None
    return tuple(each for each in documents if each.folder == "post")[:_SHOWN]


def _open(requests: tuple[Request, ...] | None) -> tuple[Request, ...] | None:
    if requests is None:
        return None
    return tuple(each for each in requests if each.state != "closed")[:_SHOWN]


def _alarm(call: Call) -> Awaitable[ContractPage] | None:
    if not has_contracts(call.identified.principal):
        return None
    query = ContractQuery(view="alarm", limit=_SHOWN)
    return call.around.catalog.list_contracts(call.context, query)


def _due(call: Call) -> Awaitable[DueReadings] | None:
    if not reads_meters(call.identified.principal):
        return None
    return call.around.catalog.list_due(call.context, None)


async def _missing_areas(call: Call) -> tuple[MissingAreas, ...]:
    """Return which areas the reader lacks: one question for all that lack the same thing."""
    principal = call.identified.principal
    lacking = [each for each in AREAS if _concerns(each, principal)]
    groups = {
        "not_booked": tuple(each for each in lacking if principal.lacks_entitlement(each)),
        "not_switched_on": tuple(each for each in lacking if not principal.lacks_entitlement(each)),
    }
    named = {reason: areas for reason, areas in groups.items() if areas}
    who = await asyncio.gather(*(card(_who(call, areas[0])) for areas in named.values()))
    return tuple(
        MissingAreas(reason=reason, areas=areas, who=answer.found or "")
        for (reason, areas), answer in zip(named.items(), who, strict=True)
    )


def _concerns(area: str, principal: Principal) -> bool:
    """Whether the reader lacks an area that there is for organisations such as his."""
    is_for_others = area == "business" and principal.organisation_kind != "partner"
    return not is_for_others and not principal.may_enter(area)


async def _who(call: Call, area: str) -> str:
    explanation = await explain(call, Question(area=area))
    # The first two say that it is so and why; the page says that itself.
    return " ".join(explanation.sentences[2:])
