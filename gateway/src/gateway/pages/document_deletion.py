"""A document that a company takes out of its portal, once nothing protects it any more."""

from datetime import datetime

from starlette.responses import Response

from contracts.billing_docs import Document
from contracts.errors import DocumentHeld, NotPermitted, RetentionProtected
from gateway.api.bodies import OrganisationChoice
from gateway.api.documents import delete_document
from gateway.call import Call
from gateway.formats import BUSINESS_ZONE
from gateway.pages.document_visibility import says_who_sees
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

_MENDABLE = (DocumentHeld, InvalidFields, RetentionProtected)


def is_deletion_offered(call: Call, document: Document) -> bool:
    """Return whether the way there is shown: to administrators, once the portal's time is over.

    Whether it may be done, billing-docs decides.
    """
    today = datetime.now(BUSINESS_ZONE).date()
    return says_who_sees(call) and today > document.available_until


async def show(call: Call) -> Response:
    """Ask whether it is meant, and say what becomes of the document."""
    return await _shown(call, None)


async def delete(call: Call) -> Response:
    """Take the document out of the portal for good."""
    _require_administrator(call)
    document_id = id_in(call, "document_id", "document")
    form = await read_form(call.request)
    try:
        if form.get("is_sure") != "yes":
            raise InvalidFields((("is_sure", "missing"),), are_in_body=False)
        await delete_document(call, document_id, OrganisationChoice())
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details))
    return redirect(call, "/post?done=deleted&count=1")


def _require_administrator(call: Call) -> None:
    if not says_who_sees(call):
        raise NotPermitted("admin")


async def _shown(call: Call, problem: ProblemDetails | None) -> Response:
    _require_administrator(call)
    document_id = id_in(call, "document_id", "document")
    document = await call.around.billing_docs.get_document(call.context, document_id)
    return page(
        call,
        "document_deletion.html",
        status=problem.status if problem else 200,
        document=document,
        is_over=is_deletion_offered(call, document),
        problem=problem,
    )
