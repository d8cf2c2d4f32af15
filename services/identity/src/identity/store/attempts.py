"""Failed sign-ins per address, known or not, and the network addresses that are trusted."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from identity.domain.attempts import (
    CLIENT_REMEMBERED_FOR,
    COUNTS_KEPT,
    WITH_PASSWORDS,
    Patience,
    pause_after,
)
from identity.store.sign_in_tables import KNOWN_CLIENT, SIGN_IN_ATTEMPT

_ANY_CLIENT = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """Which count an attempt belongs to."""

    address_sha256: bytes
    client_sha256: bytes

    @property
    def is_of_known_client(self) -> bool:
        """Whether the person signed in from this network address before."""
        return self.client_sha256 != _ANY_CLIENT


class AttemptStore:
    """Sign-in attempts in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def counter_for(self, email_key: str, client: str) -> Counter:
        """Return the client's own count if the person signed in from there, else the shared one."""
        address, network = _digest(email_key), _digest(client)
        known = self._session.execute(
            select(KNOWN_CLIENT.c.last_at).where(
                KNOWN_CLIENT.c.address_sha256 == address,
                KNOWN_CLIENT.c.client_sha256 == network,
                KNOWN_CLIENT.c.last_at > self._now - CLIENT_REMEMBERED_FOR,
            )
        ).first()
        return Counter(
            address_sha256=address, client_sha256=network if known and client else _ANY_CLIENT
        )

    def begin(self, counter: Counter, patience: Patience = WITH_PASSWORDS) -> datetime | None:
        """Count an attempt as failed before it is made; return when to come back if too soon.

        Counting first, in one statement, leaves no gap for many guesses at once.
        """
        known = SIGN_IN_ATTEMPT.c
        is_forgotten = known.last_at < self._now - patience.forgotten_after
        failures = self._session.scalar(
            insert(SIGN_IN_ATTEMPT)
            .values(
                address_sha256=counter.address_sha256,
                client_sha256=counter.client_sha256,
                failures=1,
                last_at=self._now,
                next_at=self._now,
            )
            .on_conflict_do_update(
                index_elements=["address_sha256", "client_sha256"],
                set_={
                    "failures": case((is_forgotten, 1), else_=known.failures + 1),
                    "last_at": self._now,
                },
                where=known.next_at <= self._now,
            )
            .returning(known.failures)
        )
        if failures is None:
            return self._session.scalar(select(known.next_at).where(*_is(counter)))
        pause = pause_after(failures, patience)
        if pause:
            self._session.execute(
                update(SIGN_IN_ATTEMPT).where(*_is(counter)).values(next_at=self._now + pause)
            )
        return None

    def succeed(self, counter: Counter, *, client: str) -> None:
        """Forget the failures of this count, and trust the network address from now on."""
        self._session.execute(delete(SIGN_IN_ATTEMPT).where(*_is(counter)))
        if not client:
            return
        self._session.execute(
            insert(KNOWN_CLIENT)
            .values(
                address_sha256=counter.address_sha256,
                client_sha256=_digest(client),
                last_at=self._now,
            )
            .on_conflict_do_update(
                index_elements=["address_sha256", "client_sha256"], set_={"last_at": self._now}
            )
        )

    def forget_old(self) -> None:
        """Delete counts and trusted network addresses that mean nothing any more."""
        self._session.execute(
            delete(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.last_at < self._now - COUNTS_KEPT)
        )
        self._session.execute(
            delete(KNOWN_CLIENT).where(KNOWN_CLIENT.c.last_at < self._now - CLIENT_REMEMBERED_FOR)
        )


def _is(counter: Counter) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        SIGN_IN_ATTEMPT.c.address_sha256 == counter.address_sha256,
        SIGN_IN_ATTEMPT.c.client_sha256 == counter.client_sha256,
    )


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
