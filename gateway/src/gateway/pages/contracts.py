"""A partner's contracts, or one's own: the list with its alarm, one of them with its timeline."""

import asyncio
from datetime import date
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.contract_list import AcknowledgeAlarm
from contracts.contract_timeline import REASON_KINDS, STAGES, ContractTimeline
from contracts.errors import AlreadyExists, InvalidInput
from contracts.inbound import CONTRACT_KINDS
from contracts.principal import DOWNLOAD_LICENCE
from gateway.api.contract_calendar import entry_words
from gateway.api.contract_tables import COLUMNS, reason_words
from gateway.api.contracts import ContractListQuery, TimelineQuery, asked
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.contract_view import cell_in, keep_columns, own_columns
from gateway.pages.forms import own_address, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.pages.site_choice import own_sites, parameters_of
from gateway.pages.timeline_chart import line_of

CONTRACTS = "/contracts"
ORDERS = ("due_on", "-due_on", "number", "customer")
_PAGE_SIZE = 50
_DONE = (
    "acknowledged",
    "shown_again",
    "ordered",
    "not_ordered",
    "licence_kept",
    "licence_not_kept",
    "view_kept",
)


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What the list's form asks for, as it was typed."""

    view: Literal["all", "alarm"] = "all"
    why: str = ""
    """A reason of the alarm, or one of its stages."""
    search: str = ""
    kind: str = ""
    sort: str = "due_on"
    acknowledged: str = ""
    customer: str = ""
    partner: str = ""

    @property
    def are_set(self) -> bool:
        """Whether anything is narrowed that one has to undo to see the whole list."""
        return bool(self.why or self.search or self.kind)

    def address(self, path: str = CONTRACTS, **changes: str) -> str:
        """Return an address of the list with other values; what is as usual is left out."""
        usual = msgspec.to_builtins(Filters())
        values = {**msgspec.to_builtins(self), **changes}
        given = {name: text for name, text in values.items() if text and text != usual.get(name)}
        return path + (f"?{urlencode(given)}" if given else "")

    def export_address(self, form: str) -> str:
        """Return the address of the same list as a file."""
        query = {**self.asked(), "format": form}
        return f"/v1/contracts/export?{urlencode(query)}"

    def asked(self) -> dict[str, str]:
        """Return the query in the words of the API; what is empty is left out."""
        values = msgspec.to_builtins(self)
        why = values.pop("why")
        if self.view == "alarm":
            values["stage" if why.isdecimal() else "reason"] = why
            values.pop("sort")
        return {name: value for name, value in values.items() if value}


async def show_list(call: Call) -> Response:
    """Show the contracts, or those in the alarm."""
    parameters = parameters_of(call)
    filters = msgspec.convert(parameters, Filters)
    wanted = {**filters.asked(), "limit": str(_PAGE_SIZE)}
    if parameters.get("cursor"):
        wanted["cursor"] = parameters["cursor"]
    query = read_values(wanted, ContractListQuery)
    found, sites, columns = await asyncio.gather(
        call.around.catalog.list_contracts(call.context, asked(query)),
        own_sites(call),
        own_columns(call),
    )
    return page(
        call,
        "contracts.html",
        found=found,
        filters=filters,
        sites=sites,
        shows_ftp=call.identified.principal.organisation_kind == "customer",
        chosen_sites=filters.partner.split(","),
        reasons=REASON_KINDS,
        stages=STAGES,
        kinds=CONTRACT_KINDS,
        orders=ORDERS,
        is_first_page=query.cursor is None,
        next_address=filters.address(cursor=found.next_cursor) if found.next_cursor else None,
        here=filters.address(),
        reason_words=lambda reason: reason_words(reason, call.texts),
        done=_done(parameters),
        columns=columns,
        all_columns=COLUMNS,
        linked="number" if "number" in columns else next(iter(columns), None),
        cell=lambda column, item: cell_in(column, item, call),
    )


async def keep_view(call: Call) -> Response:
    """Keep which columns the list has, in which order."""
    form = await read_form(call.request)
    await keep_columns(call, form)
    return redirect(call, _with_done(own_address(form.get("back")) or CONTRACTS, "view_kept"))


async def show_contract(call: Call) -> Response:
    """Show one contract, and how it stands today or on the day asked for."""
    contract_id = _contract_id(call)
    parameters = dict(call.request.query_params)
    day = _day(parameters.get("as_of"))
    catalog = call.around.catalog
    detail, timeline = await asyncio.gather(
        catalog.get_contract(call.context, contract_id),
        catalog.get_contract_timeline(call.context, contract_id, day),
    )
    entries = [(entry, entry_words(entry, call.texts)) for entry in timeline.entries]
    return page(
        call,
        "contract.html",
        detail=detail,
        contract=detail.contract,
        timeline=timeline,
        is_today=day is None,
        entries=entries,
        line=line_of(entries, timeline.as_of),
        reason_words=lambda reason: reason_words(reason, call.texts),
        is_acknowledged=_is_acknowledged(timeline, detail.acknowledged) and day is None,
        is_staff=call.identified.principal.is_staff,
        may_fetch_licence=call.identified.principal.is_staff
        or DOWNLOAD_LICENCE in call.identified.principal.grants,
        may_order=call.identified.principal.role in {"admin", "member"}
        and not call.identified.principal.is_staff,
        done=_done(parameters),
    )


async def acknowledge(call: Call) -> Response:
    """Silence a contract in one's own alarm, or take that back."""
    contract_id = _contract_id(call)
    form = await read_form(call.request)
    undo = form.get("undo") == "true"
    request = AcknowledgeAlarm(contract_id=contract_id, undo=undo)
    await call.around.catalog.acknowledge_alarm(call.context, request)
    back = own_address(form.get("back")) or f"{CONTRACTS}/{contract_id}"
    return redirect(call, _with_done(back, "shown_again" if undo else "acknowledged"))


async def reactivate(call: Call) -> Response:
    """Order that a contract is taken up again."""
    contract_id = _contract_id(call)
    done = "ordered"
    try:
        await call.around.catalog.order_reactivation(call.context, contract_id)
    except (AlreadyExists, InvalidInput):
        done = "not_ordered"
    return redirect(call, _with_done(f"{CONTRACTS}/{contract_id}", done))


def _contract_id(call: Call) -> UUID:
    return id_in(call, "contract_id", "contract")


def _day(text: str | None) -> date | None:
    return read_values({"as_of": text}, TimelineQuery).as_of if text else None


def _is_acknowledged(timeline: ContractTimeline, marks: tuple[str, ...]) -> bool:
    reasons = timeline.day.alarm_reasons
    return bool(reasons) and all(reason.mark in marks for reason in reasons)


def _done(parameters: dict[str, str]) -> str | None:
    done = parameters.get("done")
    return done if done in _DONE else None


def _with_done(address: str, done: str) -> str:
    plain = address.partition("&done=")[0].partition("?done=")[0]
    return f"{plain}{'&' if '?' in plain else '?'}done={done}"
