"""Show an organisation's machine accounts."""

from uuid import UUID

from contracts.machine_accounts import MachineAccounts
from identity.store.records import Records


def list_machine_accounts(organisation_id: UUID, records: Records) -> MachineAccounts:
    """Return the organisation's accounts, the latest first; no token, nor its digest."""
    accounts = records.machine_accounts.all_of(organisation_id)
    return MachineAccounts(items=tuple(account.described() for account in accounts))
