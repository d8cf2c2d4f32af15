"""Requests and answers of the tickets service."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

RequestKind = Literal["technical_problem", "other_technical_matter"]
RequestState = Literal["waiting_for_vendor", "waiting_for_customer", "closed"]


class OpenRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer wants; repeating `idempotency_key` returns the same request (FD-12)."""

    kind: RequestKind
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    description: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class RequestQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The caller's own requests, newest first."""

    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request as its requester sees it."""

    id: UUID
    kind: RequestKind
    title: str
    description: str
    state: RequestState
    opened_at: datetime


class RequestPage(msgspec.Struct, frozen=True, kw_only=True):
    """Requests, newest first; `next_cursor` continues, None at the end."""

    items: tuple[Request, ...]
    next_cursor: str | None


class FoundRequest(msgspec.Struct, frozen=True, kw_only=True):
    """That there is such a request, and how it stands; none of its words."""

    id: UUID
    organisation_id: UUID
    state: RequestState
