"""How documents come: digitally or by post, by standing rules, and to which address."""

import asyncio
import secrets
from dataclasses import dataclass

from starlette.responses import Response

from contracts.billing_docs import EBillingAddress
from contracts.delivery import DeliveryMode, DeliveryModeHistory
from contracts.delivery_rules import NewRecipient, Rules
from contracts.errors import InvalidInput, MasterDataChangeWaiting, NotFound, TooManyAttempts
from contracts.inbound import DOCUMENT_TYPES
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.delivery import (
    NewDeliveryMode,
    get_delivery_mode,
    list_delivery_modes,
    set_delivery_mode,
)
from gateway.api.delivery_rules import (
    add_delivery_recipient,
    list_delivery_rules,
    remove_delivery_recipient,
)
from gateway.api.e_billing_requests import NewAddressRequest, request_e_billing_address
from gateway.api.organisations import get_e_billing_address
from gateway.api.sending import get_billing_access, set_up_billing_access
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

DELIVERY = "/delivery"
_OWN = OrganisationChoice()
_MENDABLE = (InvalidFields, InvalidInput, MasterDataChangeWaiting, NotFound, TooManyAttempts)
_DONE = frozenset({"mode", "recipient_added", "recipient_removed", "set_up", "address_asked"})
_SHOWN_CHANGES = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class _Affairs:
    """What only an administrator sees."""

    mode: DeliveryMode
    history: DeliveryModeHistory
    rules: Rules
    address: EBillingAddress


async def show(call: Call) -> Response:
    """Show what holds: to administrators all of it, to others whether they may send."""
    return await _shown(call, None, {})


async def choose_mode(call: Call) -> Response:
    """Choose how documents come from the next one on."""
    form = await read_form(call.request)
    try:
        await set_delivery_mode(call, _OWN, mode_in(form))
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return _done("mode", call)


async def add_recipient(call: Call) -> Response:
    """Add a recipient, who is mailed a link to confirm."""
    form = await read_form(call.request)
    try:
        await add_delivery_recipient(call, _OWN, read_values(form, NewRecipient))
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return _done("recipient_added", call)


async def remove_recipient(call: Call) -> Response:
    """Send a recipient nothing more."""
    recipient_id = id_in(call, "recipient_id", "delivery_recipient")
    await remove_delivery_recipient(call, recipient_id, _OWN)
    return _done("recipient_removed", call)


async def set_up(call: Call) -> Response:
    """Let the person send documents from now on."""
    await set_up_billing_access(call)
    return _done("set_up", call)


async def ask_for_address(call: Call) -> Response:
    """Ask the vendor's administration for another e-billing address."""
    form = await read_form(call.request)
    try:
        wanted = read_values({"email": form.get("new_address", "")}, NewAddressRequest)
        key = form.get("idempotency_key") or secrets.token_urlsafe()
        await request_e_billing_address(call, wanted, key)
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return _done("address_asked", call)


def mode_in(form: dict[str, str]) -> NewDeliveryMode:
    """Return the mode that was chosen in the form.

    Raises:
        InvalidFields: it is none.
    """
    wanted = {"mode": form.get("mode", "")}
    if wanted["mode"] == "postal":
        end = form.get("end", "")
        wanted |= {
            "postal_address": form.get("postal_address", ""),
            "until": form.get("until", "") if end == "day" else "",
            "until_contract_end": "true" if end == "contract" else "",
        }
    return read_values(wanted, NewDeliveryMode)


def _done(what: str, call: Call) -> Response:
    return redirect(call, f"{DELIVERY}?done={what}")


async def _shown_with(call: Call, error: Exception, form: dict[str, str]) -> Response:
    return await page_again(call, error, lambda details: _shown(call, details, form))


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    access, affairs = await asyncio.gather(get_billing_access(call), _affairs(call))
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "delivery.html",
        status=problem.status if problem else 200,
        access=access,
        affairs=affairs,
        changes=affairs.history.items[:_SHOWN_CHANGES] if affairs else (),
        document_types=("all", *DOCUMENT_TYPES),
        new_key=secrets.token_urlsafe(),
        form=form,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )


async def _affairs(call: Call) -> _Affairs | None:
    principal = call.identified.principal
    if not principal.is_admin or principal.organisation_id is None or principal.is_staff:
        return None
    mode, history, rules, address = await asyncio.gather(
        get_delivery_mode(call, _OWN),
        list_delivery_modes(call, _OWN),
        list_delivery_rules(call, _OWN),
        get_e_billing_address(call, principal.organisation_id),
    )
    return _Affairs(mode=mode, history=history, rules=rules, address=address)
