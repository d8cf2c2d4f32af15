"""Short codes that stand beside an invitation's link, for those who may not open links (SE-38)."""

import hashlib
import secrets
from uuid import UUID

WRONG_CODES_ALLOWED = 5
# Crockford's base 32: no letter that looks like a digit or like another letter.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
# 60 bits: five tries guess nothing, and who stole the table still needs years for one code.
_CHARACTERS = 12
_GROUP = 4


def new_code() -> str:
    """Return a new code in three groups of four, such as `7K3M-Q9RT-2XWB`."""
    characters = "".join(secrets.choice(_ALPHABET) for _ in range(_CHARACTERS))
    return "-".join(characters[at : at + _GROUP] for at in range(0, _CHARACTERS, _GROUP))


def code_sha256(invitation_id: UUID, typed: str) -> bytes:
    """Return what is stored of a code, however it was typed; each invitation has its own."""
    characters = "".join(char for char in typed.upper() if char.isalnum()).translate(_READ_AS)
    return hashlib.sha256(invitation_id.bytes + characters.encode()).digest()
