"""Accounts of an organisation's own systems."""

from uuid import UUID

from contracts.machine_accounts import (
    CreateMachineAccount,
    MachineAccount,
    MachineAccounts,
    MachineAccountWithToken,
)
from gateway.clients.rpc import CallContext, Service


class MachineAccountCalls(Service):
    """Typed calls about machine accounts; each raises what `RpcClient.call` raises."""

    async def list_machine_accounts(
        self, caller: CallContext, organisation_id: UUID | None
    ) -> MachineAccounts:
        """Return an organisation's accounts; None means the caller's own organisation."""
        arguments = {"organisation_id": organisation_id}
        return await self.read(caller, "list_machine_accounts", arguments, MachineAccounts)

    async def create_machine_account(
        self, caller: CallContext, request: CreateMachineAccount
    ) -> MachineAccountWithToken:
        """Make an account; its token is shown this once."""
        arguments = {"request": request}
        return await self.write(
            caller, "create_machine_account", arguments, MachineAccountWithToken
        )

    async def renew_machine_token(
        self, caller: CallContext, account_id: UUID
    ) -> MachineAccountWithToken:
        """Give an account another token."""
        arguments = {"account_id": account_id}
        return await self.write(caller, "renew_machine_token", arguments, MachineAccountWithToken)

    async def revoke_machine_account(self, caller: CallContext, account_id: UUID) -> MachineAccount:
        """End an account for good."""
        arguments = {"account_id": account_id}
        return await self.write(caller, "revoke_machine_account", arguments, MachineAccount)
