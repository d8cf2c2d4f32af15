"""How long documents are kept and by what: cases that hold them, restrictions, one document."""

import asyncio
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.document_office import KeptDocumentQuery, KeptDocuments
from contracts.errors import DocumentHeld, InvalidInput, NotFound, RetentionProtected
from contracts.retention import (
    GiveReason,
    HoldQuery,
    PlaceHold,
    RestrictDocument,
    RestrictionQuery,
)
from gateway.api.decoding import read_values
from gateway.api.retention import CustomerChoice, open_restricted
from gateway.call import Call
from gateway.pages.forms import MENDABLE, page_again, problem_in, read_form
from gateway.pages.office import OFFICE, names_of, people, require_administration
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

KEEPING = f"{OFFICE}/keeping"
DOCUMENTS = f"{OFFICE}/documents"
_MENDABLE = (*MENDABLE, DocumentHeld, InvalidFields, InvalidInput, RetentionProtected)
_DONE = frozenset({"held", "released", "restricted", "lifted", "deleted"})
_SHOWN = 50


async def show(call: Call) -> Response:
    """Show the cases that hold documents, the restrictions, and the way to one document."""
    require_administration(call)
    asked = call.request.query_params
    sought = {
        "customer_number": asked.get("customer_number", ""),
        "number": asked.get("number", ""),
    }
    found, problem = None, None
    if any(sought.values()):
        try:
            found = await _find(call, sought)
        except (InvalidFields, InvalidInput, NotFound) as error:
            problem = problem_in(call, error)
    return await _shown(call, sought, found, problem)


async def hold_customer(call: Call) -> Response:
    """Hold all of a customer's documents because of a case."""
    require_administration(call)
    form = await read_form(call.request)
    await _hold(call, form, None)
    return redirect(call, f"{KEEPING}?done=held")


async def release_hold(call: Call) -> Response:
    """Let a case go; what other cases hold stays held."""
    require_administration(call)
    form = await read_form(call.request)
    hold_id = id_in(call, "hold_id", "hold")
    reason = read_values({"reason": form.get("reason", "").strip()}, GiveReason)
    hold = await call.around.billing_docs.release_hold(call.context, hold_id, reason)
    if form.get("back") == "document" and hold.document_id is not None:
        return redirect(
            call, _document_address(hold.document_id, hold.organisation_id, done="released")
        )
    return redirect(call, f"{KEEPING}?done=released")


async def show_document(call: Call) -> Response:
    """Show both clocks of a document, what else keeps it, and what may be done next."""
    return await _document_shown(call, None, {})


async def change_document(call: Call) -> Response:
    """Hold, restrict or delete a document, show it again, or look at a restricted one."""
    require_administration(call)
    form = await read_form(call.request)
    document_id, organisation_id = id_in(call, "document_id", "document"), _customer_in(call)
    ask, who, action = call.around.billing_docs, call.context, form.get("action", "")
    try:
        if action == "delete":
            await ask.delete_document(who, document_id, organisation_id)
            return redirect(call, _document_address(document_id, organisation_id, done="deleted"))
        reason = read_values({"reason": form.get("reason", "").strip()}, GiveReason)
        if action == "open":
            choice = CustomerChoice(organisation_id=organisation_id)
            return await open_restricted(call, document_id, choice, reason)
        if action == "hold":
            await _hold(call, form | {"organisation_id": str(organisation_id)}, document_id)
        elif action == "restrict":
            wanted = {
                "organisation_id": str(organisation_id),
                "ground": form.get("ground", ""),
                "reason": reason.reason,
            }
            restriction = read_values(wanted, RestrictDocument)
            await ask.restrict_document(who, document_id, restriction)
        elif action == "lift":
            await ask.lift_restriction(who, document_id, organisation_id, reason)
        else:
            raise InvalidFields((("action", "not_offered"),))
    except _MENDABLE as error:
        return await page_again(call, error, lambda problem: _document_shown(call, problem, form))
    done = {"hold": "held", "restrict": "restricted", "lift": "lifted"}[action]
    return redirect(call, _document_address(document_id, organisation_id, done=done))


async def _hold(call: Call, form: dict[str, str], document_id: UUID | None) -> None:
    wanted = read_values(
        {
            "organisation_id": form.get("organisation_id", ""),
            "case_id": form.get("case_id", "").strip(),
            "reason": form.get("reason", "").strip(),
        },
        PlaceHold,
    )
    request = msgspec.structs.replace(wanted, document_id=document_id)
    await call.around.billing_docs.place_hold(call.context, request)


async def _find(call: Call, sought: dict[str, str]) -> KeptDocuments:
    query = read_values(sought, KeptDocumentQuery)
    return await call.around.billing_docs.find_kept_documents(call.context, query)


async def _shown(
    call: Call,
    sought: dict[str, str],
    found: KeptDocuments | None,
    problem: ProblemDetails | None,
) -> Response:
    asked = call.request.query_params
    holds, restrictions, known = await asyncio.gather(
        call.around.billing_docs.list_holds(
            call.context, HoldQuery(cursor=asked.get("holds") or None, limit=_SHOWN)
        ),
        call.around.billing_docs.list_restrictions(
            call.context, RestrictionQuery(cursor=asked.get("restrictions") or None, limit=_SHOWN)
        ),
        people(call),
    )
    customers = {each.organisation_id for each in holds.items}
    customers |= {each.organisation_id for each in restrictions.items}
    done = asked.get("done", "")
    return page(
        call,
        "office_keeping.html",
        status=problem.status if problem else 200,
        holds=holds,
        restrictions=restrictions,
        names=await names_of(call, customers),
        person=known,
        sought=sought,
        found=found,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )


async def _document_shown(
    call: Call, problem: ProblemDetails | None, form: dict[str, str]
) -> Response:
    require_administration(call)
    document_id, organisation_id = id_in(call, "document_id", "document"), _customer_in(call)
    custody, names, known = await asyncio.gather(
        call.around.billing_docs.get_custody(call.context, document_id, organisation_id),
        names_of(call, {organisation_id}),
        people(call),
    )
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "office_document.html",
        status=problem.status if problem else 200,
        custody=custody,
        customer=names.get(organisation_id),
        person=known,
        here=_document_address(document_id, organisation_id),
        form=form,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )


def _customer_in(call: Call) -> UUID:
    try:
        return UUID(call.request.query_params.get("customer", ""))
    except ValueError:
        raise NotFound("document") from None


def _document_address(document_id: UUID, organisation_id: UUID, **said: str) -> str:
    query = urlencode({"customer": str(organisation_id), **said})
    return f"{DOCUMENTS}/{document_id}?{query}"
