"""Looking up customers and people, for the vendor's people."""

from types import NoneType
from uuid import UUID

from contracts.directory import FoundPeople, OrganisationSearch, PersonSearch
from contracts.organisation_names import OrganisationNames
from gateway.clients.rpc import CallContext, Service


class DirectoryCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def find_organisations(
        self, caller: CallContext, query: OrganisationSearch
    ) -> OrganisationNames:
        """Return customers and partners by number or name."""
        return await self.read(caller, "find_organisations", {"query": query}, OrganisationNames)

    async def find_person(self, caller: CallContext, query: PersonSearch) -> FoundPeople:
        """Return who has an address; that he was looked for goes on record."""
        return await self.write(caller, "find_person", {"query": query}, FoundPeople)

    async def order_message_erasure(self, caller: CallContext, person_id: UUID) -> None:
        """Have messages forget a person."""
        await self.write(caller, "order_message_erasure", {"person_id": person_id}, NoneType)
