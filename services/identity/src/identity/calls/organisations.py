"""Organisations: how they come to be known, and looking them up."""

from uuid import UUID

from chassis.entrypoints import Incoming, on_inbound, rpc
from contracts.identity import (
    ImportCustomers,
    ImportReport,
    Organisation,
    RegisterOrganisation,
    UnactivatedContacts,
)
from contracts.inbound import CUSTOMER_UPSERTED, CustomerUpserted
from contracts.organisation_names import OrganisationIds, OrganisationNames
from contracts.outbound import MESSAGE_REJECTED
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import require_staff
from identity.use_cases.organisations.get_organisation import get_organisation
from identity.use_cases.organisations.import_customers import import_customers
from identity.use_cases.organisations.list_unactivated_contacts import list_unactivated_contacts
from identity.use_cases.organisations.name_organisations import name_organisations
from identity.use_cases.organisations.receive_customer import receive_customer
from identity.use_cases.organisations.register_organisation import register_organisation


class OrganisationCalls(IdentityCalls):
    """Organisations: how they come to be known, and looking them up."""

    @on_inbound(CUSTOMER_UPSERTED, rejected_as=MESSAGE_REJECTED)
    def receive_customer(self, event: Incoming[CustomerUpserted]) -> None:
        """Take a new or changed customer from the ERP."""
        with self._room.of_everybody() as records:
            receive_customer(event, records, self.resources.rules)

    @rpc
    def register_organisation(
        self, caller: Principal, request: RegisterOrganisation
    ) -> Organisation:
        """Register an organisation, for the vendor's people."""
        require_staff(caller)
        with self._room.of_everybody() as records:
            return register_organisation(caller, request, records, self.resources.rules)

    @rpc
    def import_customers(self, caller: Principal, request: ImportCustomers) -> ImportReport:
        """Register the customers of a CSV list, for the vendor's people; safe to repeat."""
        return import_customers(caller, request, self._room, self.resources.rules)

    @rpc(reads=True)
    def list_unactivated_contacts(
        self, caller: Principal, cursor: str | None = None, limit: int = 50
    ) -> UnactivatedContacts:
        """Report contract contacts who never came in, for the vendor's people."""
        require_staff(caller)
        with self._room.of_everybody() as records:
            return list_unactivated_contacts(records, cursor=cursor, limit=limit)

    @rpc(reads=True)
    def name_organisations(
        self, caller: Principal, organisation_ids: OrganisationIds
    ) -> OrganisationNames:
        """Say what up to 100 organisations are called, for the vendor's people."""
        require_staff(caller)
        with self._room.of_everybody() as records:
            return name_organisations(organisation_ids, records)

    @rpc(reads=True)
    def get_organisation(self, caller: Principal, organisation_id: UUID) -> Organisation:
        """Look an organisation up. Raises NotFound."""
        with self._room.of(organisation_id) as records:
            return get_organisation(caller, organisation_id, records)
