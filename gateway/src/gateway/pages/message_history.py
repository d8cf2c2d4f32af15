"""What was sent to whom, when and with which result: to one's own company, or at the office."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import InvalidInput
from contracts.message_history import MessageHistoryPage, MessageHistoryQuery
from gateway.api.decoding import read_values
from gateway.api.message_history import (
    HistoryChoice,
    get_past_message,
    list_message_history,
    search_message_history,
)
from gateway.call import Call
from gateway.pages.forms import problem_in, read_form
from gateway.pages.office import OFFICE, names_of, require_administration
from gateway.pages.page import page
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

_MOST_FOUND = 200


class _Search(msgspec.Struct, frozen=True, kw_only=True):
    """To which address."""

    recipient: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where the history is looked at: `root` is its address."""

    root: str
    is_office: bool


_OWN = _Place(root="/account/messages", is_office=False)
_OFFICE = _Place(root=f"{OFFICE}/message-history", is_office=True)


async def show_own(call: Call) -> Response:
    """List the messages of one's own organisation."""
    return await _listed(call, _OWN, _of_own(call, _choice_in(call)))


async def search_own(call: Call) -> Response:
    """List those to one address; it is sent in a form, so that it stands in no log."""
    return await _found(call, _OWN)


async def show_own_message(call: Call) -> Response:
    """Show one message of one's own organisation."""
    return await _one(call, _OWN)


async def show(call: Call) -> Response:
    """List the messages of a customer, or show the form that looks for an address."""
    require_administration(call)
    choice = _choice_in(call)
    if choice.organisation_id is None:
        return await _answer(call, _OFFICE, choice, None)
    return await _listed(call, _OFFICE, choice)


async def search(call: Call) -> Response:
    """List those to one address, whoever's they are."""
    require_administration(call)
    return await _found(call, _OFFICE)


async def show_message(call: Call) -> Response:
    """Show one message."""
    require_administration(call)
    return await _one(call, _OFFICE)


def _choice_in(call: Call) -> HistoryChoice:
    asked = call.request.query_params
    names = ("organisation_id", "kind", "cursor", "reached_nobody")
    return read_values({name: asked[name] for name in names if asked.get(name)}, HistoryChoice)


async def _listed(call: Call, place: _Place, choice: HistoryChoice) -> Response:
    return await _answer(call, place, choice, await list_message_history(call, choice))


async def _found(call: Call, place: _Place) -> Response:
    form = await read_form(call.request)
    typed = form.get("recipient", "").strip()
    choice = HistoryChoice(organisation_id=_organisation_in(form))
    if not place.is_office:
        choice = _of_own(call, choice)
    try:
        wanted = read_values({"recipient": typed}, _Search)
        query = MessageHistoryQuery(
            organisation_id=choice.organisation_id, recipient=wanted.recipient, limit=_MOST_FOUND
        )
        found = await search_message_history(call, query)
    except (InvalidFields, InvalidInput) as error:
        problem = problem_in(call, error)
        return await _answer(call, place, choice, None, recipient=typed, problem=problem)
    return await _answer(call, place, choice, found, recipient=typed)


async def _answer(
    call: Call,
    place: _Place,
    choice: HistoryChoice,
    found: MessageHistoryPage | None,
    *,
    recipient: str = "",
    problem: ProblemDetails | None = None,
) -> Response:
    items = found.items if found else ()
    named = {each.organisation_id for each in items if each.organisation_id}
    if choice.organisation_id is not None:
        named.add(choice.organisation_id)
    is_more = found is not None and found.next_cursor is not None
    return page(
        call,
        "message_history.html",
        status=problem.status if problem else 200,
        place=place,
        messages=None if found is None else items,
        names=await names_of(call, named) if place.is_office else {},
        choice=choice,
        recipient=recipient,
        all_address=_address(place, choice),
        trouble_address=_address(place, choice, reached_nobody=True),
        next_address=(
            _address(place, choice, cursor=found.next_cursor, reached_nobody=choice.reached_nobody)
            if found and is_more and not recipient
            else None
        ),
        is_cut_off=is_more and bool(recipient),
        problem=problem,
    )


async def _one(call: Call, place: _Place) -> Response:
    detail = await get_past_message(call, id_in(call, "message_id", "message"))
    owner = detail.message.organisation_id
    names = await names_of(call, {owner}) if place.is_office and owner else {}
    return page(call, "past_message.html", place=place, names=names, detail=detail)


def _of_own(call: Call, choice: HistoryChoice) -> HistoryChoice:
    """Return the choice for one's own organisation: the vendor's people could name another."""
    own = call.identified.principal.organisation_id
    return msgspec.structs.replace(choice, organisation_id=own)


def _organisation_in(form: dict[str, str]) -> UUID | None:
    return read_values(
        {name: form[name] for name in ("organisation_id",) if form.get(name)}, HistoryChoice
    ).organisation_id


def _address(
    place: _Place,
    choice: HistoryChoice,
    *,
    cursor: str | None = None,
    reached_nobody: bool = False,
) -> str:
    said = {
        "organisation_id": (
            str(choice.organisation_id) if place.is_office and choice.organisation_id else None
        ),
        "kind": choice.kind,
        "reached_nobody": "true" if reached_nobody else None,
        "cursor": cursor,
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{place.root}?{query}" if query else place.root
