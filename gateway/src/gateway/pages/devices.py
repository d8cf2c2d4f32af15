"""Devices: the list, and one of them with what one does about it."""

import asyncio
import secrets
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.devices import ChangeTechnicalId, DevicePage
from contracts.errors import InvalidInput
from contracts.meters import ReadingsQuery
from gateway.api.decoding import read_values
from gateway.api.devices import DeviceListQuery, asked
from gateway.call import Call
from gateway.pages.forms import page_again, problem_in, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

DEVICES = "/devices"
_DONE = frozenset({"renamed", "swapped"})
_READINGS_SHOWN = 20


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What the list's form asks for, as it was typed."""

    search: str = ""
    site: str = ""
    third_party: str = ""
    customer: str = ""
    customer_number: str = ""

    @property
    def are_set(self) -> bool:
        """Whether anything is narrowed that one has to undo to see the whole list."""
        return bool(self.search or self.site or self.third_party)

    def address(self, **changes: str) -> str:
        """Return an address of the list with other values; what is empty is left out."""
        values = {**msgspec.to_builtins(self), **changes}
        given = {name: text for name, text in values.items() if text}
        return DEVICES + (f"?{urlencode(given)}" if given else "")


async def show_list(call: Call) -> Response:
    """Show the devices."""
    parameters = dict(call.request.query_params)
    filters = msgspec.convert(parameters, Filters)
    found: DevicePage | None = None
    problem: ProblemDetails | None = None
    cursor = parameters.get("cursor", "")
    if not call.identified.principal.is_staff or filters.customer or filters.customer_number:
        try:
            query = read_values({**msgspec.to_builtins(filters), "cursor": cursor}, DeviceListQuery)
            found = await call.around.catalog.list_devices(call.context, asked(query))
        except (InvalidFields, InvalidInput) as error:
            if not call.identified.principal.is_staff:
                raise
            problem = problem_in(call, error)
    more = found.next_cursor if found else None
    return page(
        call,
        "devices.html",
        status=problem.status if problem else 200,
        found=found,
        filters=filters,
        problem=problem,
        is_first_page=not cursor,
        next_address=filters.address(cursor=more) if more else None,
    )


async def show_device(call: Call) -> Response:
    """Show one device."""
    return await shown_device(call, None, {})


async def rename(call: Call) -> Response:
    """Call the device otherwise."""
    form = await read_form(call.request)
    device_id = device_id_in(call)
    try:
        wanted = msgspec.convert(
            {"device_id": device_id, "technical_id": form.get("technical_id", "")},
            ChangeTechnicalId,
        )
        await call.around.catalog.change_technical_id(call.context, wanted)
    except msgspec.ValidationError:
        too_long = InvalidFields((("technical_id", "too_long"),))
        return await page_again(call, too_long, lambda problem: shown_device(call, problem, form))
    except InvalidInput as error:
        return await page_again(call, error, lambda problem: shown_device(call, problem, form))
    return redirect(call, f"{DEVICES}/{device_id}?done=renamed")


def device_id_in(call: Call) -> UUID:
    """Return which device the address names.

    Raises:
        NotFound: it cannot be one.
    """
    return id_in(call, "device_id", "device")


async def shown_device(
    call: Call, problem: ProblemDetails | None, form: dict[str, str]
) -> Response:
    """Return the page of the device that the address names, with what is wrong in a form of it."""
    device_id = device_id_in(call)
    query = ReadingsQuery(device_id=device_id, limit=_READINGS_SHOWN)
    detail, history = await asyncio.gather(
        call.around.catalog.get_device(call.context, device_id),
        call.around.catalog.list_readings(call.context, query),
    )
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "device.html",
        status=problem.status if problem else 200,
        detail=detail,
        device=detail.device,
        form=form,
        problem=problem,
        done=done if done in _DONE and problem is None else None,
        history=history,
        key=secrets.token_urlsafe(),
        may_read=call.identified.principal.may_enter("meter_readings"),
        may_call_service=call.identified.principal.may_enter("service_calls")
        and not call.identified.principal.is_staff,
    )
