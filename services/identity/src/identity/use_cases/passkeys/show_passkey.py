"""Show a passkey to its person."""

from contracts.passkeys import Passkey
from identity.domain.passkeys import StoredPasskey


def show_passkey(passkey: StoredPasskey) -> Passkey:
    """Return what its person may see of it."""
    return Passkey(
        id=passkey.id,
        name=passkey.name,
        created_at=passkey.created_at,
        last_used_at=passkey.last_used_at,
        is_backed_up=passkey.is_backed_up,
    )
