"""Asking one's administrators for an area, from the page that says why it is hidden."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.responses import Response

from contracts.accounts import AccessRequest, RequestAreas
from contracts.errors import InvalidInput, TooManyAttempts, WireError
from contracts.principal import AREAS
from gateway.api.access_requests import list_own_access_requests, request_areas
from gateway.api.decoding import read_values
from gateway.api.explain import Question, explain
from gateway.api.explain_words import ExplanationInWords
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaWish:
    """An area that the reader may ask his administrators for, and when he did."""

    area: str
    asked_at: datetime | None


async def ask(call: Call) -> Response:
    """Put the wish before the administrators; asking again changes nothing."""
    form = await read_form(call.request)
    area = form.get("area", "")
    if area not in AREAS:
        raise InvalidFields((("area", "not_offered"),))
    try:
        await request_areas(
            call, read_values({"areas": area, "note": form.get("note", "")}, RequestAreas)
        )
    except (InvalidFields, InvalidInput, TooManyAttempts) as error:
        return await page_again(call, error, lambda details: _why_again(call, area, details))
    return redirect(call, "/why?" + urlencode({"area": area}))


async def explain_with_wish(
    call: Call, question: Question
) -> tuple[ExplanationInWords, AreaWish | None]:
    """Return the explanation, and what the reader may ask his own administrators for by it."""
    explanation, asked = await asyncio.gather(explain(call, question), _asked(call, question))
    return explanation, _wish(call, explanation, asked)


def _wish(
    call: Call, explanation: ExplanationInWords, asked: tuple[AccessRequest, ...]
) -> AreaWish | None:
    """Return the wish; None where his own administrators could not grant it."""
    principal = call.identified.principal
    is_his = explanation.person_id == principal.subject and principal.support_session_id is None
    is_theirs_to_give = (
        explanation.subject == "area"
        and explanation.is_allowed is False
        and explanation.decided_by == "area_switched_on"
        and principal.role == "member"
    )
    if not (is_his and is_theirs_to_give):
        return None
    area = explanation.asked
    moments = (each.created_at for each in asked if area in (each.areas or ()))
    return AreaWish(area=area, asked_at=next(moments, None))


async def _asked(call: Call, question: Question) -> tuple[AccessRequest, ...]:
    """Return what he asked for and waits for, beside the explanation rather than after it."""
    if question.area is None or call.identified.principal.role != "member":
        return ()
    try:
        return (await list_own_access_requests(call)).items
    except (WireError, AreaFailure, ServiceFault):
        # The page is about why; that he asked already is told again when he asks.
        return ()


async def _why_again(call: Call, area: str, problem: ProblemDetails) -> Response:
    explanation, wish = await explain_with_wish(call, Question(area=area))
    return page(
        call,
        "why.html",
        status=problem.status,
        explanation=explanation,
        title=None,
        ask=None,
        wish=wish,
        problem=problem,
    )
