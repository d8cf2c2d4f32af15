"""Who has read, previewed and downloaded which document; in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    false,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.look import Look, LookKind
from billing_docs.store import tenancy
from billing_docs.store.documents import in_portal
from billing_docs.store.list_shelves import merged
from billing_docs.store.post_tables import DOCUMENT_LOOK
from billing_docs.store.tables import DOCUMENT
from chassis.database import Askable

_FIRST = {"previewed": "first_previewed_at", "downloaded": "first_downloaded_at"}
# Beyond so many newest documents in Post nobody is told how many he has not read.
NEWEST_COUNTED = 1000


class DocumentLooks:
    """Looks at documents of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def unread_among(
        self, documents: Sequence[BillingDocument], person_id: UUID | None
    ) -> frozenset[UUID]:
        """Return the ids of those in Post that the person has not read; none without a person."""
        in_post = [document for document in documents if document.folder == "post"]
        if person_id is None or not in_post:
            return frozenset()
        read = self._session.scalars(
            _read_among(),
            {
                "organisation_id": in_post[0].organisation_id,
                "document_ids": [document.id for document in in_post],
                "reader": person_id,
            },
        )
        return frozenset(document.id for document in in_post) - frozenset(read)

    def remember(
        self, document: BillingDocument, person_id: UUID, kind: LookKind, at: datetime
    ) -> None:
        """Note the person's first look of its kind, and that the person has read the document.

        Only the first of each kind is kept, whichever of two at once comes first; opening a
        document reads it and is neither a preview nor a download.
        """
        first = _FIRST.get(kind)
        values = {"read_at": at} if first is None else {"read_at": at, first: at}
        self._session.execute(
            insert(DOCUMENT_LOOK)
            .values(
                document_id=document.id,
                person_id=person_id,
                organisation_id=document.organisation_id,
                **values,
            )
            .on_conflict_do_update(
                index_elements=["document_id", "person_id"],
                set_={
                    name: func.coalesce(DOCUMENT_LOOK.c[name], moment)
                    for name, moment in values.items()
                },
            )
        )

    def mark(
        self,
        organisation_id: UUID,
        document_ids: Sequence[UUID],
        person_id: UUID,
        *,
        read_at: datetime | None,
    ) -> None:
        """Let the documents count as read by the person since then, or as unread: None.

        Those that are not the organisation's are passed over, and a first moment stays.
        """
        theirs = (
            select(
                DOCUMENT.c.id,
                literal(person_id, Uuid()),
                DOCUMENT.c.organisation_id,
                literal(read_at, DateTime(timezone=True)),
            )
            .where(
                tenancy.belongs_to(DOCUMENT, organisation_id),
                DOCUMENT.c.id.in_(document_ids),
                *in_portal(),
            )
            .order_by(DOCUMENT.c.id)
        )
        columns = ["document_id", "person_id", "organisation_id", "read_at"]
        moment = None if read_at is None else func.coalesce(DOCUMENT_LOOK.c.read_at, read_at)
        self._session.execute(
            insert(DOCUMENT_LOOK)
            .from_select(columns, theirs)
            .on_conflict_do_update(
                index_elements=["document_id", "person_id"], set_={"read_at": moment}
            )
        )

    def unread_in_post(
        self, organisation_id: UUID, person_id: UUID, shown_types: Sequence[str] | None
    ) -> int:
        """Return how many of the `NEWEST_COUNTED` newest documents in Post he has not read.

        Of somebody who is shown certain types alone: among the newest of each of these.
        """
        newest = _newest_in_post(organisation_id, shown_types)
        read = select(DOCUMENT_LOOK.c.document_id).where(
            DOCUMENT_LOOK.c.document_id == newest.c.id,
            DOCUMENT_LOOK.c.person_id == person_id,
            DOCUMENT_LOOK.c.read_at.is_not(None),
        )
        counted = select(func.count()).select_from(newest).where(~read.exists())
        return self._session.scalar(counted) or 0

    def of_document(self, document: BillingDocument, *, limit: int) -> list[Look]:
        """Return who has previewed or downloaded the document, up to `limit`, the first first."""
        # PostgreSQL's `least` passes over what is empty.
        first = func.least(DOCUMENT_LOOK.c.first_previewed_at, DOCUMENT_LOOK.c.first_downloaded_at)
        rows = self._session.execute(
            select(DOCUMENT_LOOK)
            .where(
                tenancy.belongs_to(DOCUMENT_LOOK, document.organisation_id),
                DOCUMENT_LOOK.c.document_id == document.id,
                first.is_not(None),
            )
            .order_by(first, DOCUMENT_LOOK.c.person_id)
            .limit(limit)
        )
        return [
            Look(
                person_id=row.person_id,
                first_previewed_at=row.first_previewed_at,
                first_downloaded_at=row.first_downloaded_at,
            )
            for row in rows
        ]


@cache
def _read_among() -> Select[tuple[UUID]]:
    return select(DOCUMENT_LOOK.c.document_id).where(
        tenancy.belongs_to(DOCUMENT_LOOK, bindparam("organisation_id")),
        # One value, however many there are: fifty by themselves took longer to say than to find.
        DOCUMENT_LOOK.c.document_id == func.any(bindparam("document_ids", type_=ARRAY(Uuid()))),
        DOCUMENT_LOOK.c.person_id == bindparam("reader"),
        DOCUMENT_LOOK.c.read_at.is_not(None),
    )


def _newest_in_post(organisation_id: UUID, shown_types: Sequence[str] | None) -> Subquery:
    in_post = DOCUMENT.c.folder == "post"
    if shown_types is None:
        return _newest(organisation_id, in_post).subquery()
    # Each along its own index: what is left out of a walk is not counted by its limit.
    walks = [
        _newest(organisation_id, and_(in_post, DOCUMENT.c.document_type == each))
        for each in shown_types
    ]
    return (merged(walks) if walks else select(DOCUMENT).where(false())).subquery()


def _newest(organisation_id: UUID, which: ColumnElement[bool]) -> Select[tuple[UUID]]:
    return (
        select(DOCUMENT.c.id)
        .where(tenancy.belongs_to(DOCUMENT, organisation_id), which, *in_portal())
        .order_by(DOCUMENT.c.issued_on.desc(), DOCUMENT.c.id.desc())
        .limit(NEWEST_COUNTED)
    )
