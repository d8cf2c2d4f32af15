"""Put the passwords of FTP accesses under the present key, so that an older one can go."""

from catalog.domain.ftp_access import secret_owner
from catalog.store.records import Records
from chassis.secret_sealer import SecretSealer

AT_ONCE = 100


def reseal_ftp_passwords(records: Records, sealer: SecretSealer) -> int:
    """Return how many were under another key and are under the present one now, at most 100.

    Raises:
        KeyError: a password is under a key that is not in the file.
    """
    others = records.ftp_accesses.lock_sealed_otherwise(sealer.present_prefix, limit=AT_ONCE)
    for row in others:
        owner = secret_owner(row.contract_id)
        secret = sealer.open(bytes(row.sealed_password), bound_to=owner)
        records.ftp_accesses.reseal(row.contract_id, sealer.seal(secret, bound_to=owner))
    return len(others)
