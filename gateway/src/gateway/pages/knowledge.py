"""News, questions, knowledge base, academy, seminars and videos: a tab for each that is open."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.content import (
    ContentCategories,
    ContentDetail,
    ContentKind,
    ContentQuery,
    RequiredNotices,
    Search,
    Topic,
)
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.request_types import Key
from contracts.trainings import OwnPlaces, SeminarDates
from gateway.api.content import confirm_notice, list_required_notices, read_content
from gateway.api.decoding import read_values
from gateway.api.seminars import list_own_places, list_seminar_dates
from gateway.call import Call
from gateway.markup import as_html
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import ProblemDetails

KNOWLEDGE = "/knowledge"
TOPICS: tuple[Topic, ...] = ("product", "feature", "event")
_PAGE_SIZE = 50
_DONE = frozenset({"book", "give_back"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One tab: its name in the address, what stands there, and the area that opens it."""

    name: str
    kind: ContentKind
    area: str | None = None

    @property
    def has_categories(self) -> bool:
        """Whether its texts stand under headings."""
        return self.kind in {"faq", "article", "lesson"}


SECTIONS: Mapping[str, Section] = {
    section.name: section
    for section in (
        Section(name="news", kind="announcement"),
        Section(name="faq", kind="faq"),
        Section(name="wiki", kind="article", area="wiki"),
        Section(name="academy", kind="lesson", area="academy"),
        Section(name="seminars", kind="seminar", area="seminars"),
        Section(name="videos", kind="video", area="videos"),
    )
}
_SECTION_OF: Mapping[ContentKind, Section] = {each.kind: each for each in SECTIONS.values()}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the form above a list asks for; what is empty is not asked."""

    q: Search | None = None
    category: Key | None = None
    topic: Topic | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=800)] | None = None


async def start(call: Call) -> Response:
    """Lead on to the news."""
    return redirect(call, f"{KNOWLEDGE}/news")


async def show_list(call: Call) -> Response:
    """Show the texts of a section, or what was looked for among them."""
    section = section_in(call)
    asked = {name: call.request.query_params.get(name, "") for name in Wanted.__struct_fields__}
    wanted = read_values(asked, Wanted)
    query = ContentQuery(
        kind=section.kind,
        language=call.language,
        topic=wanted.topic,
        category=wanted.category,
        search=wanted.q,
        cursor=wanted.cursor,
        limit=_PAGE_SIZE,
    )
    catalog = call.around.catalog
    found, categories, notices, places = await asyncio.gather(
        catalog.list_content(call.context, query),
        catalog.list_content_categories(call.context),
        _notices(call, section),
        _places(call, section),
    )
    return page(
        call,
        "knowledge.html",
        section=section,
        sections=open_sections(call.identified.principal),
        found=found,
        categories=category_names(call, categories),
        notices=notices.items,
        places=places.items,
        topics=TOPICS,
        wanted=wanted,
        next_address=_next_address(section, wanted, found.next_cursor),
        is_confirmed=call.request.query_params.get("done") == "confirmed",
    )


async def show_text(call: Call) -> Response:
    """Show one text whole; a seminar with its dates."""
    section = section_in(call)
    detail, dates = await read_text(call, section)
    return text_page(call, section, detail, dates, None)


async def read_text(call: Call, section: Section) -> tuple[ContentDetail, SeminarDates]:
    """Return the text that the address names, and when it is held if it is a seminar.

    Raises:
        NotFound: there is none, or it stands in another section.
    """
    content_id = content_id_in(call)
    detail, dates = await asyncio.gather(
        read_content(call, content_id), _dates(call, section, content_id)
    )
    if detail.item.kind != section.kind:
        raise NotFound("content")
    return detail, dates


def text_page(
    call: Call,
    section: Section,
    detail: ContentDetail,
    dates: SeminarDates,
    problem: ProblemDetails | None,
) -> Response:
    """Return a text as a page."""
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "knowledge_text.html",
        status=problem.status if problem else 200,
        section=section,
        detail=detail,
        dates=dates.items,
        html=as_html(detail.text),
        problem=problem,
        done=done if done in _DONE and problem is None else None,
    )


async def confirm(call: Call) -> Response:
    """Note that somebody has read an important notice."""
    await confirm_notice(call, content_id_in(call))
    return redirect(call, f"{KNOWLEDGE}/news?done=confirmed")


def section_in(call: Call) -> Section:
    """Return the section that the address names.

    Raises:
        NotFound: there is none of this name.
    """
    section = SECTIONS.get(call.request.path_params["section"])
    if section is None:
        raise NotFound("section")
    return section


def section_of(kind: ContentKind) -> Section:
    """Return the section in which a kind stands."""
    return _SECTION_OF[kind]


def category_names(call: Call, categories: ContentCategories) -> tuple[tuple[str, str], ...]:
    """Return the key of each category with its name in the caller's language."""
    return tuple(
        (each.key, each.name.en if call.language == "en" else each.name.de)
        for each in categories.items
    )


def content_id_in(call: Call) -> UUID:
    """Return the text that the address names.

    Raises:
        NotFound: it can be none.
    """
    return id_in(call, "content_id", "content")


def open_sections(principal: Principal) -> tuple[Section, ...]:
    """Return the sections that somebody may enter."""
    return tuple(
        section
        for section in SECTIONS.values()
        if section.area is None or principal.may_enter(section.area)
    )


async def _dates(call: Call, section: Section, content_id: UUID) -> SeminarDates:
    if section.kind != "seminar":
        return SeminarDates(items=())
    return await list_seminar_dates(call, content_id)


async def _places(call: Call, section: Section) -> OwnPlaces:
    if section.kind != "seminar":
        return OwnPlaces(items=())
    return await list_own_places(call)


async def _notices(call: Call, section: Section) -> RequiredNotices:
    if section.kind != "announcement":
        return RequiredNotices(items=())
    return await list_required_notices(call)


def _next_address(section: Section, wanted: Wanted, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    values = {"category": wanted.category, "topic": wanted.topic, "cursor": cursor}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{KNOWLEDGE}/{section.name}?{query}"
