"""Post and Archive: the list of documents, and what its forms are sent to."""

import asyncio
import re
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.billing_docs import DocumentQuery
from contracts.inbound import DOCUMENT_TYPES
from contracts.post import DocumentSummary
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.chosen_documents import FOLDERS, SAID, done_in
from gateway.pages.document_visibility import says_who_sees
from gateway.pages.page import page
from gateway.pages.post_preview import preview_in
from gateway.problems import InvalidFields

ORDERS = (
    "-issued_on",
    "issued_on",
    "-received_at",
    "number",
    "-total",
    "total",
    "due_on",
)
_PAGE_SIZE = 50
# Amounts are typed as in euros and francs; of the few currencies without hundredths people rarely
# ask for a range.
_HUNDREDTHS = 2
_AMOUNT = re.compile(r"(?P<sign>-?)(?P<whole>\d{1,15})(?:\.(?P<part>\d{1,2}))?", re.ASCII)


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What the list's form asks for, as it was typed."""

    folder: str = "post"
    text: str = ""
    document_type: str = ""
    number: str = ""
    issued_from: str = ""
    issued_until: str = ""
    total_from: str = ""
    total_until: str = ""
    is_unread: str = ""
    has_faults: str = ""
    sort: str = "-issued_on"

    @property
    def are_set(self) -> bool:
        """Whether anything is left out of the folder."""
        return any(value for name, value in self._given() if name not in {"folder", "sort"})

    def address(self, **changes: str) -> str:
        """Return the address of the list with other values; what is as usual is left out."""
        usual = Filters()
        values = dict(self._given()) | changes
        kept = {
            name: value
            for name, value in values.items()
            if value and value != getattr(usual, name, None)
        }
        return "/post" + (f"?{urlencode(kept)}" if kept else "")

    def _given(self) -> list[tuple[str, str]]:
        return [(name, getattr(self, name)) for name in self.__struct_fields__]


async def show_list(call: Call) -> Response:
    """Show a folder's documents, the newest first unless asked otherwise."""
    parameters = dict(call.request.query_params)
    filters = msgspec.convert(parameters, Filters)
    query = read_values(_asked(filters, parameters), DocumentQuery)
    documents, summary, preview = await asyncio.gather(
        call.around.billing_docs.list_documents(call.context, query),
        call.around.billing_docs.summarise_documents(call.context),
        preview_in(call),
    )
    return page(
        call,
        "post.html",
        documents=documents.items,
        filters=filters,
        folders=FOLDERS,
        counts=_counts(summary),
        types=_types_in(summary, filters),
        unread=summary.unread,
        orders=ORDERS,
        is_first_page=query.cursor is None,
        next_address=(
            None if documents.next_cursor is None else filters.address(cursor=documents.next_cursor)
        ),
        may_move=_may_move(call),
        may_say_who_sees=says_who_sees(call),
        here=_here(call),
        done=done_in(parameters),
        preview=preview,
        beside=_beside(call),
    )


def _may_move(call: Call) -> bool:
    principal = call.identified.principal
    return principal.role != "documents" and principal.support_session_id is None


def _asked(filters: Filters, parameters: dict[str, str]) -> dict[str, str]:
    """Return the query in the words of the service."""
    asked: dict[str, str] = {
        name: value
        for name, value in filters._given()  # noqa: SLF001 - its own module
        if name not in {"total_from", "total_until"}
    }
    faults = []
    for name in ("total_from", "total_until"):
        typed = getattr(filters, name)
        if typed:
            try:
                asked[name] = str(_hundredths(typed))
            except ValueError:
                faults.append((name, "not_an_amount"))
    if faults:
        raise InvalidFields(tuple(faults))
    cursor = parameters.get("cursor", "")
    return asked | {"cursor": cursor, "limit": str(_PAGE_SIZE)}


def _hundredths(typed: str) -> int:
    """Return an amount as a German or an English office types it: 1.190,50 or 1190.50.

    Raises:
        ValueError: it is none.
    """
    text = typed.strip().replace(" ", "")
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    amount = _AMOUNT.fullmatch(text)
    if amount is None:
        raise ValueError(typed)
    return int(amount["sign"] + amount["whole"] + (amount["part"] or "").ljust(_HUNDREDTHS, "0"))


def _counts(summary: DocumentSummary) -> dict[str, int]:
    return {
        folder: sum(each.documents for each in summary.counts if each.folder == folder)
        for folder in FOLDERS
    }


def _types_in(summary: DocumentSummary, filters: Filters) -> list[tuple[str, int]]:
    """Return each type with its number in the folder; those that are there, and the chosen one."""
    there: dict[str, int] = {
        each.document_type: each.documents
        for each in summary.counts
        if each.folder == filters.folder
    }
    return [
        (kind, there.get(kind, 0))
        for kind in DOCUMENT_TYPES
        if kind in there or kind == filters.document_type
    ]


def _here(call: Call) -> str:
    """Return the address of this very list, without what was said about it."""
    kept = {
        name: value
        for name, value in call.request.query_params.items()
        if value and name not in {*SAID, "lang", "theme"}
    }
    return "/post" + (f"?{urlencode(kept)}" if kept else "")


def _beside(call: Call) -> Callable[[UUID | None], str]:
    """Return how this very list is addressed with a document beside it, or with none."""
    kept = {
        name: value
        for name, value in call.request.query_params.items()
        if value and name not in {*SAID, "lang", "theme", "show"}
    }

    def address(document_id: UUID | None) -> str:
        shown = kept if document_id is None else {**kept, "show": str(document_id)}
        return "/post" + (f"?{urlencode(shown)}" if shown else "")

    return address
