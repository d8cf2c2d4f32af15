"""Shelves of documents, one for each type and folder, and walks along several of them at once.

The database hides types (docs/adr/0035), and what it leaves out of a walk no limit counts: somebody
who is shown a few old reminders would wait until a million invoices have been passed. An index in
each order begins with type and folder, so that the walk goes along what is asked for alone.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, union_all

from billing_docs.domain.document_list import FOLDERS, Wanted
from billing_docs.store.tables import DOCUMENT


def shelves_of(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the condition of each shelf that is asked for; none where every type is."""
    folders = FOLDERS if wanted.folder is None else (wanted.folder,)
    return [
        and_(DOCUMENT.c.document_type == each, DOCUMENT.c.folder == folder)
        for each in wanted.types or ()
        for folder in folders
    ]


def merged(walks: Sequence[Select[Any]]) -> Select[Any]:
    """Return what all of the walks find, each with the order and the limit that it has."""
    if len(walks) == 1:
        return walks[0]
    return union_all(*(each.subquery().select() for each in walks)).subquery().select()
