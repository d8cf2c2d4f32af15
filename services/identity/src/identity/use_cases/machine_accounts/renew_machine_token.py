"""Give a machine account another token."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.machine_accounts import MachineAccountRevoked, MachineAccountWithToken
from contracts.principal import Principal
from identity.domain.permissions import require_admin
from identity.domain.tokens import MACHINE_ACCOUNT, new_token, token_sha256
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.organisations.lock_served import lock_served


def renew_machine_token(
    caller: Principal, account_id: UUID, records: Records
) -> MachineAccountWithToken:
    """Return the account with a new token, shown this once; the one before opens nothing.

    Raises:
        NotPermitted: the caller does not administer the organisation.
        NotFound: it has no such account.
        MachineAccountRevoked: it was revoked.
    """
    organisation = lock_served(caller, require_admin(caller), records)
    account = records.machine_accounts.lock(organisation.id, account_id)
    if account is None:
        raise NotFound("machine_account")
    if account.revoked_at is not None:
        raise MachineAccountRevoked
    token = new_token(MACHINE_ACCOUNT)
    renewed = records.machine_accounts.put_token(account, token_sha256(token))
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="machine_account.token_renewed",
        subject=f"system:{account.id}",
        details={},
    )
    tell_access_ended((account.id,), "revoked", records)
    return MachineAccountWithToken(account=renewed.described(), token=token)
