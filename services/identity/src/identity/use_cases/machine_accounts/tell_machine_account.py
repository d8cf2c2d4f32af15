"""Tell what a machine account sees, to whoever serves it without being asked by it."""

from contracts.machine_accounts import MACHINE_ACCOUNT_CHANGED, MachineAccountChanged
from identity.domain.machine_accounts import AccountRecord
from identity.store.records import Records


def tell_machine_account(account: AccountRecord, records: Records) -> None:
    """Announce the account as this transaction leaves it."""
    coverage = records.bookings.coverage_of(account.organisation_id)
    records.outbox.announce(
        MACHINE_ACCOUNT_CHANGED,
        MachineAccountChanged(
            account_id=account.id,
            organisation_id=account.organisation_id,
            version=account.version,
            name=account.name,
            areas=account.areas,
            document_types=account.document_types,
            access_until=coverage.access_until,
            revoked_at=account.revoked_at,
        ),
    )
