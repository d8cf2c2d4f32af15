"""The lists that most ask for most often: all documents or those of a folder, in an order.

Their questions are built once; building one anew took as long as all the rest of a page. Whether a
document is unread comes along, so that a page is one question.
"""

from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, and_, bindparam, select

from billing_docs.domain.document_list import Place, SortKey, Wanted
from billing_docs.store.documents import COLUMNS
from billing_docs.store.list_filters import Condition
from billing_docs.store.list_order import Part, Query, in_order
from billing_docs.store.post_tables import DOCUMENT_LOOK
from billing_docs.store.tables import DOCUMENT

_NOBODY = UUID(int=0)


def is_plain(wanted: Wanted, conditions: list[Condition]) -> bool:
    """Return whether nothing is asked for but an order, and a folder that the order begins with."""
    folders = 0 if wanted.folder is None else 1
    is_along = all(each.along for each in conditions)
    return wanted.types is None and len(conditions) == folders and is_along


def plain_walk(wanted: Wanted, part: Part, most: int) -> tuple[Query, dict[str, Any]]:
    """Return the question of `most` documents of a part, and its values.

    Its last column says whether the document waits in Post for the reader.
    """
    walk = _walk(
        wanted.key,
        descending=wanted.descending,
        in_folder=wanted.folder is not None,
        has_value=part.has_value,
        goes_on=part.after is not None,
    )
    values: dict[str, Any] = {
        "organisation_id": wanted.organisation_id,
        "folder": wanted.folder,
        "reader": wanted.reader or _NOBODY,
        "has_reader": wanted.reader is not None,
        "most": most,
    }
    if part.after is not None:
        values |= {"after_value": part.after.value, "after_id": part.after.document_id}
    return walk, values


@lru_cache(maxsize=128)  # more than there are
def _walk(
    key: SortKey, *, descending: bool, in_folder: bool, has_value: bool, goes_on: bool
) -> Query:
    place = Place(
        value=cast("Any", bindparam("after_value", type_=DOCUMENT.c[key].type)),
        document_id=cast("Any", bindparam("after_id", type_=Uuid())),
    )
    wanted = Wanted(
        organisation_id=cast("Any", bindparam("organisation_id", type_=Uuid())),
        key=key,
        descending=descending,
    )
    part = Part(has_value=has_value, after=place if goes_on else None)
    walk = in_order(wanted, part).with_only_columns(*COLUMNS, _is_unread())
    if in_folder:
        walk = walk.where(DOCUMENT.c.folder == bindparam("folder"))
    return walk.limit(cast("Any", bindparam("most", type_=Integer())))


def _is_unread() -> ColumnElement[bool]:
    look = DOCUMENT_LOOK.c
    # A value, and not EXISTS, of which PostgreSQL would look up all that the reader has ever read.
    read_at = (
        select(look.read_at)
        .where(
            look.document_id == DOCUMENT.c.id,
            look.organisation_id == DOCUMENT.c.organisation_id,
            look.person_id == bindparam("reader", type_=look.person_id.type),
        )
        .scalar_subquery()
    )
    is_unread: ColumnElement[bool] = and_(
        bindparam("has_reader"), DOCUMENT.c.folder == "post", read_at.is_(None)
    )
    return is_unread
