"""Changes that support proposes in a customer's portal, and the customer's answer (MB-14)."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from contracts.events import Language

SupportChangeState = Literal[
    "pending_customer_ok",
    "declined",
    "lapsed",
    "outcome_unknown",
    "performed",
    "failed",
]
"""`outcome_unknown` from the customer's yes until the change is known to be done, or not done."""

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
_Path = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class ProposedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request of the API exactly as it will be performed once the customer agrees."""

    operation: _Name
    method: Literal["POST", "PUT", "PATCH", "DELETE"]
    path: _Path
    """With its places, such as `/v1/members/{person_id}/areas`."""
    path_parameters: dict[str, str] = {}
    query: dict[str, Any] = {}
    body: dict[str, Any] | None = None


class ProposeSupportChange(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody in a support session would like to change; `summary` is for people."""

    request: ProposedRequest
    summary: dict[Language, Annotated[str, msgspec.Meta(min_length=1, max_length=200)]]


class SupportChange(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed change, what was decided about it, and what came of it."""

    id: UUID
    organisation_id: UUID
    support_session_id: UUID
    request: ProposedRequest
    summary: dict[Language, str]
    state: SupportChangeState
    proposed_by: UUID
    proposed_at: datetime
    expires_at: datetime
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    outcome_status: int | None = None
    """The HTTP status that the performed request answered."""
    outcome_code: str | None = None
    """The problem's code, if it was one."""


class SupportChanges(msgspec.Struct, frozen=True, kw_only=True):
    """Proposed changes of one organisation, newest first."""

    items: tuple[SupportChange, ...]


class DecideSupportChange(msgspec.Struct, frozen=True, kw_only=True):
    """An administrator's answer to a proposed change."""

    support_change_id: UUID
    approve: bool


class DecidedSupportChange(msgspec.Struct, frozen=True, kw_only=True):
    """The change as decided; `is_to_be_performed` is said once, to whoever must do it now."""

    change: SupportChange
    is_to_be_performed: bool


class RecordSupportOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the performed request answered."""

    support_change_id: UUID
    status: Annotated[int, msgspec.Meta(ge=100, le=599)]
    code: Annotated[str, msgspec.Meta(max_length=100)] | None = None
