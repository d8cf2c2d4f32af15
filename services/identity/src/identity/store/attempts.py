"""Failed sign-ins per address, known or not, and the network addresses that are trusted."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count, takewhile
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    LargeBinary,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from chassis.database import Askable
from identity.domain.attempts import (
    CLIENT_REMEMBERED_FOR,
    COUNTS_KEPT,
    WITH_PASSWORDS,
    Patience,
    pause_after,
)
from identity.store.sign_in_tables import KNOWN_CLIENT, SIGN_IN_ATTEMPT

_ANY_CLIENT = b""
# Trust lasts for months: noting it once a day saves a write at most sign-ins.
_TRUST_NOTED_EVERY = timedelta(days=1)

# Made once: a sign-in has little time besides its hash, and making statements took most of it.
_IS = (
    SIGN_IN_ATTEMPT.c.address_sha256 == bindparam("address"),
    SIGN_IN_ATTEMPT.c.client_sha256 == bindparam("client"),
)
TRUSTED = select(KNOWN_CLIENT.c.last_at).where(
    KNOWN_CLIENT.c.address_sha256 == bindparam("address"),
    KNOWN_CLIENT.c.client_sha256 == bindparam("client"),
    KNOWN_CLIENT.c.last_at > bindparam("since"),
)
_FIRST_FAILURE: dict[str, ColumnElement[Any]] = {
    "address_sha256": bindparam("address", type_=LargeBinary),
    "failures": literal_column("1", Integer),
    "last_at": bindparam("now", type_=DateTime(timezone=True)),
    "next_at": bindparam("now", type_=DateTime(timezone=True)),
}


def _pause(failures: ColumnElement[int], patience: Patience) -> ColumnElement[timedelta]:
    """Return `pause_after` as the database looks it up: the n-th of all there are, or the last."""
    every = (pause_after(number, patience) for number in count(1))
    known = [*takewhile(lambda pause: pause < patience.longest_pause, every)]
    words = ",".join(f"{each.total_seconds():.0f} s" for each in (*known, patience.longest_pause))
    pauses = literal_column(f"('{{{words}}}'::interval[])", ARRAY(Interval))
    return cast(
        "ColumnElement[timedelta]",
        pauses[func.least(failures, literal_column(str(len(known) + 1)))],
    )


def _counting(
    client: ColumnElement[bytes], condition: ColumnElement[bool], patience: Patience
) -> ReturningInsert[Any]:
    """Return the statement that counts a failure, where `condition` holds and no pause runs.

    The pause that it asks for begins with it: nobody gets in between.
    """
    first = {**_FIRST_FAILURE, "client_sha256": client}
    failures = case(
        (SIGN_IN_ATTEMPT.c.last_at < bindparam("forgotten_before"), 1),
        else_=SIGN_IN_ATTEMPT.c.failures + 1,
    )
    return (
        insert(SIGN_IN_ATTEMPT)
        .from_select(list(first), select(*first.values()).where(condition))
        .on_conflict_do_update(
            index_elements=["address_sha256", "client_sha256"],
            set_={
                "failures": failures,
                "last_at": bindparam("now"),
                "next_at": _FIRST_FAILURE["next_at"] + _pause(failures, patience),
            },
            where=SIGN_IN_ATTEMPT.c.next_at <= bindparam("now"),
        )
        .returning(SIGN_IN_ATTEMPT.c.failures)
    )


_GIVEN_CLIENT = bindparam("client", type_=LargeBinary)
_IS_TRUSTED = exists(TRUSTED)
# Together with what else is asked first: from an unknown source it is not counted yet.
COUNT_UNLESS_UNKNOWN_SOURCE = _counting(
    case((_IS_TRUSTED, _GIVEN_CLIENT), else_=literal(_ANY_CLIENT, LargeBinary)),
    _IS_TRUSTED | bindparam("has_no_source", type_=Boolean),
    WITH_PASSWORDS,
)


@cache
def _count(patience: Patience) -> ReturningInsert[Any]:
    return _counting(_GIVEN_CLIENT, true(), patience)


FORGIVE = delete(SIGN_IN_ATTEMPT).where(*_IS)
_TRUST = (
    insert(KNOWN_CLIENT)
    .values(
        address_sha256=bindparam("address"),
        client_sha256=bindparam("client"),
        last_at=bindparam("now"),
    )
    .on_conflict_do_update(
        index_elements=["address_sha256", "client_sha256"], set_={"last_at": bindparam("now")}
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """Which count an attempt belongs to."""

    address_sha256: bytes
    client_sha256: bytes

    is_trusted_lately: bool = False

    @property
    def is_of_known_client(self) -> bool:
        """Whether the person signed in from this network address before."""
        return self.client_sha256 != _ANY_CLIENT


def trust_asked(email_key: str, client: str, now: datetime) -> dict[str, object]:
    """Return the parameters of `TRUSTED`."""
    return {
        "address": _digest(email_key),
        "client": _digest(client),
        "since": now - CLIENT_REMEMBERED_FOR,
    }


def counter_of(email_key: str, client: str, trusted_at: datetime | None, now: datetime) -> Counter:
    """Return the client's own count if it is trusted since some time, else the shared one."""
    return Counter(
        address_sha256=_digest(email_key),
        client_sha256=_digest(client) if trusted_at and client else _ANY_CLIENT,
        is_trusted_lately=trusted_at is not None and trusted_at > now - _TRUST_NOTED_EVERY,
    )


