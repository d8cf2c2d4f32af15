"""Codes that stand in for a lost second factor, each of them once."""

import hashlib
from uuid import UUID

from identity.domain.typed_codes import new_typed_code, read_typed_code

HOW_MANY = 10
# 80 bits: beyond guessing also for who has stolen the table, so an unsalted SHA-256 is enough.
_CHARACTERS = 16


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten new codes in groups of four, such as `7K3M-Q9RT-2XWB-91FH`."""
    return tuple(new_typed_code(_CHARACTERS) for _ in range(HOW_MANY))


def recovery_code_sha256(person_id: UUID, typed: str) -> bytes:
    """Return what is stored of a code, however it was typed; each person has his own."""
    return hashlib.sha256(person_id.bytes + read_typed_code(typed).encode()).digest()
