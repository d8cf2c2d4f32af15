"""One's own view of the contracts: the columns that one wants, in the order that one wants."""

from collections.abc import Mapping
from datetime import date

from contracts.contract_list import ContractItem
from contracts.errors import WireError
from contracts.list_views import ListView, PutListView
from gateway import formats
from gateway.api.contract_tables import COLUMNS, cell_of
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault


async def own_columns(call: Call) -> tuple[str, ...]:
    """Return the columns that the caller has chosen; none where he has not, or nobody answers."""
    try:
        view = await call.around.catalog.get_list_view(call.context, "contracts")
    except (WireError, AreaFailure, ServiceFault):
        return ()
    return tuple(column for column in view.columns if column in COLUMNS)


async def keep_columns(call: Call, form: Mapping[str, str]) -> None:
    """Keep which columns the list has, in which order; none at all means as it comes."""
    places = {column: form.get(f"place_{column}", "") for column in COLUMNS}
    shown = [column for column in COLUMNS if places[column].isdecimal()]
    present = await call.around.catalog.get_list_view(call.context, "contracts")
    columns = tuple(sorted(shown, key=lambda column: int(places[column][:3])))
    view = ListView(columns=columns, sort=present.sort)
    request = PutListView(list_name="contracts", view=view)
    await call.around.catalog.put_list_view(call.context, request)


def cell_in(column: str, item: ContractItem, call: Call) -> str:
    """Return what stands in a column, as people write it; nothing where there is nothing."""
    value = cell_of(column, item, call.texts)
    if isinstance(value, date):
        return formats.day(value, call.language)
    return "" if value is None else str(value)
