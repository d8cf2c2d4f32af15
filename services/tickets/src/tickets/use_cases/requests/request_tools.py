"""What opening and answering requests needs besides the database."""

from dataclasses import dataclass

from tickets.adapters.document_desk import DocumentDesk
from tickets.adapters.people_desk import PeopleDesk
from tickets.store.records import RecordRoom


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestTools:
    """The records, and whom else to ask."""

    room: RecordRoom
    people: PeopleDesk
    documents: DocumentDesk
