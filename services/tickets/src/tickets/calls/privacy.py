"""What is erased, what is held, and what is kept about a person."""

from datetime import timedelta
from uuid import UUID

from chassis.entrypoints import every, rpc
from contracts.attachments import StoredAttachment
from contracts.person_data import (
    PersonData,
    PersonDataQuery,
    PersonErasure,
    PersonFileQuery,
)
from contracts.principal import Principal
from contracts.request_privacy import HoldRequest
from contracts.tickets import Request
from tickets.adapters.erasure_log import ErasureLog
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.privacy.erase_closed_requests import erase_closed_requests
from tickets.use_cases.privacy.erase_people import erase_people
from tickets.use_cases.privacy.export_person_data import export_person_data
from tickets.use_cases.privacy.get_person_erasure import get_person_erasure
from tickets.use_cases.privacy.hold_request import hold_request
from tickets.use_cases.privacy.open_person_file import open_person_file
from tickets.use_cases.privacy.order_person_erasure import order_person_erasure
from tickets.use_cases.privacy.release_request import release_request


class PrivacyCalls(TicketsCalls):
    """What is erased, what is held, and what is kept about a person."""

    @rpc
    def hold_request(self, caller: Principal, request: HoldRequest) -> Request:
        """Keep a request from being erased, for the vendor's people. Raises NotFound."""
        return hold_request(caller, request, self._room)

    @rpc
    def release_request(self, caller: Principal, request_id: UUID) -> Request:
        """Let it be erased when its time is over, for the vendor's people. Raises NotFound."""
        return release_request(caller, request_id, self._room)

    @rpc(reads=True)
    def export_person_data(self, caller: Principal, query: PersonDataQuery) -> PersonData:
        """Hand out what is kept about the caller, or to the vendor's administrators anybody."""
        return export_person_data(caller, query, self._room)

    @rpc(reads=True)
    def open_person_file(self, caller: Principal, query: PersonFileQuery) -> StoredAttachment:
        """Say where a file lies that these data name. Raises NotFound, NotPermitted."""
        return open_person_file(caller, query, self._room, self.resources)

    @rpc
    def order_person_erasure(self, caller: Principal, person_id: UUID) -> PersonErasure:
        """Have a person erased, for the vendor's administrators."""
        return order_person_erasure(
            caller, person_id, self._room, ErasureLog(self.resources.attachments)
        )

    @rpc(reads=True)
    def get_person_erasure(self, caller: Principal, person_id: UUID) -> PersonErasure:
        """Say how far that has come, for the vendor's administrators. Raises NotFound."""
        return get_person_erasure(caller, person_id, self._room)

    @every(seconds=60)
    def erase_people(self) -> None:
        """Erase the people of whom that was ordered."""
        erase_people(self._room)

    @every(seconds=600)
    def erase_closed_requests(self) -> None:
        """Erase closed requests whose time is over."""
        erase_closed_requests(self._room, timedelta(days=self.settings.requests_kept_days))
