"""A partner's customers and prospects as rows of a table: which columns, and what is in them."""

from collections.abc import Callable, Iterable, Sequence
from zoneinfo import ZoneInfo

from contracts.partner_accounts import PartnerAccount
from gateway.api.tables import Cell
from gateway.texts import Texts

Column = Callable[[PartnerAccount, Texts], Cell]
_BERLIN = ZoneInfo("Europe/Berlin")

_CELLS: dict[str, Column] = {
    "number": lambda account, _: account.customer_number,
    "name": lambda account, _: account.name,
    "kind": lambda account, t: t(f"account_kinds.{account.kind}"),
    "contact": lambda account, _: account.contact_name,
    "partner": lambda account, _: account.partner.name,
    "since": lambda account, _: account.since.astimezone(_BERLIN).date(),
}
COLUMNS = tuple(_CELLS)


def known_columns(chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the chosen columns that there are, in their order; all of them if there is none."""
    return tuple(column for column in chosen if column in _CELLS) or COLUMNS


def cell_of(column: str, account: PartnerAccount, texts: Texts) -> Cell:
    """Return what stands in a column."""
    return _CELLS[column](account, texts)


def table_of(
    accounts: Iterable[PartnerAccount], columns: Sequence[str], texts: Texts
) -> tuple[list[str], list[list[Cell]]]:
    """Return the heading and a row for each customer and prospect."""
    heading = [texts(f"customer_columns.{column}") for column in columns]
    return heading, [[cell_of(column, each, texts) for column in columns] for each in accounts]
