"""The words by which documents are found, in the caller's transaction; never commits."""

from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.search_words import words_of
from billing_docs.store import tenancy
from billing_docs.store.list_filters import AFTER_ALL
from billing_docs.store.post_tables import DOCUMENT_WORD
from billing_docs.store.tables import DOCUMENT
from chassis.database import Askable

_OF = DOCUMENT_WORD.c
# All words of a document in one statement: said one by one they are half of what an intake says.
_ADD = (
    insert(DOCUMENT_WORD)
    .from_select(
        [_OF.organisation_id, _OF.document_id, _OF.word],
        select(
            bindparam("organisation_id", type_=_OF.organisation_id.type),
            bindparam("document_id", type_=_OF.document_id.type),
            func.unnest(bindparam("words", type_=ARRAY(_OF.word.type))),
        ),
    )
    .on_conflict_do_nothing()
)


class WordStore:
    """Words of documents of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def add(self, organisation_id: UUID, document_id: UUID, words: tuple[str, ...]) -> None:
        """Remember the words of a document; those that are known already stay."""
        if words:
            self._session.execute(
                _ADD,
                {
                    "organisation_id": organisation_id,
                    "document_id": document_id,
                    "words": list(words),
                },
            )

    def forget(self, document_id: UUID) -> None:
        """Let nobody find a document by its words any more."""
        document = self._session.execute(
            select(DOCUMENT.c.organisation_id, DOCUMENT.c.search_text).where(
                DOCUMENT.c.id == document_id
            )
        ).first()
        if document is None:
            return
        self._session.execute(
            delete(DOCUMENT_WORD).where(
                tenancy.belongs_to(DOCUMENT_WORD, document.organisation_id),
                DOCUMENT_WORD.c.word.in_((document.search_text or "").split()),
                DOCUMENT_WORD.c.document_id == document_id,
            )
        )
        # Not empty as before there were words: it is not to be looked at again.
        self._session.execute(
            update(DOCUMENT).where(DOCUMENT.c.id == document_id).values(search_text="")
        )

    def having(self, organisation_id: UUID, beginning: str, *, limit: int) -> set[UUID] | None:
        """Return the ids of documents with a word that begins so; None if there are many.

        Many: more than `limit` words. Documents that were deleted may be among them.
        """
        rows = self._session.scalars(
            select(DOCUMENT_WORD.c.document_id)
            .where(
                tenancy.belongs_to(DOCUMENT_WORD, organisation_id),
                DOCUMENT_WORD.c.word >= beginning,
                DOCUMENT_WORD.c.word <= beginning + AFTER_ALL,
            )
            .limit(limit + 1)
        ).all()
        return None if len(rows) > limit else set(rows)

    def index_waiting(self, *, limit: int) -> int:
        """Give words to up to `limit` documents that have none yet; return how many.

        They came before there were words, or from a process of the version before. Two processes
        take different ones.
        """
        waiting = self._session.execute(
            select(
                DOCUMENT.c.id,
                DOCUMENT.c.organisation_id,
                DOCUMENT.c.number,
                DOCUMENT.c.title,
                DOCUMENT.c.seller_name,
                DOCUMENT.c.file_name,
            )
            .where(DOCUMENT.c.search_text.is_(None))
            .order_by(DOCUMENT.c.id)
            .limit(limit)
            .with_for_update(key_share=True, skip_locked=True)
        ).all()
        for row in waiting:
            words = words_of(row.number, row.title, row.seller_name, row.file_name)
            self.add(row.organisation_id, row.id, words)
            self._session.execute(
                update(DOCUMENT)
                .where(DOCUMENT.c.id == row.id)
                .values(search_text=search_text(words))
            )
        return len(waiting)


def words_in(document: BillingDocument) -> tuple[str, ...]:
    """Return the words of a document."""
    return words_of(document.number, document.title, document.seller_name, document.file_name)


def search_text(words: tuple[str, ...]) -> str:
    """Return the words as one text in which each begins after a blank."""
    return "".join(f" {word}" for word in words)
