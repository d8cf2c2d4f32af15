"""Show a document to somebody who looks at it, and remember that he did."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from billing_docs.domain.look import LookKind, ShownDocument
from billing_docs.store.document_looks import DocumentLooks
from billing_docs.store.shown_documents import ShownDocuments
from billing_docs.store.shown_types import showing_only
from chassis.clock import Clock
from chassis.database import Database
from contracts.errors import ArchiveDamaged, NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class Onlooker:
    """Whose documents are looked at, of which types (None: all), and whose reading it is.

    Nobody's where there is no `reader`: the vendor's people and support do not read in the
    customer's place.
    """

    organisation_id: UUID
    reader: UUID | None
    document_types: Sequence[str] | None


def look_at_document(
    document_id: UUID,
    onlooker: Onlooker,
    *,
    look: LookKind | None,
    database: Database,
    clock: Clock,
    wants_bytes: bool = False,
) -> ShownDocument:
    """Return the document as it was before this look, of which the first is remembered (B19).

    `look` is None where nothing is shown to anybody. The first look is written after the reading,
    by one statement that may be repeated.

    Raises:
        NotFound: there is none, or it is another organisation's; the two look the same.
        ArchiveDamaged: its bytes are wanted, and known not to be the right ones: no second reader
            waits for them to be read in vain. In either case nothing is remembered.
    """
    organisation_id, reader = onlooker.organisation_id, onlooker.reader
    types = showing_only(onlooker.document_types)
    with database.reading(organisation_id=organisation_id, settings=types) as connection:
        shown = ShownDocuments(connection).find(
            organisation_id, document_id, reader, with_damage=wants_bytes
        )
    if shown is None:
        raise NotFound("document")
    if shown.is_damaged:
        raise ArchiveDamaged(str(document_id))
    if look is not None and reader is not None and not shown.has_been(look):
        with database.transaction(organisation_id=organisation_id, settings=types) as session:
            DocumentLooks(session).remember(shown.document, reader, look, clock.now())
    return shown
