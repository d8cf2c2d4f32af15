"""End a machine account for good."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.machine_accounts import MachineAccount
from contracts.principal import Principal
from identity.domain.permissions import require_admin
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.machine_accounts.tell_machine_account import tell_machine_account
from identity.use_cases.organisations.lock_served import lock_served


def revoke_machine_account(caller: Principal, account_id: UUID, records: Records) -> MachineAccount:
    """Return the account, which opens nothing any more and is told nothing; for good.

    Revoking it again changes nothing.

    Raises:
        NotPermitted: the caller does not administer the organisation.
        NotFound: it has no such account.
    """
    organisation = lock_served(caller, require_admin(caller), records)
    account = records.machine_accounts.lock(organisation.id, account_id)
    if account is None:
        raise NotFound("machine_account")
    if account.revoked_at is not None:
        return account.described()
    revoked = records.machine_accounts.revoke(account)
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="machine_account.revoked",
        subject=f"system:{account.id}",
        details={},
    )
    tell_access_ended((account.id,), "revoked", records)
    tell_machine_account(revoked, records)
    return revoked.described()
