"""The pages about a company's own systems: their accounts, where they are told, how that goes."""

import asyncio
from typing import Annotated
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import AlreadyExists, InvalidInput, NotFound, TooManyAttempts
from contracts.feed import FEED_AREAS
from contracts.inbound import DOCUMENT_TYPES
from contracts.machine_accounts import (
    CreateMachineAccount,
    MachineAccount,
    MachineAccountRevoked,
)
from contracts.webhooks import Webhook
from gateway.api.bodies import OrganisationChoice
from gateway.api.customer_queues import list_customer_queues
from gateway.api.decoding import read_values
from gateway.api.machine_accounts import (
    create_machine_account,
    list_machine_accounts,
    renew_machine_token,
    revoke_machine_account,
)
from gateway.api.webhooks import (
    DeliveriesToRetry,
    DeliveryQuery,
    WebhookAddress,
    enable_webhook,
    list_webhook_deliveries,
    list_webhooks,
    remove_webhook,
    retry_webhook_deliveries,
    rotate_webhook_secret,
    set_webhook,
    try_webhook,
)
from gateway.call import Call
from gateway.pages.forms import page_again, read_fields, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

CONNECTIONS = "/connections"
_MENDABLE = (
    AlreadyExists,
    InvalidFields,
    InvalidInput,
    MachineAccountRevoked,
    NotFound,
    TooManyAttempts,
)
_DONE = frozenset(
    {"revoked", "webhook_set", "webhook_removed", "webhook_enabled", "tested", "retried"}
)
_SHOWN_DELIVERIES = 20


class _NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


async def show(call: Call) -> Response:
    """Show the company's machine accounts, and the form for another one."""
    return await _list_shown(call, None, {}, frozenset())


async def create(call: Call) -> Response:
    """Make a machine account, and show its token this once."""
    fields = await read_fields(call.request)
    form = dict(fields)
    ticked = frozenset(value for name, value in fields if name in {"areas", "document_types"})
    try:
        made = await create_machine_account(call, _wanted(form, ticked))
    except _MENDABLE as error:
        return await page_again(
            call, error, lambda details: _list_shown(call, details, form, ticked)
        )
    return _token_shown(call, made.account, made.token, "token")


async def show_one(call: Call) -> Response:
    """Show one machine account, its address and what was sent there lately."""
    return await _one_shown(call, None, {})


async def renew_token(call: Call) -> Response:
    """Give the account another token, and show it this once."""
    account_id = _account_id(call)
    try:
        renewed = await renew_machine_token(call, account_id)
    except _MENDABLE as error:
        return await _one_again(call, error)
    return _token_shown(call, renewed.account, renewed.token, "token")


async def revoke(call: Call) -> Response:
    """End the account for good."""
    try:
        await revoke_machine_account(call, _account_id(call))
    except _MENDABLE as error:
        return await _one_again(call, error)
    return redirect(call, f"{CONNECTIONS}?done=revoked")


async def save_webhook(call: Call) -> Response:
    """Say where the account is told of events; the first time, show the secret this once."""
    form = await read_form(call.request)
    account_id = _account_id(call)
    try:
        address = read_values({"url": form.get("url", "").strip()}, WebhookAddress)
        made = await set_webhook(call, account_id, address)
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _one_shown(call, details, form))
    if made.secret is None:
        return _done(call, account_id, "webhook_set")
    return _token_shown(call, await _account(call, account_id), made.secret, "secret")


async def rotate_secret(call: Call) -> Response:
    """Sign with a new secret, and show it this once."""
    account_id = _account_id(call)
    try:
        made = await rotate_webhook_secret(call, account_id)
    except _MENDABLE as error:
        return await _one_again(call, error)
    return _token_shown(call, await _account(call, account_id), made.secret or "", "secret")


async def delete_webhook(call: Call) -> Response:
    """Forget the address."""
    account_id = _account_id(call)
    await remove_webhook(call, account_id)
    return _done(call, account_id, "webhook_removed")


async def enable(call: Call) -> Response:
    """Use the address again."""
    account_id = _account_id(call)
    try:
        await enable_webhook(call, account_id)
    except _MENDABLE as error:
        return await _one_again(call, error)
    return _done(call, account_id, "webhook_enabled")


