"""What a list of requests is narrowed to, its order, and where a page begins."""

import base64
import binascii
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.errors import InvalidInput
from contracts.tickets import RequestQuery, RequestState

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]
ListOrder = Literal["opened", "activity"]
OPEN_STATES: tuple[RequestState, ...] = (
    "waiting_for_vendor",
    "in_progress",
    "waiting_for_customer",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListFilter:
    """What the requests shown have in common; nothing given narrows nothing."""

    states: Collection[RequestState] = ()
    kind: str | None = None
    search: str | None = None
    is_unread: bool = False

    @property
    def shows_open_alone(self) -> bool:
        """Whether no closed request fits."""
        return bool(self.states) and set(self.states) <= set(OPEN_STATES)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListKey:
    """A request's place in a list: when something last happened, where that is the order."""

    request_id: UUID
    at: datetime | None = None


def read_filter(query: RequestQuery) -> ListFilter:
    """Return what the query narrows a list to.

    Raises:
        InvalidInput: `search` holds nothing, or characters that nobody can write.
    """
    search = None if query.search is None else " ".join(query.search.split())
    if search is not None and (not search or not search.isprintable()):
        raise InvalidInput("query.search", "blank" if not search else "control_characters")
    states: Collection[RequestState] = () if query.state is None else (query.state,)
    if query.open is not None:
        states = [
            state
            for state in (OPEN_STATES if query.open else ("closed",))
            if query.state in {None, state}
        ] or ("none",)  # type: ignore[assignment]  # no request is both, which is an empty list
    return ListFilter(states=states, kind=query.kind, search=search, is_unread=query.unread)


def cursor_after(key: ListKey) -> str:
    """Return the cursor of the page that begins after this request."""
    if key.at is None:
        return str(key.request_id)
    return base64.urlsafe_b64encode(msgspec.json.encode((key.at, key.request_id))).decode()


def read_cursor(cursor: str | None, order: ListOrder) -> ListKey | None:
    """Return the request after which the page begins, None for the first page.

    Raises:
        InvalidInput: no page in this order gave this cursor.
    """
    if cursor is None:
        return None
    try:
        if order == "opened":
            return ListKey(request_id=UUID(cursor))
        at, request_id = msgspec.json.decode(
            base64.urlsafe_b64decode(cursor), type=tuple[_Instant, UUID]
        )
        return ListKey(request_id=request_id, at=at)
    except (binascii.Error, msgspec.DecodeError, UnicodeError, ValueError):
        raise InvalidInput("query.cursor", "malformed") from None
