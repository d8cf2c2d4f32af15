"""How somebody looks at a list: which columns, in which order, sorted by what (DW-30, DW-31)."""

from typing import Annotated, Literal

import msgspec

ListName = Literal["contracts", "customers"]
ColumnName = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z_]{0,39}$")]


class ListView(msgspec.Struct, frozen=True, kw_only=True):
    """The columns shown, in their order, and what the list is sorted by; none means as usual.

    Columns that a list does not have (any more) are kept and left out where it is shown.
    """

    columns: Annotated[tuple[ColumnName, ...], msgspec.Meta(max_length=40)] = ()
    sort: Annotated[str, msgspec.Meta(pattern="^-?[a-z][a-z_]{0,39}$")] | None = None


class PutListView(msgspec.Struct, frozen=True, kw_only=True):
    """How the caller looks at a list from now on, wherever he signs in."""

    list_name: ListName
    view: ListView