async def test(call: Call) -> Response:
    """Send a test."""
    account_id = _account_id(call)
    try:
        await try_webhook(call, account_id)
    except _MENDABLE as error:
        return await _one_again(call, error)
    return _done(call, account_id, "tested")


async def retry(call: Call) -> Response:
    """Send one failed event once more, or all of them."""
    account_id = _account_id(call)
    form = await read_form(call.request)
    chosen = {"delivery_ids": [form["delivery_id"]]} if form.get("delivery_id") else {}
    try:
        wanted = msgspec.convert(chosen, DeliveriesToRetry)
        await retry_webhook_deliveries(call, account_id, wanted)
    except msgspec.ValidationError:
        raise NotFound("webhook_delivery") from None
    except _MENDABLE as error:
        return await _one_again(call, error)
    return _done(call, account_id, "retried")


def _wanted(form: dict[str, str], ticked: frozenset[str]) -> CreateMachineAccount:
    """Return the account that the form describes.

    Raises:
        InvalidFields: it has no name, or sees nothing.
    """
    read_values({"name": form.get("name", "").strip()}, _NewAccount)
    areas = tuple(area for area in FEED_AREAS if area in ticked)
    if not areas:
        raise InvalidFields((("areas", "missing"),))
    types = tuple(each for each in DOCUMENT_TYPES if each in ticked)
    narrows = "documents" in areas and form.get("which_documents") == "some"
    if narrows and not types:
        raise InvalidFields((("document_types", "missing"),))
    return CreateMachineAccount(
        name=form["name"].strip(), areas=areas, document_types=types if narrows else None
    )


def _account_id(call: Call) -> UUID:
    return id_in(call, "account_id", "machine_account")


async def _account(call: Call, account_id: UUID) -> MachineAccount:
    accounts = await list_machine_accounts(call, OrganisationChoice())
    found = next((each for each in accounts.items if each.id == account_id), None)
    if found is None:
        raise NotFound("machine_account")
    return found


def _done(call: Call, account_id: UUID, what: str) -> Response:
    return redirect(call, f"{CONNECTIONS}/{account_id}?done={what}")


def _done_in(call: Call, problem: ProblemDetails | None) -> str | None:
    done = call.request.query_params.get("done", "")
    return done if done in _DONE and problem is None else None


def _token_shown(call: Call, account: MachineAccount, secret: str, kind: str) -> Response:
    return page(call, "connection_secret.html", account=account, secret=secret, kind=kind)


async def _list_shown(
    call: Call, problem: ProblemDetails | None, form: dict[str, str], ticked: frozenset[str]
) -> Response:
    accounts, webhooks = await asyncio.gather(
        list_machine_accounts(call, OrganisationChoice()), list_webhooks(call)
    )
    by_account: dict[UUID, Webhook] = {each.account_id: each for each in webhooks.items}
    is_customer = call.identified.principal.organisation_kind == "customer"
    return page(
        call,
        "connections.html",
        status=problem.status if problem else 200,
        in_use=[each for each in accounts.items if each.revoked_at is None],
        revoked=[each for each in accounts.items if each.revoked_at is not None],
        webhooks=by_account,
        areas=[area for area in FEED_AREAS if is_customer or area != "contracts"],
        types=DOCUMENT_TYPES,
        form=form,
        ticked=ticked,
        done=_done_in(call, problem),
        problem=problem,
    )


async def _one_again(call: Call, error: Exception) -> Response:
    return await page_again(call, error, lambda details: _one_shown(call, details, {}))


async def _one_shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    account_id = _account_id(call)
    account, webhooks, queues, deliveries = await asyncio.gather(
        _account(call, account_id),
        list_webhooks(call),
        list_customer_queues(call),
        list_webhook_deliveries(call, account_id, DeliveryQuery(limit=_SHOWN_DELIVERIES)),
    )
    return page(
        call,
        "connection.html",
        status=problem.status if problem else 200,
        account=account,
        webhook=next((each for each in webhooks.items if each.account_id == account_id), None),
        is_offered=webhooks.is_offered,
        queue=next((each for each in queues.items if each.account_id == account_id), None),
        deliveries=deliveries.items,
        has_failed=any(each.state == "failed" for each in deliveries.items),
        events_url=f"{call.around.settings.public_origin}/v1/events",
        form=form,
        done=_done_in(call, problem),
        problem=problem,
    )
