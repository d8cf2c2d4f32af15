"""What the vendor's people do with requests, and what their customers think of it."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.request_types import Key, Priority
from contracts.tickets import RequestState


class DeskQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which requests of all customers: the newest first, or those that news came to last.

    `assignee` is `me`, `nobody` or a person's id.
    """

    department: Key | None = None
    assignee: Annotated[str, msgspec.Meta(max_length=36)] | None = None
    organisation_id: UUID | None = None
    state: RequestState | None = None
    open: bool | None = None
    kind: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    is_overdue: bool = False
    sort: Literal["opened", "activity"] = "opened"
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class ChangeState(msgspec.Struct, frozen=True, kw_only=True):
    """The next state of a request that is in `from_state`; refused when it is so no more."""

    request_id: UUID
    from_state: RequestState
    to_state: RequestState


class AssignRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes care of a request from now on: one of the vendor's people, or nobody yet."""

    request_id: UUID
    person_id: UUID | None


class MoveRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which department takes up a request from now on."""

    request_id: UUID
    department: Key


class SetPriority(msgspec.Struct, frozen=True, kw_only=True):
    """How soon a request is to be answered; the time counts from its opening."""

    request_id: UUID
    priority: Priority


class MergeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Closes a request because another one of the same organisation says the same."""

    request_id: UUID
    into_request_id: UUID


class RateRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the requester thinks of how his request was answered, once it is closed."""

    request_id: UUID
    stars: Annotated[int, msgspec.Meta(ge=1, le=5)]
    comment: Annotated[str, msgspec.Meta(max_length=2000)] = ""
