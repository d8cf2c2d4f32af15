"""Make an account for one of an organisation's own systems."""

from chassis.ids import new_id
from chassis.service import actor_of
from contracts.errors import AlreadyExists, InvalidInput
from contracts.machine_accounts import (
    MOST_MACHINE_ACCOUNTS,
    CreateMachineAccount,
    MachineAccountWithToken,
)
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from identity.domain.machine_accounts import wanted_account
from identity.domain.permissions import require_admin
from identity.domain.tokens import MACHINE_ACCOUNT, new_token, token_sha256
from identity.store.records import Records
from identity.use_cases.machine_accounts.tell_machine_account import tell_machine_account
from identity.use_cases.organisations.lock_served import lock_served


def create_machine_account(
    caller: Principal, request: CreateMachineAccount, records: Records
) -> MachineAccountWithToken:
    """Return a new account of the caller's organisation with its token, shown this once.

    Raises:
        NotPermitted: the caller does not administer the organisation.
        AlreadyExists: an account in use has this name.
        InvalidInput: it cannot be so, or there are twenty in use.
    """
    organisation = lock_served(caller, require_admin(caller), records)
    wanted = wanted_account(request, organisation)
    # Whoever else makes one waits for the organisation.
    if records.machine_accounts.count_valid(organisation.id) >= MOST_MACHINE_ACCOUNTS:
        raise InvalidInput("areas", "too_many_accounts")
    token = new_token(MACHINE_ACCOUNT)
    account = records.machine_accounts.add_if_new(
        new_id(),
        organisation.id,
        wanted,
        token_sha256=token_sha256(token),
        created_by=actor_of(caller),
    )
    if account is None:
        raise AlreadyExists("name")
    types = (EVERY_DOCUMENT_TYPE,) if wanted.document_types is None else wanted.document_types
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="machine_account.created",
        subject=f"system:{account.id}",
        details={
            "name": wanted.name,
            "areas": ",".join(wanted.areas),
            **({"document_types": ",".join(types)} if "documents" in wanted.areas else {}),
        },
    )
    tell_machine_account(account, records)
    return MachineAccountWithToken(account=account.described(), token=token)
