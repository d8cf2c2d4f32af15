"""Letting our support look in: the company's word, who looked at what, and what is proposed.

For the company's administrators alone (MB-12 to MB-16).
"""

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import InvalidInput, NotPermitted
from contracts.identity import Members
from contracts.support import SetSupportConsent, SupportAccess
from contracts.support_changes import SupportChange
from gateway.api.bodies import OrganisationChoice, SupportAccessQuery, SupportChangeQuery
from gateway.api.decoding import read_values
from gateway.api.support import (
    end_support_session,
    get_support_consent,
    get_support_session,
    list_support_accesses,
    list_support_sessions,
    set_support_consent,
)
from gateway.api.support_changes import (
    approve_support_change,
    decline_support_change,
    list_support_changes,
)
from gateway.call import Call
from gateway.formats import BUSINESS_ZONE
from gateway.pages.document_visibility import says_who_sees
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

SUPPORT = "/account/support"
_DONE = frozenset(
    {"given", "withdrawn", "ended", "declined", "performed", "failed", "outcome_unknown"}
)
_SHOWN_SESSIONS = 20
# Whose records have a page of their own.
_PAGES = {"billing_docs": "/post/", "tickets": "/requests/"}
_MENDABLE = (InvalidFields, InvalidInput)


class _Until(msgspec.Struct, frozen=True, kw_only=True):
    until: date | None = None


async def show(call: Call) -> Response:
    """Show what the company agrees to, what waits for its yes, and who looked in."""
    return await _shown(call, None)


async def agree(call: Call) -> Response:
    """Agree that support looks in, for good or to the end of a day; or take it back."""
    _require_administrator(call)
    form = await read_form(call.request)
    try:
        wanted = _consent_in(form)
        await set_support_consent(call, wanted)
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details))
    return _done(call, "given" if wanted.is_given else "withdrawn")


async def decide(call: Call) -> Response:
    """Say yes or no to what support has proposed; a yes is performed at once."""
    _require_administrator(call)
    answer = (await read_form(call.request)).get("answer")
    change_id = id_in(call, "change_id", "support_change")
    if answer not in {"yes", "no"}:
        raise InvalidFields((("answer", "not_offered"),))
    try:
        change = await (
            approve_support_change(call, change_id)
            if answer == "yes"
            else decline_support_change(call, change_id)
        )
    except InvalidInput as error:
        return await page_again(call, error, lambda details: _shown(call, details))
    return _done(call, change.state)


async def end(call: Call) -> Response:
    """End a session in which somebody looks in."""
    _require_administrator(call)
    await end_support_session(call, id_in(call, "session_id", "support_session"))
    return _done(call, "ended")


async def show_session(call: Call) -> Response:
    """Show one session: why it was opened, what was looked at, what was proposed."""
    _require_administrator(call)
    session_id = id_in(call, "session_id", "support_session")
    query = read_values({"cursor": call.request.query_params.get("cursor", "")}, SupportAccessQuery)
    session, accesses, changes, members = await asyncio.gather(
        get_support_session(call, session_id, OrganisationChoice()),
        list_support_accesses(call, session_id, query),
        list_support_changes(call, SupportChangeQuery(support_session_id=session_id)),
        call.around.identity.list_members(call.context, None),
    )
    return page(
        call,
        "support_session.html",
        session=session,
        accesses=[(each, _ways_to(each)) for each in accesses.items],
        next_cursor=accesses.next_cursor,
        is_first_page=query.cursor is None,
        changes=_shown_changes(changes.items, members),
    )


def _done(call: Call, what: str) -> Response:
    return redirect(call, f"{SUPPORT}?done={what}")


def _require_administrator(call: Call) -> None:
    if not says_who_sees(call):
        raise NotPermitted("admin")


def _consent_in(form: dict[str, str]) -> SetSupportConsent:
    """Return the company's word; a day that is named counts to its end in Berlin."""
    if form.get("is_given") not in {"yes", "no"}:
        raise InvalidFields((("is_given", "not_offered"),))
    if form["is_given"] == "no":
        return SetSupportConsent(is_given=False)
    last_day = read_values({"until": form.get("until", "").strip()}, _Until).until
    if last_day is None:
        return SetSupportConsent(is_given=True)
    if last_day == date.max:
        raise InvalidFields((("until", "invalid"),))
    end_of_day = datetime.combine(last_day + timedelta(days=1), time(), BUSINESS_ZONE)
    return SetSupportConsent(is_given=True, until=end_of_day.astimezone(UTC))


async def _shown(call: Call, problem: ProblemDetails | None) -> Response:
    _require_administrator(call)
    consent, sessions, changes, members = await asyncio.gather(
        get_support_consent(call, OrganisationChoice()),
        list_support_sessions(call, OrganisationChoice()),
        list_support_changes(call, SupportChangeQuery()),
        call.around.identity.list_members(call.context, None),
    )
    waiting = [each for each in changes.items if each.state == "pending_customer_ok"]
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "support_access.html",
        status=problem.status if problem else 200,
        consent=consent,
        is_in_force=consent.is_given
        and (consent.until is None or consent.until > datetime.now(UTC)),
        running=[each for each in sessions.items if each.state == "open"],
        ended=[each for each in sessions.items if each.state != "open"][:_SHOWN_SESSIONS],
        waiting=_shown_changes(waiting, members),
        problem=problem,
        done=done if done in _DONE and problem is None else None,
    )


def _shown_changes(
    changes: Iterable[SupportChange], members: Members
) -> list[tuple[SupportChange, str | None]]:
    """Return changes, each with the name of the member that it is about."""
    names = {str(each.person_id): each.person_name for each in members.items}
    return [
        (change, names.get(change.request.path_parameters.get("person_id", "")))
        for change in changes
    ]


def _ways_to(access: SupportAccess) -> list[tuple[str, UUID]]:
    """Return where what was looked at is read, as far as it has pages of its own."""
    place = _PAGES.get(access.service)
    return [(f"{place}{each}", each) for each in access.shown[:5]] if place else []
