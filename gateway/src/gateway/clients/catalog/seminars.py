"""Seminars: their dates, and places at them."""

from uuid import UUID

from contracts.events import Language
from contracts.trainings import (
    Appointment,
    CancelSeminarDate,
    OwnPlaces,
    Participants,
    PutSeminarDate,
    SeminarDate,
    SeminarDates,
)
from gateway.clients.rpc import CallContext, Service


class SeminarCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_seminar_dates(self, caller: CallContext, content_id: UUID) -> SeminarDates:
        """Return when a seminar is held."""
        return await self.read(
            caller, "list_seminar_dates", {"content_id": content_id}, SeminarDates
        )

    async def book_seminar(self, caller: CallContext, date_id: UUID) -> SeminarDate:
        """Take a place for the caller."""
        return await self.write(caller, "book_seminar", {"date_id": date_id}, SeminarDate)

    async def give_back_place(self, caller: CallContext, date_id: UUID) -> SeminarDate:
        """Give the caller's place back."""
        return await self.write(caller, "give_back_place", {"date_id": date_id}, SeminarDate)

    async def list_own_places(self, caller: CallContext, language: Language) -> OwnPlaces:
        """Return where the caller has a place."""
        return await self.read(caller, "list_own_places", {"language": language}, OwnPlaces)

    async def get_appointment(
        self, caller: CallContext, date_id: UUID, language: Language
    ) -> Appointment:
        """Return a date with the title of its seminar."""
        arguments = {"date_id": date_id, "language": language}
        return await self.read(caller, "get_appointment", arguments, Appointment)

    async def put_seminar_date(self, caller: CallContext, request: PutSeminarDate) -> SeminarDate:
        """Add or change a date."""
        return await self.write(caller, "put_seminar_date", {"request": request}, SeminarDate)

    async def call_off_date(self, caller: CallContext, request: CancelSeminarDate) -> SeminarDate:
        """Call a date off."""
        return await self.write(caller, "call_off_date", {"request": request}, SeminarDate)

    async def list_participants(self, caller: CallContext, date_id: UUID) -> Participants:
        """Return who has a place."""
        return await self.read(caller, "list_participants", {"date_id": date_id}, Participants)
