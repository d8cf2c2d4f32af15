"""Orders: the list, one of them, and the form that orders for one or several devices."""

import asyncio
import secrets
from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.devices import DeviceDetail, DeviceItem, DeviceQuery
from contracts.errors import AreaNotVisible, NotFound
from contracts.inbound import PostalAddress, Text
from contracts.orders import ORDER_STATUSES, Delivery, Note
from gateway.api.decoding import read_values
from gateway.api.orders import NewOrder, OrderListQuery, asked, place_order
from gateway.call import Call
from gateway.pages.forms import MENDABLE, page_again, read_form
from gateway.pages.office import names_of
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

ORDERS = "/orders"
_QUANTITY = "quantity."
_MOST_DEVICES = 20
_MOST_FIELDS = 500
_OFFERED_DEVICES = 100


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What the list's form asks for, as it was typed."""

    search: str = ""
    status: str = ""
    customer_number: str = ""

    def address(self, **changes: str) -> str:
        """Return an address of the list with other values; what is empty is left out."""
        values = {**msgspec.to_builtins(self), **changes}
        given = {name: text for name, text in values.items() if text}
        return ORDERS + (f"?{urlencode(given)}" if given else "")


class _Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the form asks for besides quantities."""

    recipient: Text
    street: Text
    city: Text
    postal_code: Annotated[str, msgspec.Meta(max_length=20)] = ""
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
    reference: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    note: Note | None = None


async def show_list(call: Call) -> Response:
    """Show the orders, the latest first."""
    parameters = dict(call.request.query_params)
    filters = msgspec.convert(parameters, Filters)
    cursor = parameters.get("cursor", "")
    query = read_values({**msgspec.to_builtins(filters), "cursor": cursor}, OrderListQuery)
    found = await call.around.catalog.list_orders(call.context, asked(query))
    is_staff = call.identified.principal.is_staff
    # To a customer they are all his own.
    theirs = {each.customer_id for each in found.items} if is_staff else set()
    customers = await names_of(call, theirs)
    return page(
        call,
        "orders.html",
        found=found,
        customers=customers,
        filters=filters,
        statuses=ORDER_STATUSES,
        may_order=not is_staff,
        is_first_page=not cursor,
        next_address=filters.address(cursor=found.next_cursor) if found.next_cursor else None,
    )


async def show_order(call: Call) -> Response:
    """Show one order."""
    order_id = id_in(call, "order_id", "order")
    detail = await call.around.catalog.get_order(call.context, order_id)
    is_new = call.request.query_params.get("done") == "placed"
    return page(call, "order.html", detail=detail, order=detail.order, is_new=is_new)


async def show_form(call: Call) -> Response:
    """Show what may be ordered for the devices that the address names, or let some be chosen."""
    if not call.identified.principal.may_enter("consumables"):
        raise AreaNotVisible("consumables")
    chosen = _ids(call.request.query_params.getlist("device"))
    return await _form(call, chosen, {}, None)


async def order(call: Call) -> Response:
    """Place the order that the form describes."""
    form = await read_form(call.request, most_fields=_MOST_FIELDS)
    chosen = _ids(value.partition(".")[0] for value in _wanted_in(form))
    key = form.setdefault("idempotency_key", secrets.token_urlsafe())
    try:
        wanted = _order_in(form)
        placed = await place_order(call, wanted, key)
    except MENDABLE as error:
        return await page_again(call, error, lambda problem: _form(call, chosen, form, problem))
    return redirect(call, f"{ORDERS}/{placed.order.id}?done=placed")


def _wanted_in(form: dict[str, str]) -> dict[str, str]:
    """Return the quantities of a form, by device and item: `<id>.<item number>`."""
    return {
        name.removeprefix(_QUANTITY): value.strip()
        for name, value in form.items()
        if name.startswith(_QUANTITY)
    }


def _order_in(form: dict[str, str]) -> NewOrder:
    lines = []
    for place, quantity in _wanted_in(form).items():
        if quantity in {"", "0"}:
            continue
        if not quantity.isdecimal() or len(quantity) > len("10000"):
            raise InvalidFields(((f"{_QUANTITY}{place}", "not_a_number"),))
        device, _, item = place.partition(".")
        lines.append({"device_id": device, "item_number": item, "quantity": int(quantity)})
    if not lines:
        raise InvalidFields((("lines", "nothing_chosen"),))
    typed = {name: text.strip() for name, text in form.items()}
    given = read_values({**typed, "country": typed.get("country", "").upper()}, _Given)
    address = PostalAddress(
        street=given.street,
        postal_code=given.postal_code,
        city=given.city,
        country=given.country,
    )
    values = {
        "lines": lines,
        "delivery": Delivery(recipient=given.recipient, address=address),
        "reference": given.reference,
        "note": given.note,
    }
    try:
        return msgspec.convert(values, NewOrder)
    except msgspec.ValidationError as error:
        raise InvalidFields((("lines", "invalid"),)) from error


def _ids(texts: Iterable[str]) -> tuple[UUID, ...]:
    """Return each id that was named, once, as far as one form goes."""
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            raise NotFound("device") from None
    return tuple(found)[:_MOST_DEVICES]


async def _form(
    call: Call, chosen: tuple[UUID, ...], form: dict[str, str], problem: ProblemDetails | None
) -> Response:
    if call.identified.principal.is_staff:
        raise AreaNotVisible("consumables")
    catalog = call.around.catalog
    listed, devices = await asyncio.gather(
        catalog.list_devices(call.context, DeviceQuery(limit=_OFFERED_DEVICES)),
        asyncio.gather(*(catalog.get_device(call.context, each) for each in chosen)),
    )
    return page(
        call,
        "order_form.html",
        status=problem.status if problem else 200,
        devices=devices,
        others=_others(listed.items, devices),
        form=form,
        faults=_faults_by_field(problem, form),
        key=form.get("idempotency_key") or secrets.token_urlsafe(),
        problem=problem,
    )


def _others(items: Iterable[DeviceItem], devices: Iterable[DeviceDetail]) -> list[DeviceItem]:
    chosen = {detail.device.id for detail in devices}
    return [item for item in items if item.id not in chosen]


def _faults_by_field(problem: ProblemDetails | None, form: dict[str, str]) -> dict[str, str]:
    """Return what is wrong beside each field of the form; a line's fault beside its quantity."""
    if problem is None:
        return {}
    places = [place for place, text in _wanted_in(form).items() if text not in {"", "0"}]
    faults = {}
    for fault in problem.errors:
        number = fault.field.removeprefix("lines[").partition("]")[0]
        is_line = fault.field.startswith("lines[") and number.isdecimal()
        if is_line and int(number) < len(places):
            faults[_QUANTITY + places[int(number)]] = fault.message
        else:
            faults[fault.field] = fault.message
    return faults
