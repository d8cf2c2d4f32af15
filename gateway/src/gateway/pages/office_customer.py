"""One customer at the vendor's office: his e-billing address, how documents come, the last ones."""

import asyncio

from starlette.responses import Response

from contracts.billing_docs import DocumentQuery, SetEBillingAddress
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.delivery import get_delivery_mode, list_delivery_modes, set_delivery_mode
from gateway.api.delivery_rules import list_delivery_rules
from gateway.call import Call
from gateway.pages.delivery import mode_in
from gateway.pages.forms import MENDABLE, page_again, read_form
from gateway.pages.office import OFFICE, names_of, require_administration
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import ProblemDetails

CUSTOMERS = f"{OFFICE}/customers"
_DONE = frozenset({"address", "mode"})
_SHOWN_DOCUMENTS = 10
_SHOWN_CHANGES = 10


async def show(call: Call) -> Response:
    """Show what holds for one customer."""
    return await _shown(call, None, {})


async def name_address(call: Call) -> Response:
    """Name the one address that is told of new documents (SE-53)."""
    require_administration(call)
    form = await read_form(call.request)
    organisation_id = id_in(call, "organisation_id", "organisation")
    try:
        email = form.get("email", "").strip()
        wanted = read_values(
            {"organisation_id": str(organisation_id), "email": email}, SetEBillingAddress
        )
        await call.around.billing_docs.set_e_billing_address(call.context, wanted)
    except MENDABLE as error:
        return await page_again(call, error, lambda problem: _shown(call, problem, form))
    return redirect(call, f"{CUSTOMERS}/{organisation_id}?done=address")


async def choose_mode(call: Call) -> Response:
    """Choose how the customer's documents come from the next one on."""
    require_administration(call)
    form = await read_form(call.request)
    organisation_id = id_in(call, "organisation_id", "organisation")
    try:
        theirs = OrganisationChoice(organisation_id=organisation_id)
        await set_delivery_mode(call, theirs, mode_in(form))
    except MENDABLE as error:
        return await page_again(call, error, lambda problem: _shown(call, problem, form))
    return redirect(call, f"{CUSTOMERS}/{organisation_id}?done=mode")


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    require_administration(call)
    organisation_id = id_in(call, "organisation_id", "organisation")
    theirs = OrganisationChoice(organisation_id=organisation_id)
    query = DocumentQuery(
        organisation_id=organisation_id, sort="-received_at", limit=_SHOWN_DOCUMENTS
    )
    delivery, known = await asyncio.gather(
        asyncio.gather(
            get_delivery_mode(call, theirs),
            list_delivery_modes(call, theirs),
            list_delivery_rules(call, theirs),
        ),
        asyncio.gather(
            call.around.billing_docs.get_e_billing_address(call.context, organisation_id),
            call.around.billing_docs.list_documents(call.context, query),
            names_of(call, {organisation_id}),
        ),
    )
    mode, history, rules = delivery
    address, documents, names = known
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "office_customer.html",
        status=problem.status if problem else 200,
        organisation_id=organisation_id,
        customer=names.get(organisation_id),
        address=address,
        mode=mode,
        changes=history.items[:_SHOWN_CHANGES],
        recipients=rules.items,
        documents=documents.items,
        form=form,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )
