"""The keys that sign return addresses, from a file outside the database."""

from pathlib import Path

from chassis.signing_keys import read_signing_keys
from notifications.domain.return_path import ReturnPath


def read_return_path(address: str | None, keys_file: Path | None) -> ReturnPath | None:
    """Return where mails come back to, None where they come back to the sender himself.

    The file is a JWK Set (RFC 7517): its first key signs, all of them are believed.

    Raises:
        ValueError: one of the two is set without the other, or the address has no room.
    """
    if address is None and keys_file is None:
        return None
    if address is None or keys_file is None:
        raise ValueError("KONTOR_BOUNCE_ADDRESS and KONTOR_BOUNCE_KEYS are set together or not")
    return ReturnPath(address=address, keys=read_signing_keys(keys_file))
