"""A partner's customers and prospects."""

from uuid import UUID

from contracts.partner_accounts import (
    AccountDetail,
    AccountPage,
    AccountQuery,
    AssignProspectContact,
    ChangeProspect,
    CreateProspect,
    Duplicates,
    PartnerAccount,
    Prospect,
)
from gateway.clients.rpc import CallContext, Service


class AccountCalls(Service):
    """Typed calls about a partner's business; each raises what `RpcClient.call` raises."""

    async def list_accounts(self, caller: CallContext, query: AccountQuery) -> AccountPage:
        """Return a page of the customers and prospects that the caller sees."""
        return await self.read(caller, "list_accounts", {"query": query}, AccountPage)

    async def get_account(self, caller: CallContext, account_id: UUID) -> AccountDetail:
        """Return one of them, with its contracts."""
        return await self.read(caller, "get_account", {"account_id": account_id}, AccountDetail)

    async def find_duplicates(
        self, caller: CallContext, name: str, partner_ids: tuple[UUID, ...]
    ) -> Duplicates:
        """Return whom the caller sees that is named much like this."""
        arguments = {"name": name, "partner_ids": partner_ids}
        return await self.read(caller, "find_duplicates", arguments, Duplicates)

    async def create_prospect(self, caller: CallContext, request: CreateProspect) -> Prospect:
        """Create a prospect."""
        return await self.write(caller, "create_prospect", {"request": request}, Prospect)

    async def change_prospect(self, caller: CallContext, request: ChangeProspect) -> Prospect:
        """Change what is known of a prospect."""
        return await self.write(caller, "change_prospect", {"request": request}, Prospect)

    async def remove_prospect(self, caller: CallContext, prospect_id: UUID) -> None:
        """Delete a prospect."""
        await self.write(caller, "remove_prospect", {"prospect_id": prospect_id}, type(None))

    async def assign_prospect_contact(
        self, caller: CallContext, request: AssignProspectContact
    ) -> PartnerAccount:
        """Say who looks after a prospect."""
        arguments = {"request": request}
        return await self.write(caller, "assign_prospect_contact", arguments, PartnerAccount)
