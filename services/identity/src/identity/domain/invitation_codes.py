"""Short codes that stand beside an invitation's link, for those who may not open links (SE-38)."""

import hashlib
from uuid import UUID

from identity.domain.typed_codes import new_typed_code, read_typed_code

WRONG_CODES_ALLOWED = 5
# 60 bits: five tries guess nothing, and who stole the table still needs years for one code.
_CHARACTERS = 12


def new_code() -> str:
    """Return a new code in three groups of four, such as `7K3M-Q9RT-2XWB`."""
    return new_typed_code(_CHARACTERS)


def code_sha256(invitation_id: UUID, typed: str) -> bytes:
    """Return what is stored of a code, however it was typed; each invitation has its own."""
    return hashlib.sha256(invitation_id.bytes + read_typed_code(typed).encode()).digest()
