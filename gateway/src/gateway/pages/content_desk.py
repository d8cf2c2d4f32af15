"""Where the vendor's people write, publish and withdraw what customers read."""

import asyncio
from datetime import date
from functools import partial
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID, uuid4

import msgspec
from starlette.responses import Response

from contracts.content import (
    LONGEST_TEXT,
    Audience,
    ContentCategories,
    ContentKind,
    ContentState,
    ContentWords,
    HttpsUrl,
    Importance,
    Minutes,
    Prose,
    Topic,
    WrittenContentDetail,
    WrittenContentQuery,
)
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound, NotPermitted
from contracts.request_types import Key, Label
from contracts.versions import BaseVersion
from gateway.api.content import list_content_categories
from gateway.api.content_editing import (
    NextWords,
    ShownVersion,
    get_written_content,
    list_written_content,
    publish_content,
    withdraw_content,
    write_content,
)
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.forms import read_form, shown_again
from gateway.pages.knowledge import (
    SECTIONS,
    TOPICS,
    category_names,
    content_id_in,
    section_of,
)
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

DESK = "/desk/content"
AUDIENCES = ("customer", "partner", "customer,partner")
_STATES: tuple[ContentState, ...] = ("draft", "published", "withdrawn")
_KINDS: tuple[ContentKind, ...] = tuple(section.kind for section in SECTIONS.values())
_MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput)
_DONE = frozenset({"written", "published", "withdrawn"})
_Title = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
# Browsers send two characters for each end of a line.
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2 * LONGEST_TEXT)]
# Two texts of the greatest length, each letter of them written with nine characters.
_LARGEST_FORM_BYTES = 2 * LONGEST_TEXT * 9 + 16 * 1024
_NEXT = {"publish": "published", "withdraw": "withdrawn"}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to."""

    kind: ContentKind | None = None
    state: ContentState | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=800)] | None = None


class NewOf(msgspec.Struct, frozen=True, kw_only=True):
    """Which kind a new text is of."""

    kind: ContentKind = "announcement"


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed into the form."""

    base_version: BaseVersion
    kind: ContentKind
    title_de: _Title
    title_en: _Title
    text_de: _Text
    text_en: _Text
    topic: Topic | None = None
    importance: Importance = "news"
    valid_through: date | None = None
    category: Key | None = None
    as_of: date | None = None
    audience: Audience = ()
    video_url: HttpsUrl | None = None
    minutes: Minutes | None = None

    def words(self) -> ContentWords:
        """Return it as it is written."""
        return ContentWords(
            title=Label(de=self.title_de.strip(), en=self.title_en.strip()),
            text=Prose(de=_lines(self.text_de), en=_lines(self.text_en)),
            topic=self.topic,
            importance=self.importance,
            valid_through=self.valid_through,
            category=self.category,
            as_of=self.as_of,
            audience=self.audience,
            video_url=self.video_url,
            minutes=self.minutes,
        )


async def show_list(call: Call) -> Response:
    """List what was written, the newest first."""
    _require_staff(call)
    asked = {name: call.request.query_params.get(name, "") for name in Wanted.__struct_fields__}
    wanted = read_values(asked, Wanted)
    found = await list_written_content(
        call, WrittenContentQuery(kind=wanted.kind, state=wanted.state, cursor=wanted.cursor)
    )
    return page(
        call,
        "content_desk.html",
        found=found,
        wanted=wanted,
        kinds=_KINDS,
        states=_STATES,
        next_address=_next_address(wanted, found.next_cursor),
    )


async def show_new(call: Call) -> Response:
    """Show an empty form for a kind; whoever sends it twice has written once."""
    _require_staff(call)
    kind = read_values({"kind": call.request.query_params.get("kind", "")}, NewOf).kind
    categories = await list_content_categories(call)
    form = {"kind": kind, "base_version": "0"}
    return _form(call, uuid4(), None, categories, form, None)


