"""Partners: their customers, and what their people may do and see."""

from uuid import UUID

from contracts.identity import Membership, Organisation
from contracts.master_data import MasterData
from contracts.members import SetDataScope, SetGrants, SetTeam
from contracts.partner_sites import PartnerSites
from contracts.partners import (
    AssignPartnerContact,
    Customer,
    CustomerPage,
    CustomerQuery,
    SetCertification,
    SetPartner,
)
from gateway.clients.rpc import CallContext, Service


class PartnerCalls(Service):
    """Typed calls about partners; each raises what `RpcClient.call` raises."""

    async def set_certification(
        self, caller: CallContext, request: SetCertification
    ) -> Organisation:
        """Certify a partner, or withdraw it."""
        return await self.write(caller, "set_certification", {"request": request}, Organisation)

    async def set_team(self, caller: CallContext, request: SetTeam) -> Membership:
        """Put a member into a team."""
        return await self.write(caller, "set_team", {"request": request}, Membership)

    async def set_data_scope(self, caller: CallContext, request: SetDataScope) -> Membership:
        """Say which customers a member sees."""
        return await self.write(caller, "set_data_scope", {"request": request}, Membership)

    async def set_grants(self, caller: CallContext, request: SetGrants) -> Membership:
        """Say which single actions a member may do."""
        return await self.write(caller, "set_grants", {"request": request}, Membership)

    async def set_partner(self, caller: CallContext, request: SetPartner) -> Customer:
        """Say which partner serves a customer."""
        return await self.write(caller, "set_partner", {"request": request}, Customer)

    async def list_customers(self, caller: CallContext, query: CustomerQuery) -> CustomerPage:
        """Return one page of the customers that the caller sees."""
        return await self.read(caller, "list_customers", {"query": query}, CustomerPage)

    async def get_customer(self, caller: CallContext, customer_id: UUID) -> Customer:
        """Return one customer that the caller sees."""
        return await self.read(caller, "get_customer", {"customer_id": customer_id}, Customer)

    async def assign_partner_contact(
        self, caller: CallContext, request: AssignPartnerContact
    ) -> Customer:
        """Say who looks after a customer."""
        return await self.write(caller, "assign_partner_contact", {"request": request}, Customer)

    async def get_customer_data(self, caller: CallContext, customer_id: UUID) -> MasterData:
        """Return what is on file of a customer that the caller sees."""
        arguments = {"customer_id": customer_id}
        return await self.read(caller, "get_customer_data", arguments, MasterData)

    async def list_sites(self, caller: CallContext) -> PartnerSites:
        """Return the caller's sites, with what he sees there."""
        return await self.read(caller, "list_sites", {}, PartnerSites)
