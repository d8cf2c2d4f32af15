"""What a list of all customers' requests is narrowed to."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from contracts.errors import InvalidInput
from contracts.request_desk import DeskQuery
from contracts.tickets import RequestQuery
from tickets.domain.request_lists import ListFilter, read_filter


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskFilter:
    """What the requests shown have in common; nothing given narrows nothing."""

    narrowed: ListFilter
    is_open: bool
    department: str | None
    assignee: Literal["nobody"] | UUID | None
    organisation_id: UUID | None
    is_overdue: bool


def read_desk_filter(query: DeskQuery, me: UUID) -> DeskFilter:
    """Return what the query narrows the list to; `me` is whoever asks.

    Raises:
        InvalidInput: a filter cannot be read.
    """
    alike = RequestQuery(
        state=query.state,
        open=False if query.open is False else None,
        kind=query.kind,
        search=query.search,
    )
    return DeskFilter(
        narrowed=read_filter(alike),
        is_open=query.open is True,
        department=query.department,
        assignee=_assignee(query.assignee, me),
        organisation_id=query.organisation_id,
        is_overdue=query.is_overdue,
    )


def _assignee(text: str | None, me: UUID) -> Literal["nobody"] | UUID | None:
    if text is None:
        return None
    if text == "nobody":
        return "nobody"
    if text == "me":
        return me
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("query.assignee", "not_offered") from None