async def show(call: Call) -> Response:
    """Show a text as it was written last, with its versions."""
    _require_staff(call)
    detail, categories = await asyncio.gather(
        get_written_content(call, content_id_in(call)), list_content_categories(call)
    )
    return _form(call, detail.content.id, detail, categories, _as_form(detail), None)


async def save(call: Call) -> Response:
    """Write a draft or its next version, and publish it if that is asked for."""
    _require_staff(call)
    content_id = content_id_in(call)
    form = await read_form(call.request, limit_bytes=_LARGEST_FORM_BYTES)
    publishes = form.get("then") == "publish"
    try:
        typed = read_values(form, Typed)
        wanted = NextWords(base_version=typed.base_version, kind=typed.kind, words=typed.words())
        written = await write_content(call, content_id, wanted)
        if publishes:
            shown = ShownVersion(version=written.newest_version, by_mail="by_mail" in form)
            await publish_content(call, content_id, shown)
    except _MENDABLE as error:
        return await _shown_with(call, error, content_id, form)
    return redirect(call, f"{DESK}/{content_id}?done={'published' if publishes else 'written'}")


async def change_state(call: Call) -> Response:
    """Publish a version, or withdraw what is published."""
    _require_staff(call)
    content_id = content_id_in(call)
    form = await read_form(call.request)
    if form.get("do") == "publish":
        shown = read_values({"version": form.get("version", "")}, ShownVersion)
        await publish_content(call, content_id, shown)
    elif form.get("do") == "withdraw":
        await withdraw_content(call, content_id)
    else:
        raise InvalidFields((("do", "not_offered"),))
    return redirect(call, f"{DESK}/{content_id}?done={_NEXT[form['do']]}")


async def _shown_with(
    call: Call, error: Exception, content_id: UUID, form: dict[str, str]
) -> Response:
    """Return what was typed once more, with what is wrong with it."""
    categories = await list_content_categories(call)
    try:
        detail = await get_written_content(call, content_id)
    except NotFound:
        detail = None
    return shown_again(call, error, partial(_form, call, content_id, detail, categories, form))


def _next_address(wanted: Wanted, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    values = {"kind": wanted.kind, "state": wanted.state, "cursor": cursor}
    return f"{DESK}?{urlencode({name: value for name, value in values.items() if value})}"


def _form(
    call: Call,
    content_id: UUID,
    detail: WrittenContentDetail | None,
    categories: ContentCategories,
    form: dict[str, str],
    problem: ProblemDetails | None,
) -> Response:
    kind = form.get("kind", "")
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "content_form.html",
        status=problem.status if problem else 200,
        content_id=content_id,
        detail=detail,
        kind=kind if kind in _KINDS else "announcement",
        section=section_of(detail.content.kind) if detail else None,
        categories=category_names(call, categories),
        topics=TOPICS,
        audiences=tuple(dict.fromkeys((*AUDIENCES, *filter(None, (form.get("audience"),))))),
        form=form,
        problem=problem,
        done=done if done in _DONE and problem is None else None,
    )


def _as_form(detail: WrittenContentDetail) -> dict[str, str]:
    """Return what was written last as the form holds it."""
    content, words = detail.content, detail.content.newest.words
    values: dict[str, object] = {
        "kind": content.kind,
        "base_version": content.newest_version,
        "title_de": words.title.de,
        "title_en": words.title.en,
        "text_de": words.text.de,
        "text_en": words.text.en,
        "topic": words.topic,
        "importance": words.importance,
        "valid_through": words.valid_through,
        "category": words.category,
        "as_of": words.as_of,
        "audience": ",".join(words.audience),
        "video_url": words.video_url,
        "minutes": words.minutes,
    }
    return {name: str(value) for name, value in values.items() if value is not None}


def _lines(typed: str) -> str:
    """Return what was typed with line ends as they are kept; browsers send two characters."""
    return typed.replace("\r\n", "\n").strip()


def _require_staff(call: Call) -> None:
    """Return when the vendor's people ask; customers read elsewhere."""
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")
