"""Argon2id off the hub: hashing costs 30 ms of CPU and must not hold up everything else."""

import secrets
import threading
from typing import Protocol

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import VerifyMismatchError

from chassis.blocking import off_the_hub

# OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1.
_MEMORY_KIB = 19 * 1024
_TIME_COST = 2
_PARALLELISM = 1
# Each hash holds 19 MiB; more at once would only queue for the CPU and fill the memory.
_AT_ONCE = 4


class PasswordHasher(Protocol):
    """Turns passwords into hashes and tells whether one fits."""

    locked: str
    """A hash that no password fits: of people who have not chosen one."""

    def hash(self, password: str) -> str:
        """Return a salted hash of `password`."""
        ...

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Return whether `password` made the hash; False, at the same cost, without a hash."""
        ...

    def is_outdated(self, password_hash: str) -> bool:
        """Return whether the hash was made with other parameters than today's."""
        ...


class Argon2Hasher:
    """Argon2id with OWASP's parameters, a few at a time, beside the hub."""

    def __init__(self, *, memory_kib: int = _MEMORY_KIB, time_cost: int = _TIME_COST) -> None:
        self._argon2 = Argon2(time_cost=time_cost, memory_cost=memory_kib, parallelism=_PARALLELISM)
        # Fits nothing, for nobody has kept the password.
        self.locked = self._argon2.hash(secrets.token_urlsafe(32))
        self._turn = threading.BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """Return a salted hash of `password`."""
        with self._turn:
            return off_the_hub(self._argon2.hash, password)

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Return whether `password` made the hash; False, at the same cost, without a hash."""
        with self._turn:
            # Unknown addresses cost the same as wrong passwords (FD-19).
            fits = off_the_hub(self._verify, password_hash or self.locked, password)
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Return whether the hash was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(password_hash)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._argon2.verify(password_hash, password)
        except VerifyMismatchError:
            return False