class AttemptStore:
    """Sign-in attempts in the caller's transaction. Never commits."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def counter_for(self, email_key: str, client: str) -> Counter:
        """Return the client's own count if the person signed in from there, else the shared one."""
        last_at = self._session.scalar(TRUSTED, trust_asked(email_key, client, self._now))
        return counter_of(email_key, client, last_at, self._now)

    def begin(self, counter: Counter, patience: Patience = WITH_PASSWORDS) -> datetime | None:
        """Count an attempt as failed before it is made; return when to come back if too soon.

        Counting first, in one statement, leaves no gap for many guesses at once.
        """
        asked = {**named(counter), **self.count_asked(patience)}
        failures = self._session.scalar(_count(patience), asked)
        return None if failures is not None else self.come_back_at(counter)

    def count_asked(self, patience: Patience = WITH_PASSWORDS) -> dict[str, object]:
        """Return the parameters of a count, beside those that name it."""
        return {"now": self._now, "forgotten_before": self._now - patience.forgotten_after}

    def come_back_at(self, counter: Counter) -> datetime | None:
        """Return when the pause of this count is over; None if it has none."""
        query = select(SIGN_IN_ATTEMPT.c.next_at).where(*_IS)
        return self._session.scalar(query, named(counter))

    def succeed(self, counter: Counter, *, client: str) -> None:
        """Forget the failures of this count, and trust the network address from now on."""
        self._session.execute(FORGIVE, named(counter))
        self.trust(counter, client=client)

    def trust(self, counter: Counter, *, client: str) -> None:
        """Trust the network address from now on; written once a day."""
        if client and not counter.is_trusted_lately:
            self._session.execute(
                _TRUST,
                {
                    "address": counter.address_sha256,
                    "client": _digest(client),
                    "now": self._now,
                },
            )

    def forget_old(self) -> None:
        """Delete counts and trusted network addresses that mean nothing any more."""
        self._session.execute(
            delete(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.last_at < self._now - COUNTS_KEPT)
        )
        self._session.execute(
            delete(KNOWN_CLIENT).where(KNOWN_CLIENT.c.last_at < self._now - CLIENT_REMEMBERED_FOR)
        )


def named(counter: Counter) -> dict[str, bytes]:
    """Return the parameters that name a count."""
    return {"address": counter.address_sha256, "client": counter.client_sha256}


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
