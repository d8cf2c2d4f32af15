"""What opening and answering requests needs besides the database."""

from dataclasses import dataclass

from tickets.adapters.catalog_desk import CatalogDesk
from tickets.adapters.document_desk import DocumentDesk
from tickets.adapters.people_desk import PeopleDesk
from tickets.domain.working_hours import WorkingHours
from tickets.store.records import RecordRoom


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestTools:
    """The records, whom else to ask, and when somebody is at work."""

    room: RecordRoom
    people: PeopleDesk
    documents: DocumentDesk
    catalog: CatalogDesk
    hours: WorkingHours
