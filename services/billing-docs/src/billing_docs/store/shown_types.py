"""Which types of documents a transaction sees: a wall of the database's (docs/adr/0035)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

_SETTING = "app.document_types"
_SHOW = text(f"SELECT set_config('{_SETTING}', :types, true)")
# No type is named so; an empty setting is one that nobody made.
_NONE = "-"


def showing_only(document_types: Sequence[str] | None) -> Mapping[str, str]:
    """Return what leaves documents of other types out of a transaction that begins with it.

    None shows every type. Documents and their counts obey; what hangs on a document is looked for
    through it.
    """
    return {} if document_types is None else {_SETTING: _told(document_types)}


def show_only(session: Session, document_types: Sequence[str] | None) -> None:
    """Leave documents of other types out of everything that the transaction does from now on."""
    if document_types is not None:
        session.execute(_SHOW, {"types": _told(document_types)})


def _told(document_types: Sequence[str]) -> str:
    return ",".join(document_types) or _NONE
