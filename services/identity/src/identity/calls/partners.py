"""Partners, their customers, and who looks after whom."""

from uuid import UUID

from chassis.entrypoints import Incoming, every, on_event, rpc
from contracts.identity import Organisation
from contracts.master_data import MasterData
from contracts.partner_sites import PartnerSites
from contracts.partners import (
    AssignPartnerContact,
    Customer,
    CustomerPage,
    CustomerQuery,
    SetCertification,
    SetPartner,
)
from contracts.principal import Principal
from contracts.system_notices import SYSTEM_NOTICE_DUE, SystemNoticeDue
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import require_staff
from identity.use_cases.partners.assign_partner_contact import assign_partner_contact
from identity.use_cases.partners.get_customer import get_customer
from identity.use_cases.partners.get_customer_data import get_customer_data
from identity.use_cases.partners.list_customers import list_customers
from identity.use_cases.partners.list_sites import list_sites
from identity.use_cases.partners.set_certification import set_certification
from identity.use_cases.partners.set_partner import set_partner
from identity.use_cases.partners.tell_not_announced import AT_ONCE, tell_not_announced
from identity.use_cases.partners.tell_system_notice import tell_system_notice


class PartnerCalls(IdentityCalls):
    """Partners, their customers, and who looks after whom."""

    @rpc
    def set_certification(self, caller: Principal, request: SetCertification) -> Organisation:
        """Certify a partner or not, for the vendor's people; opens its business area."""
        require_staff(caller)
        with self._room.of(request.organisation_id) as records:
            return set_certification(caller, request, records)

    @rpc
    def set_partner(self, caller: Principal, request: SetPartner) -> Customer:
        """Say which partner serves a customer, for the vendor's people."""
        require_staff(caller)
        with self._room.of_everybody() as records:
            return set_partner(caller, request, records)

    @rpc(reads=True)
    def list_customers(self, caller: Principal, query: CustomerQuery) -> CustomerPage:
        """List the customers that the caller sees at his sites. Raises AreaNotVisible."""
        return list_customers(caller, query, self._room)

    @rpc(reads=True)
    def get_customer(self, caller: Principal, customer_id: UUID) -> Customer:
        """Show one customer that the caller sees. Raises AreaNotVisible, NotFound."""
        return get_customer(caller, customer_id, self._room)

    @rpc(reads=True)
    def get_customer_data(self, caller: Principal, customer_id: UUID) -> MasterData:
        """Show what is on file of a customer that the caller sees. Raises NotFound."""
        return get_customer_data(caller, customer_id, self._room)

    @rpc(reads=True)
    def list_sites(self, caller: Principal) -> PartnerSites:
        """Show the caller's sites and what he sees there. Raises AreaNotVisible."""
        return list_sites(caller, self._room)

    @rpc
    def assign_partner_contact(self, caller: Principal, request: AssignPartnerContact) -> Customer:
        """Say who looks after a customer. Raises AreaNotVisible, NotFound, NotPermitted."""
        return assign_partner_contact(caller, request, self._room)

    @on_event("catalog", SYSTEM_NOTICE_DUE)
    def tell_system_notice(self, event: Incoming[SystemNoticeDue]) -> None:
        """Tell a contact of a notice about his customer's system, or hold it back."""
        with self._room.of_everybody() as records:
            tell_system_notice(event.data, records)

    @every(seconds=60)
    def tell_not_announced(self) -> None:
        """Announce who serves customers from before that was announced."""
        told = AT_ONCE
        while told == AT_ONCE:
            with self._room.of_everybody() as records:
                told = tell_not_announced(records)
