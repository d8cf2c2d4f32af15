"""Which types of documents each member is shown in Post, for administrators (B3)."""

import msgspec
from starlette.responses import Response

from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import Membership
from contracts.inbound import DOCUMENT_TYPES, DocumentType
from gateway.api.account_bodies import ShownDocumentTypes
from gateway.api.decoding import read_values
from gateway.api.members import set_document_types
from gateway.call import Call
from gateway.pages.forms import page_again, read_fields
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

VISIBILITY = "/document-visibility"
POST_AREA = "post"
_MENDABLE = (InvalidFields, InvalidInput, NotFound)


class _Chosen(msgspec.Struct, frozen=True, kw_only=True):
    document_type: tuple[DocumentType, ...] = ()


def says_who_sees(call: Call) -> bool:
    """Return whether the caller administers his own organisation, in person."""
    principal = call.identified.principal
    is_customer = principal.organisation_id is not None and not principal.is_staff
    return principal.is_admin and is_customer and principal.support_session_id is None


async def show(call: Call) -> Response:
    """Show which member is shown what."""
    return await _shown(call, None)


async def choose(call: Call) -> Response:
    """Show one member certain types, or all of them."""
    fields = await read_fields(call.request)
    values = dict(fields)
    person_id = id_in(call, "person_id", "member")
    try:
        chosen = [value for name, value in fields if name == "document_type"]
        body = _choice(values.get("shown", ""), chosen)
        await set_document_types(call, person_id, body)
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details))
    return redirect(call, f"{VISIBILITY}?done=saved")


def _choice(shown: str, chosen: list[str]) -> ShownDocumentTypes:
    if shown == "all":
        return ShownDocumentTypes(document_types=None)
    if shown != "some":
        raise InvalidFields((("shown", "not_offered"),))
    types = read_values({"document_type": ",".join(chosen)}, _Chosen).document_type
    return ShownDocumentTypes(document_types=types)


async def _shown(call: Call, problem: ProblemDetails | None) -> Response:
    if not says_who_sees(call):
        raise NotPermitted("admin")
    members = (await call.around.identity.list_members(call.context, None)).items
    return page(
        call,
        "document_visibility.html",
        status=problem.status if problem else 200,
        members=sorted(members, key=_those_it_matters_for),
        document_types=DOCUMENT_TYPES,
        post_area=POST_AREA,
        is_done=call.request.query_params.get("done") == "saved" and problem is None,
        problem=problem,
    )


def _those_it_matters_for(member: Membership) -> tuple[bool, bool]:
    """Return a key that puts first whose Post can be narrowed, and last who sees all anyway."""
    return member.role == "admin", POST_AREA not in member.areas
