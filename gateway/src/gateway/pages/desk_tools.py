"""What the vendor's people need beside a request to work on it."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from contracts.canned_answers import CannedAnswer
from contracts.departments import Department
from contracts.identity import Membership
from contracts.organisation_names import OrganisationName
from contracts.request_desk import DeskQuery
from contracts.tickets import Request, RequestDetail, RequestState
from gateway.call import Call

PRIORITIES = ("urgent", "high", "normal", "low")
# In the order in which somebody works; the service says what may really follow.
_STEPS: dict[RequestState, tuple[RequestState, ...]] = {
    "waiting_for_vendor": ("in_progress", "waiting_for_customer", "closed"),
    "in_progress": ("waiting_for_customer", "closed", "waiting_for_vendor"),
    "waiting_for_customer": ("in_progress", "closed", "waiting_for_vendor"),
    "closed": ("waiting_for_vendor",),
}
_OTHERS_SHOWN = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskTools:
    """Whose request it is, to whom it can be given, and what it can be merged into."""

    organisation: OrganisationName | None
    departments: tuple[Department, ...]
    colleagues: tuple[Membership, ...]
    others: tuple[Request, ...]
    next_states: tuple[RequestState, ...]
    canned_answers: tuple[CannedAnswer, ...]
    """Those for its department, and those for all."""
    priorities: tuple[str, ...] = PRIORITIES


async def desk_tools(call: Call, detail: RequestDetail) -> DeskTools:
    """Return what stands beside a request at the vendor's desk."""
    request = detail.request
    departments, members, names, others, answers = await asyncio.gather(
        call.around.tickets.list_departments(call.context),
        call.around.identity.list_members(call.context, None),
        organisation_names(call, (request,)),
        call.around.tickets.list_desk_requests(
            call.context,
            DeskQuery(organisation_id=request.organisation_id, open=True, limit=_OTHERS_SHOWN),
        ),
        call.around.tickets.list_canned_answers(call.context),
    )
    return DeskTools(
        organisation=names.get(request.organisation_id),
        departments=departments.items,
        colleagues=members.items,
        others=tuple(each for each in others.items if each.id != request.id),
        next_states=_STEPS[request.state],
        canned_answers=tuple(
            each
            for each in answers.items
            if each.is_offered and each.department in {None, request.department}
        ),
    )


async def organisation_names(
    call: Call, requests: tuple[Request, ...]
) -> dict[UUID | None, OrganisationName]:
    """Return what the organisations are called whose requests these are."""
    ids = {each.organisation_id for each in requests if each.organisation_id is not None}
    if not ids:
        return {}
    names = await call.around.identity.name_organisations(call.context, tuple(sorted(ids)))
    return {each.id: each for each in names.items}
