"""One document as it is shown to somebody, found by a single question."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, select

from billing_docs.domain.look import ShownDocument
from billing_docs.store import tenancy
from billing_docs.store.damage_tables import DOCUMENT_DAMAGE
from billing_docs.store.documents import COLUMNS, document_of, in_portal
from billing_docs.store.post_tables import DOCUMENT_LOOK
from billing_docs.store.tables import DOCUMENT
from chassis.database import Askable

_LOOK = DOCUMENT_LOOK.c
_IS_DAMAGED = (
    select(DOCUMENT_DAMAGE.c.id)
    .where(DOCUMENT_DAMAGE.c.document_id == DOCUMENT.c.id, DOCUMENT_DAMAGE.c.mended_at.is_(None))
    .exists()
)


@cache  # building it anew with its values costs more than the answer
def _shown(*, with_damage: bool) -> Select[Any]:
    is_damaged: ColumnElement[bool] = _IS_DAMAGED if with_damage else false()
    theirs = and_(
        _LOOK.document_id == DOCUMENT.c.id,
        _LOOK.organisation_id == DOCUMENT.c.organisation_id,
        _LOOK.person_id == bindparam("reader", type_=_LOOK.person_id.type),
    )
    return (
        select(
            *COLUMNS,
            _LOOK.read_at,
            _LOOK.first_previewed_at,
            _LOOK.first_downloaded_at,
            is_damaged.label("is_damaged"),
        )
        .join_from(DOCUMENT, DOCUMENT_LOOK, theirs, isouter=True)
        .where(
            tenancy.belongs_to(DOCUMENT, bindparam("organisation_id")),
            DOCUMENT.c.id == bindparam("document_id"),
            *in_portal(),
        )
    )


class ShownDocuments:
    """Documents of the organisations that the transaction or the reading has opened."""

    def __init__(self, askable: Askable) -> None:
        self._askable = askable

    def find(
        self,
        organisation_id: UUID,
        document_id: UUID,
        reader: UUID | None,
        *,
        with_damage: bool = False,
    ) -> ShownDocument | None:
        """Return the organisation's document; None if there is none, or it is somebody else's.

        Whether it is damaged is looked for only where it is asked for.
        """
        row = self._askable.execute(
            _shown(with_damage=with_damage),
            {"organisation_id": organisation_id, "document_id": document_id, "reader": reader},
        ).first()
        if row is None:
            return None
        *_, read_at, first_previewed_at, first_downloaded_at, is_damaged = row
        return ShownDocument(
            document=document_of(row),
            reader=reader,
            read_at=read_at,
            first_previewed_at=first_previewed_at,
            first_downloaded_at=first_downloaded_at,
            is_damaged=is_damaged,
        )
