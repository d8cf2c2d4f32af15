"""Tell a publishing system what became of its events."""

from billing_docs.store.documents import DocumentStore, NamedDocument
from chassis.parking import Parking
from contracts.billing_docs import Publication, PublicationQuery, Publications


def find_publications(
    query: PublicationQuery, store: DocumentStore, parking: Parking
) -> Publications:
    """Return one answer per asked event: archived, parked with its reason, or not seen (yet).

    A resend under a new id counts as archived under both. An event that was parked at first and
    taken in later is archived.
    """
    # PostgreSQL's text holds no NUL, so no event of such an id was ever taken in.
    asked = [event_id for event_id in query.event_ids if "\x00" not in event_id]
    archived = store.documents_of_events(query.source, asked)
    parked = parking.of_events(query.source, asked)
    return Publications(
        items=tuple(
            _publication(event_id, archived.get(event_id), parked.get(event_id))
            for event_id in query.event_ids
        )
    )


def _publication(event_id: str, document: NamedDocument | None, code: str | None) -> Publication:
    if document is not None:
        return Publication(
            event_id=event_id,
            state="archived",
            document_id=document.id,
            number=document.number,
            sha256=document.sha256,
        )
    return Publication(event_id=event_id, state="parked" if code else "unknown", code=code)
