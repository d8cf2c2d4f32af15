"""Put every secret under the present key, so that an older one can be thrown away."""

from collections.abc import Callable
from uuid import UUID

from chassis.secret_sealer import SecretSealer
from identity.domain.identity_providers import secret_owner
from identity.domain.one_time_codes import owner_of_totp_secret
from identity.store.records import RecordRoom
from identity.store.sealed_secrets import SecretKind

_AT_ONCE = 200
_OWNERS: dict[SecretKind, Callable[[UUID], bytes]] = {
    "totp": owner_of_totp_secret,
    "identity_provider": secret_owner,
}


def reseal_secrets(room: RecordRoom, sealer: SecretSealer) -> int:
    """Return how many secrets were under another key and are under the present one now.

    Repeating changes nothing; the service may run meanwhile.

    Raises:
        KeyError: a secret is under a key that is not in the file.
    """
    resealed = 0
    for kind, bound_to in _OWNERS.items():
        while True:
            with room.of_everybody() as records:
                some = records.sealed_secrets.lock_others_than(
                    kind, sealer.present_prefix, limit=_AT_ONCE
                )
                for each in some:
                    owner = bound_to(each.owner_id)
                    secret = sealer.open(each.sealed, bound_to=owner)
                    records.sealed_secrets.replace(
                        kind, each.owner_id, sealer.seal(secret, bound_to=owner)
                    )
            if not some:
                break
            resealed += len(some)
    return resealed
