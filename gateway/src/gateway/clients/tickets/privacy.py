"""What is erased, what is held, and what is kept about a person."""

from uuid import UUID

from contracts.attachments import StoredAttachment
from contracts.person_data import (
    PersonData,
    PersonDataQuery,
    PersonErasure,
    PersonFileQuery,
)
from contracts.request_privacy import HoldRequest
from contracts.tickets import Request
from gateway.clients.rpc import CallContext, Service


class PrivacyCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def hold_request(self, caller: CallContext, request: HoldRequest) -> Request:
        """Keep a request from being erased."""
        return await self.write(caller, "hold_request", {"request": request}, Request)

    async def release_request(self, caller: CallContext, request_id: UUID) -> Request:
        """Let it be erased when its time is over."""
        return await self.write(caller, "release_request", {"request_id": request_id}, Request)

    async def export_person_data(self, caller: CallContext, query: PersonDataQuery) -> PersonData:
        """Return one part of what is kept about a person."""
        return await self.read(caller, "export_person_data", {"query": query}, PersonData)

    async def open_person_file(
        self, caller: CallContext, query: PersonFileQuery
    ) -> StoredAttachment:
        """Return where a file lies that these data name."""
        return await self.read(caller, "open_person_file", {"query": query}, StoredAttachment)

    async def order_person_erasure(self, caller: CallContext, person_id: UUID) -> PersonErasure:
        """Have a person erased."""
        return await self.write(
            caller, "order_person_erasure", {"person_id": person_id}, PersonErasure
        )

    async def get_person_erasure(self, caller: CallContext, person_id: UUID) -> PersonErasure:
        """Return how far that has come."""
        return await self.read(
            caller, "get_person_erasure", {"person_id": person_id}, PersonErasure
        )
