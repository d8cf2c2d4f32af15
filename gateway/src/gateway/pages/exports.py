"""Exports: ask for one, follow it, fetch it."""

from datetime import date
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import ExportInWork
from contracts.exports import Export, RequestExport
from contracts.inbound import DOCUMENT_TYPES, DocumentType
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.forms import MENDABLE, page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

EXPORTS = "/exports"
_IN_WORK = ("queued", "running")
_MENDABLE = (*MENDABLE, ExportInWork)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What the form asks for, as it was typed; also what a link fills in beforehand."""

    issued_from: str = ""
    issued_until: str = ""
    document_type: str = ""
    document_ids: str = ""
    """Ids that were chosen elsewhere, parted by commas."""

    @property
    def chosen(self) -> list[str]:
        """The ids one by one."""
        return [each for each in self.document_ids.split(",") if each]


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    issued_from: date | None = None
    issued_until: date | None = None
    document_type: DocumentType | None = None


async def show(call: Call) -> Response:
    """Show one's exports and the form for another."""
    choice = msgspec.convert(dict(call.request.query_params), Choice)
    return await _shown(call, choice, None)


async def ask(call: Call) -> Response:
    """Ask for an export."""
    form = await read_form(call.request)
    choice = msgspec.convert(form, Choice)
    try:
        await call.around.billing_docs.request_export(call.context, _request(form, choice))
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, choice, details))
    return redirect(call, f"{EXPORTS}?done=asked")


async def cancel(call: Call) -> Response:
    """End one of one's exports."""
    export_id = id_in(call, "export_id", "export")
    await call.around.billing_docs.cancel_export(call.context, export_id)
    return redirect(call, f"{EXPORTS}?done=cancelled")


def _request(form: dict[str, str], choice: Choice) -> RequestExport:
    if choice.chosen:
        try:
            chosen = tuple(UUID(each) for each in choice.chosen)
        except ValueError as error:
            raise InvalidFields((("document_ids", "not_an_id"),)) from error
        return RequestExport(document_ids=chosen)
    asked = read_values(form, _Asked)
    return RequestExport(
        issued_from=asked.issued_from,
        issued_until=asked.issued_until,
        document_types=(asked.document_type,) if asked.document_type else (),
    )


async def _shown(call: Call, choice: Choice, problem: ProblemDetails | None) -> Response:
    exports = (await call.around.billing_docs.list_exports(call.context)).items
    key = await call.around.billing_docs.get_export_key(call.context)
    done = call.request.query_params.get("done")
    return page(
        call,
        "exports.html",
        status=problem.status if problem else 200,
        in_work=next((each for each in exports if each.state in _IN_WORK), None),
        ended=[each for each in exports if each.state not in _IN_WORK],
        fingerprint=key.fingerprint,
        choice=choice,
        document_types=call.identified.principal.shown_document_types or DOCUMENT_TYPES,
        done=done if done in ("asked", "cancelled") and problem is None else None,
        problem=problem,
        percent=_percent,
    )


def _percent(export: Export) -> int:
    return min(100, export.done_count * 100 // max(1, export.document_count))
