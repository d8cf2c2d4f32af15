"""Lists of contracts as sections: spans of an order, read one after the other.

Each section is a walk along one index, so a page costs the same however many contracts there are.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from catalog.domain.alarm import Span, span_of
from catalog.domain.list_pages import digest_of
from contracts.contract_list import ContractOrder, ContractQuery
from contracts.errors import InvalidInput

Column = Literal["due_on", "notice_given_on", "sorted_number", "sorted_customer"]
Rule = Literal["any", "ended", "noticed_only"]
_COLUMNS: dict[ContractOrder, Column] = {
    "due_on": "due_on",
    "number": "sorted_number",
    "customer": "sorted_customer",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a list: the column it is ordered by, and which of its values.

    `ended` holds contracts whose last day has passed; `noticed_only` leaves out what the sections
    of ended contracts and of ending periods show already.
    """

    column: Column
    span: Span | None = None
    rule: Rule = "any"
    is_descending: bool = False


def sections_of(query: ContractQuery, today: date) -> tuple[Section, ...]:
    """Return the sections of the list, in the order in which they are read.

    The alarm begins with what ended longest ago, whose system goes first; periods follow, the
    nearest end first; then what is in it for a notice alone (DW-37 to DW-44).

    Raises:
        InvalidInput: a reason or a stage is asked for where there is none.
    """
    if query.view == "all":
        if query.reason is not None or query.stage is not None:
            raise InvalidInput("query.reason", "alarm_only")
        column = _COLUMNS[query.order]
        return (Section(column=column, is_descending=query.descending),)
    if query.stage is not None and query.reason not in {None, "period_ends"}:
        raise InvalidInput("query.stage", "period_ends_only")
    reason = "period_ends" if query.stage is not None else query.reason
    ended = Section(column="due_on", span=span_of("ended", today), rule="ended")
    ending = Section(column="due_on", span=span_of("period_ends", today, query.stage))
    notice = span_of("notice_given", today)
    if reason == "ended":
        return (ended,)
    if reason == "period_ends":
        return (ending,)
    if reason == "notice_given":
        return (Section(column="notice_given_on", span=notice),)
    return (ended, ending, Section(column="notice_given_on", span=notice, rule="noticed_only"))


def list_digest(query: ContractQuery) -> str:
    """Return what tells this list from others, whatever the page and its size."""
    return digest_of(
        query.view,
        query.reason,
        query.stage,
        query.with_acknowledged,
        query.search,
        query.kind,
        query.customer_id,
        query.partner_id,
        sorted(map(str, query.partner_ids)),
        query.order,
        query.descending,
    )
