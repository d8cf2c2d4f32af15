"""Contracts as rows of a table: which columns there are, and what stands in them."""

from collections.abc import Callable, Iterable, Sequence

from contracts.contract_list import ContractItem
from contracts.contract_timeline import AlarmReason
from gateway.api.tables import Cell
from gateway.texts import Texts

Column = Callable[[ContractItem, Texts], Cell]

_CELLS: dict[str, Column] = {
    "number": lambda item, _: item.number,
    "title": lambda item, _: item.title,
    "customer_number": lambda item, _: item.customer_number,
    "customer": lambda item, _: item.customer_name,
    "contact": lambda item, _: item.contact_name,
    "kind": lambda item, t: t(f"contract_kinds.{item.kind}") if item.kind else None,
    "starts_on": lambda item, _: item.starts_on,
    "ends_on": lambda item, _: item.ends_on,
    "notice_given_on": lambda item, _: item.notice_given_on,
    "period_ends_on": lambda item, _: item.period_ends_on,
    "renews_on": lambda item, _: item.renews_on,
    "alarm": lambda item, t: "; ".join(reason_words(each, t) for each in item.alarm_reasons),
}
COLUMNS = tuple(_CELLS)


def known_columns(chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the chosen columns that there are, in their order; all of them if there is none."""
    return tuple(column for column in chosen if column in _CELLS) or COLUMNS


def cell_of(column: str, item: ContractItem, texts: Texts) -> Cell:
    """Return what stands in a column."""
    return _CELLS[column](item, texts)


def table_of(
    items: Iterable[ContractItem], columns: Sequence[str], texts: Texts
) -> tuple[list[str], list[list[Cell]]]:
    """Return the heading and a row for each contract."""
    heading = [texts(f"contract_columns.{column}") for column in columns]
    return heading, [[cell_of(column, item, texts) for column in columns] for item in items]


def reason_words(reason: AlarmReason, texts: Texts) -> str:
    """Return why a contract is in the alarm, in a few words."""
    if reason.kind == "period_ends":
        return texts("alarm_reasons.period_ends", stage=reason.stage)
    return texts(f"alarm_reasons.{reason.kind}")
