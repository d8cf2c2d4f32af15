"""Looking up customers and people, for the vendor's people."""

from uuid import UUID

from chassis.entrypoints import rpc
from contracts.directory import FoundPeople, OrganisationSearch, PersonSearch
from contracts.organisation_names import OrganisationNames
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import require_staff
from identity.use_cases.members.find_person import find_person
from identity.use_cases.members.order_message_erasure import order_message_erasure
from identity.use_cases.organisations.find_organisations import find_organisations


class DirectoryCalls(IdentityCalls):
    """Looking up customers and people, for the vendor's people."""

    @rpc(reads=True)
    def find_organisations(self, caller: Principal, query: OrganisationSearch) -> OrganisationNames:
        """Find customers and partners by number or name, for the vendor's people."""
        require_staff(caller)
        with self._room.of_everybody() as records:
            return find_organisations(query, records)

    @rpc
    def find_person(self, caller: Principal, query: PersonSearch) -> FoundPeople:
        """Find somebody by his address, for the vendor's administrators."""
        with self._room.of_everybody() as records:
            return find_person(caller, query, records)

    @rpc
    def order_message_erasure(self, caller: Principal, person_id: UUID) -> None:
        """Have messages forget a person, for the vendor's administrators."""
        with self._room.of_everybody() as records:
            order_message_erasure(caller, person_id, records)
