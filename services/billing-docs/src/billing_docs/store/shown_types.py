"""Which types of documents a transaction sees: a wall of the database's (docs/adr/0035)."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

_SHOW = text("SELECT set_config('app.document_types', :types, true)")
# No type is named so; an empty setting is one that nobody made.
_NONE = "-"


def show_only(session: Session, document_types: Sequence[str] | None) -> None:
    """Leave documents of other types out of everything that the transaction does from now on.

    None shows every type. Documents and their counts obey; what hangs on a document is looked for
    through it.
    """
    if document_types is not None:
        session.execute(_SHOW, {"types": ",".join(document_types) or _NONE})
