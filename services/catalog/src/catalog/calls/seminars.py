"""Seminars: their dates, and places at them."""

from uuid import UUID

from catalog.adapters.people_desk import PeopleDesk
from catalog.calls.tools import CatalogCalls
from catalog.use_cases.seminars.book_seminar import book_seminar
from catalog.use_cases.seminars.call_off_date import call_off_date
from catalog.use_cases.seminars.get_appointment import get_appointment
from catalog.use_cases.seminars.give_back_place import give_back_place
from catalog.use_cases.seminars.list_own_places import list_own_places
from catalog.use_cases.seminars.list_participants import list_participants
from catalog.use_cases.seminars.list_seminar_dates import list_seminar_dates
from catalog.use_cases.seminars.put_seminar_date import put_seminar_date
from catalog.use_cases.seminars.seminar_tools import SeminarTools
from chassis.entrypoints import rpc
from contracts.events import Language
from contracts.principal import Principal
from contracts.trainings import (
    Appointment,
    CancelSeminarDate,
    OwnPlaces,
    Participants,
    PutSeminarDate,
    SeminarDate,
    SeminarDates,
)


class SeminarCalls(CatalogCalls):
    """Seminars: their dates, and places at them."""

    @rpc(reads=True)
    def list_seminar_dates(self, caller: Principal, content_id: UUID) -> SeminarDates:
        """List when a seminar is held. Raises NotFound, EntitlementMissing, AreaNotVisible."""
        return list_seminar_dates(caller, content_id, self._reading_room)

    @rpc
    def book_seminar(self, caller: Principal, date_id: UUID) -> SeminarDate:
        """Take a place. Raises NotFound, FullyBooked, NotBookable, EntitlementMissing."""
        tools = SeminarTools(room=self._room, people=PeopleDesk(self.identity))
        return book_seminar(caller, date_id, tools)

    @rpc
    def give_back_place(self, caller: Principal, date_id: UUID) -> SeminarDate:
        """Give one's place back. Raises NotFound, NotBookable."""
        return give_back_place(caller, date_id, self._room)

    @rpc(reads=True)
    def list_own_places(self, caller: Principal, language: Language = "de") -> OwnPlaces:
        """List where the caller has a place."""
        return list_own_places(caller, language, self._reading_room)

    @rpc(reads=True)
    def get_appointment(
        self, caller: Principal, date_id: UUID, language: Language = "de"
    ) -> Appointment:
        """Show a date with its title. Raises NotFound, EntitlementMissing, AreaNotVisible."""
        return get_appointment(caller, date_id, language, self._reading_room)

    @rpc
    def put_seminar_date(self, caller: Principal, request: PutSeminarDate) -> SeminarDate:
        """Add or change a date. Raises ChangedMeanwhile, InvalidInput, NotFound, NotBookable."""
        return put_seminar_date(caller, request, self._room)

    @rpc
    def call_off_date(self, caller: Principal, request: CancelSeminarDate) -> SeminarDate:
        """Call a date off. Raises NotFound, ChangedMeanwhile."""
        return call_off_date(caller, request, self._room)

    @rpc(reads=True)
    def list_participants(self, caller: Principal, date_id: UUID) -> Participants:
        """List who has a place. Raises NotPermitted, NotFound."""
        return list_participants(caller, date_id, self._reading_room)
