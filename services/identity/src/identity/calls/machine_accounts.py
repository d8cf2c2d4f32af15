"""Accounts of an organisation's own systems, for its administrators."""

from uuid import UUID

from chassis.entrypoints import Incoming, on_event, rpc
from contracts.machine_accounts import (
    CreateMachineAccount,
    MachineAccount,
    MachineAccounts,
    MachineAccountWithToken,
)
from contracts.principal import Principal
from contracts.webhooks import WEBHOOK_DISABLED, WebhookDisabled
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import administered_organisation, require_admin
from identity.use_cases.machine_accounts.create_machine_account import create_machine_account
from identity.use_cases.machine_accounts.list_machine_accounts import list_machine_accounts
from identity.use_cases.machine_accounts.renew_machine_token import renew_machine_token
from identity.use_cases.machine_accounts.revoke_machine_account import revoke_machine_account
from identity.use_cases.machine_accounts.tell_webhook_disabled import tell_webhook_disabled


class MachineAccountCalls(IdentityCalls):
    """Accounts of an organisation's own systems, for its administrators."""

    @rpc(reads=True)
    def list_machine_accounts(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> MachineAccounts:
        """List an organisation's accounts, for its administrators and the vendor's people."""
        shown = administered_organisation(caller, organisation_id)
        with self._room.of(shown) as records:
            return list_machine_accounts(shown, records)

    @rpc
    def create_machine_account(
        self, caller: Principal, request: CreateMachineAccount
    ) -> MachineAccountWithToken:
        """Make an account, for administrators. Raises AlreadyExists, InvalidInput."""
        with self._room.of(require_admin(caller)) as records:
            return create_machine_account(caller, request, records)

    @rpc
    def renew_machine_token(self, caller: Principal, account_id: UUID) -> MachineAccountWithToken:
        """Give an account another token. Raises NotFound, MachineAccountRevoked."""
        with self._room.of(require_admin(caller)) as records:
            return renew_machine_token(caller, account_id, records)

    @rpc
    def revoke_machine_account(self, caller: Principal, account_id: UUID) -> MachineAccount:
        """End an account for good, for administrators. Raises NotFound."""
        with self._room.of(require_admin(caller)) as records:
            return revoke_machine_account(caller, account_id, records)

    @on_event("notifications", WEBHOOK_DISABLED)
    def tell_webhook_disabled(self, event: Incoming[WebhookDisabled]) -> None:
        """Have administrators told that events reach a system of theirs no more."""
        with self._room.of(event.data.organisation_id) as records:
            tell_webhook_disabled(event.data, records)
