"""What is done with the documents chosen in the list of Post: one by one, or all of a page."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.post import MarkDocuments, MoveDocuments
from gateway.call import Call
from gateway.pages.forms import own_address, read_fields
from gateway.pages.page import redirect
from gateway.problems import InvalidFields

FOLDERS = ("post", "archive")
# As many as a page of the list has; what is said about more is no address any more.
MOST_CHOSEN = 50
# What the address of the list says of the last change, beside the list itself.
SAID: Final = frozenset({"done", "count", "left", "moved"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What was done with how many documents, as the address of the list tells.

    `left` are those with which it could not be done any more; `moved` those that can be put back.
    """

    what: str
    count: int = 0
    left: int = 0
    moved: tuple[UUID, ...] = ()

    @property
    def back_to(self) -> str:
        """Return the folder in which those that were moved lay before."""
        return "post" if self.what == "archive" else "archive"


async def change_documents(call: Call) -> Response:
    """Move the chosen documents, or mark them, and show the list they were chosen from."""
    fields = await read_fields(call.request)
    values = dict(fields)
    back = own_address(values.get("back")) or "/post"
    chosen = _chosen(fields)
    if not chosen:
        return redirect(call, _with_note(back, done="none"))
    action = values.get("action", "")
    if action in FOLDERS:
        answer = await call.around.billing_docs.move_documents(
            call.context, read_moves(chosen, action)
        )
        moved = [str(each.document_id) for each in answer.items if each.outcome == "moved"]
        left = sum(each.outcome == "not_found" for each in answer.items)
        # What a colleague has put there meanwhile lies there as well, and is not ours to undo.
        note = {
            "count": str(len(answer.items) - left),
            "left": str(left) if left else "",
            "moved": ",".join(moved[:MOST_CHOSEN]),
        }
    elif action in {"read", "unread"}:
        marks = MarkDocuments(document_ids=chosen, is_read=action == "read")
        await call.around.billing_docs.mark_documents(call.context, marks)
        note = {"count": str(len(chosen))}
    else:
        raise InvalidFields((("action", "not_offered"),))
    return redirect(call, _with_note(back, done=action, **{k: v for k, v in note.items() if v}))


def read_moves(ids: tuple[UUID, ...], folder: str) -> MoveDocuments:
    """Return the request that puts documents into one of the `FOLDERS`."""
    return msgspec.convert({"document_ids": ids, "folder": folder}, MoveDocuments)


def done_in(parameters: dict[str, str]) -> Done | None:
    """Return what was done just before, None where the address tells nothing that makes sense."""
    what, count = parameters.get("done", ""), parameters.get("count", "")
    if what == "none":
        return Done(what=what)
    if what not in {*FOLDERS, "read", "unread", "deleted"} or not count.isdecimal():
        return None
    left = parameters.get("left", "")
    try:
        moved = tuple(UUID(each) for each in parameters.get("moved", "").split(",") if each)
    except ValueError:
        moved = ()
    return Done(
        what=what,
        count=int(count[:3]),
        left=int(left[:3]) if left.isdecimal() else 0,
        moved=moved[:MOST_CHOSEN] if what in FOLDERS else (),
    )


def _chosen(fields: list[tuple[str, str]]) -> tuple[UUID, ...]:
    """Return what was ticked; where "all" was, everything that the page has shown.

    A browser with our script ticks each of them as well, one without leaves that to us.

    Raises:
        InvalidFields: what should be an id is none.
    """
    values = dict(fields)
    name = "shown" if values.get("all") == "yes" else "document_id"
    said = [value for field, value in fields if field == name]
    ids = said[0].split(",") if name == "shown" and said else said
    try:
        return tuple(dict.fromkeys(UUID(value) for value in ids if value))
    except ValueError as error:
        raise InvalidFields((("document_id", "not_an_id"),)) from error


def _with_note(address: str, **note: str) -> str:
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{urlencode(note)}"
