"""The administrators' answers to people who ask to be let in, or for areas (SE-32)."""

from starlette.responses import Response

from contracts.errors import InvalidInput, NotFound
from contracts.ordering_errors import LimitReached
from gateway.api.access_requests import approve_access, decline_access
from gateway.api.account_bodies import Approval, OnBehalf
from gateway.call import Call
from gateway.pages.forms import page_again, read_fields
from gateway.pages.page import redirect
from gateway.pages.path_ids import id_in
from gateway.pages.user_changes import read_areas, read_role
from gateway.pages.users import USERS, shown_users
from gateway.problems import InvalidFields

_MENDABLE = (InvalidFields, InvalidInput, LimitReached, NotFound)


async def answer(call: Call) -> Response:
    """Let somebody in or open areas to him, or decline; he is told by mail."""
    fields = await read_fields(call.request)
    form = dict(fields)
    request_id = id_in(call, "access_request_id", "access_request")
    try:
        if form.get("answer") == "yes":
            await approve_access(call, request_id, _approval(form, fields))
        elif form.get("answer") == "no":
            await decline_access(call, request_id, OnBehalf())
        else:
            raise InvalidFields((("answer", "not_offered"),))
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: shown_users(call, details, {}))
    done = "approved" if form["answer"] == "yes" else "declined"
    return redirect(call, f"{USERS}?done={done}")


def _approval(form: dict[str, str], fields: list[tuple[str, str]]) -> Approval:
    """Return what he becomes; a member who asked for areas stays what he is."""
    if "role" not in form:
        return Approval(areas=read_areas(fields))
    role = read_role(form).role
    # Who administers sees everything, who reads documents nothing else: their areas are fixed.
    return Approval(role=role, areas=read_areas(fields) if role == "member" else None)
