"""One search over everything a person may see: each area answers for itself, all at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

from contracts.billing_docs import DocumentQuery
from contracts.content import ContentItem, ContentQuery
from contracts.contract_list import ContractQuery
from contracts.devices import DeviceQuery
from contracts.directory import OrganisationSearch
from contracts.partner_accounts import AccountQuery
from contracts.principal import Principal
from contracts.request_desk import DeskQuery
from contracts.tickets import RequestQuery
from gateway import formats
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.cards import card
from gateway.pages.knowledge import KNOWLEDGE, Section, open_sections
from gateway.pages.navigation import has_contracts, has_devices, sees_customers
from gateway.pages.page import page, redirect

SEARCH = "/search"
SHOWN = 5
# While one types: of each area few, so that all of them are seen at once.
SUGGESTED = 3
FEWEST_LETTERS = 2


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for."""

    q: Annotated[str, msgspec.Meta(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One thing found: where it is, what it is called, and what tells it from others."""

    address: str
    title: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """What one area has found; `more` leads to its own list of all of it."""

    word: str
    hits: tuple[Hit, ...] = ()
    is_away: bool = False
    more: str | None = None


Looking: TypeAlias = Callable[[Call, str], Awaitable[Group]]


async def show(call: Call) -> Response:
    """Show what each area has found; of an area that is away, that it is."""
    text = _text_in(call)
    groups = await _found(call, text)
    return page(
        call,
        "search.html",
        text=text,
        groups=[each for each in groups if each.hits or each.is_away],
    )


async def suggest(call: Call) -> Response:
    """Return the first finds of each area, to be shown below the field in which somebody types.

    Whoever comes here without the script of the header is shown the search itself.
    """
    text = _text_in(call)
    address = f"{SEARCH}?{urlencode({'q': text})}"
    if call.request.headers.get("HX-Request") != "true":
        return redirect(call, address)
    groups = await _found(call, text) if len(text) >= FEWEST_LETTERS else []
    shown = [replace(each, hits=each.hits[:SUGGESTED]) for each in groups if each.hits]
    count = sum(len(each.hits) for each in shown)
    words = "nothing_suggested" if count == 0 else "one_suggested" if count == 1 else "suggested"
    return page(
        call,
        "suggestions.html",
        text=text,
        groups=shown,
        said=call.texts(f"search.{words}", count=count),
        all_address=address,
    )


def _text_in(call: Call) -> str:
    return read_values(dict(call.request.query_params), Wanted).q.strip()


async def _found(call: Call, text: str) -> list[Group]:
    """Ask all areas at once; nobody where there is nothing that could be looked for."""
    looking = _looking(call.identified.principal) if text and text.isprintable() else ()
    cards = await asyncio.gather(*(card(look(call, text)) for _, look in looking))
    return [
        each.found or Group(word=word, is_away=each.is_away)
        for (word, _), each in zip(looking, cards, strict=True)
    ]


def _looking(principal: Principal) -> tuple[tuple[str, Looking], ...]:
    """Return the areas in which somebody may look, in the order in which they are shown."""
    ways: tuple[tuple[str, Looking, bool], ...] = (
        ("documents", _documents, True),
        ("requests", _desk_requests, principal.is_staff),
        ("requests", _requests, not principal.is_staff and principal.role != "documents"),
        ("organisations", _organisations, principal.is_staff),
        ("customers", _customers, sees_customers(principal)),
        ("contracts", _contracts, has_contracts(principal)),
        ("devices", _devices, has_devices(principal) and not principal.is_staff),
        ("articles", _articles, principal.role != "documents"),
    )
    return tuple((word, look) for word, look, is_open in ways if is_open)


async def _documents(call: Call, text: str) -> Group:
    query = DocumentQuery(text=text, limit=SHOWN + 1)
    found = (await call.around.billing_docs.list_documents(call.context, query)).items
    return _group(
        "documents",
        found,
        f"/post?{urlencode({'text': text})}",
        lambda each: Hit(
            address=f"/post/{each.id}",
            title=f"{call.texts(f'document_types.{each.document_type}')} {each.number}",
            hint=_joined(
                formats.day(each.issued_on, call.language),
                each.seller_name,
                formats.amount(each.total, call.language) if each.total else None,
            ),
        ),
    )


async def _requests(call: Call, text: str) -> Group:
    query = RequestQuery(search=text, sort="activity", limit=SHOWN + 1)
    found = (await call.around.tickets.list_requests(call.context, query)).items
    more = f"/requests?{urlencode({'search': text, 'state': 'all'})}"
    return _group("requests", found, more, lambda each: _request_hit(call, each))


async def _desk_requests(call: Call, text: str) -> Group:
    query = DeskQuery(search=text, sort="activity", limit=SHOWN + 1)
    found = (await call.around.tickets.list_desk_requests(call.context, query)).items
    more = f"/desk?{urlencode({'search': text, 'state': 'all'})}"
    return _group("requests", found, more, lambda each: _request_hit(call, each))


def _request_hit(call: Call, request: Any) -> Hit:
    states = "desk_states" if call.identified.principal.is_staff else "request_states"
    number = call.texts("requests.number", number=request.number)
    return Hit(
        address=f"/requests/{request.id}",
        title=request.title,
        hint=_joined(number, call.texts.word(states, request.state)),
    )


async def _organisations(call: Call, text: str) -> Group:
    search = OrganisationSearch(search=text)
    found = (await call.around.identity.find_organisations(call.context, search)).items
    more = f"/desk/customers?{urlencode({'search': text})}"
    return _group(
        "organisations",
        found,
        more,
        lambda each: Hit(
            address=f"/desk/customers/{each.id}", title=each.name, hint=each.customer_number or ""
        ),
    )


async def _customers(call: Call, text: str) -> Group:
    query = AccountQuery(search=text, limit=SHOWN + 1)
    found = (await call.around.catalog.list_accounts(call.context, query)).items
    return _group(
        "customers",
        found,
        f"/business/customers?{urlencode({'search': text})}",
        lambda each: Hit(
            address=f"/business/customers/{each.id}", title=each.name, hint=each.number or ""
        ),
    )


async def _contracts(call: Call, text: str) -> Group:
    query = ContractQuery(search=text, limit=SHOWN + 1)
    found = (await call.around.catalog.list_contracts(call.context, query)).items
    return _group(
        "contracts",
        found,
        f"/contracts?{urlencode({'search': text})}",
        lambda each: Hit(
            address=f"/contracts/{each.id}",
            title=_joined(each.number, each.title, by=" "),
            hint=each.customer_name or "",
        ),
    )


async def _devices(call: Call, text: str) -> Group:
    query = DeviceQuery(search=text, limit=SHOWN + 1)
    found = (await call.around.catalog.list_devices(call.context, query)).items
    return _group(
        "devices",
        found,
        f"/devices?{urlencode({'search': text})}",
        lambda each: Hit(
            address=f"/devices/{each.id}",
            title=each.technical_id or each.model,
            hint=_joined(call.texts("devices.number", number=each.number), each.site),
        ),
    )


async def _articles(call: Call, text: str) -> Group:
    """Look in every section that is open; the best of each comes first."""
    sections = open_sections(call.identified.principal)
    pages = await asyncio.gather(*(_articles_of(call, section, text) for section in sections))
    hits = [
        Hit(
            address=f"{KNOWLEDGE}/{section.name}/{item.id}",
            title=item.title,
            hint=call.texts(f"knowledge.sections.{section.name}"),
        )
        for section, items in zip(sections, pages, strict=True)
        for item in items
    ]
    return Group(word="articles", hits=tuple(hits))


async def _articles_of(call: Call, section: Section, text: str) -> tuple[ContentItem, ...]:
    query = ContentQuery(kind=section.kind, language=call.language, search=text, limit=SHOWN)
    return (await call.around.catalog.list_content(call.context, query)).items


def _group(word: str, found: Sequence[Any], more: str, hit: Callable[[Any], Hit]) -> Group:
    return Group(
        word=word,
        hits=tuple(hit(each) for each in found[:SHOWN]),
        more=more if len(found) > SHOWN else None,
    )


def _joined(*parts: str | None, by: str = " · ") -> str:
    return by.join(part for part in parts if part)
