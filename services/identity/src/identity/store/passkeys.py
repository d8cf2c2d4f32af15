"""People's passkeys, and the questions that were asked of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from identity.domain.passkeys import (
    CHALLENGE_VALID,
    Challenge,
    ChallengePurpose,
    StoredPasskey,
)
from identity.store.passkey_tables import PASSKEY, PASSKEY_CHALLENGE


class PasskeyStore:
    """Passkeys in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_new(self, passkey: StoredPasskey) -> bool:
        """Insert the passkey; return False if somebody has it already."""
        inserted = self._session.scalar(
            insert(PASSKEY)
            .values(
                id=passkey.id,
                person_id=passkey.person_id,
                credential_id=passkey.credential_id,
                public_key=passkey.public_key,
                sign_count=passkey.sign_count,
                name=passkey.name,
                transports=list(passkey.transports),
                is_backed_up=passkey.is_backed_up,
                created_at=passkey.created_at,
            )
            .on_conflict_do_nothing(index_elements=["credential_id"])
            .returning(PASSKEY.c.id)
        )
        return inserted is not None

    def of_person(self, person_id: UUID) -> tuple[StoredPasskey, ...]:
        """Return the person's passkeys, the oldest first."""
        query = (
            select(PASSKEY)
            .where(PASSKEY.c.person_id == person_id)
            .order_by(PASSKEY.c.created_at, PASSKEY.c.id)
        )
        return tuple(_passkey_of(row) for row in self._session.execute(query))

    def count_of(self, person_id: UUID) -> int:
        """Return how many passkeys the person has."""
        query = select(func.count()).where(PASSKEY.c.person_id == person_id)
        return self._session.scalars(query).one()

    def find(self, credential_id: bytes) -> StoredPasskey | None:
        """Return the passkey that the authenticator calls so, or None."""
        query = select(PASSKEY).where(PASSKEY.c.credential_id == credential_id)
        row = self._session.execute(query).first()
        return _passkey_of(row) if row else None

    def note_use(self, passkey_id: UUID, sign_count: int) -> bool:
        """Note that it was used; return False if its count was reached already.

        A device that does not count says 0 for ever.
        """
        is_newer = [PASSKEY.c.sign_count < sign_count]
        if sign_count == 0:
            is_newer.append(PASSKEY.c.sign_count == 0)
        used = self._session.scalar(
            update(PASSKEY)
            .where(PASSKEY.c.id == passkey_id, or_(*is_newer))
            .values(sign_count=sign_count, last_used_at=self._now)
            .returning(PASSKEY.c.id)
        )
        return used is not None

    def rename(self, passkey_id: UUID, person_id: UUID, name: str) -> StoredPasskey | None:
        """Change the name of one of the person's passkeys; None if he has no such one."""
        row = self._session.execute(
            update(PASSKEY)
            .where(PASSKEY.c.id == passkey_id, PASSKEY.c.person_id == person_id)
            .values(name=name)
            .returning(*PASSKEY.c)
        ).first()
        return _passkey_of(row) if row else None

    def remove(self, passkey_id: UUID, person_id: UUID) -> bool:
        """Delete one of the person's passkeys; return False if he has no such one."""
        removed = self._session.scalar(
            delete(PASSKEY)
            .where(PASSKEY.c.id == passkey_id, PASSKEY.c.person_id == person_id)
            .returning(PASSKEY.c.id)
        )
        return removed is not None

    def remove_all_of(self, person_id: UUID) -> None:
        """Delete every passkey of the person."""
        self._session.execute(delete(PASSKEY).where(PASSKEY.c.person_id == person_id))


class ChallengeStore:
    """Questions in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(self, challenge: Challenge) -> None:
        """Keep a question that was asked just now, in place of an older one asked there."""
        if challenge.asked_in is not None:
            self._session.execute(
                delete(PASSKEY_CHALLENGE).where(
                    PASSKEY_CHALLENGE.c.asked_in == challenge.asked_in,
                    PASSKEY_CHALLENGE.c.purpose == challenge.purpose,
                )
            )
        self._session.execute(
            insert(PASSKEY_CHALLENGE).values(
                value=challenge.value,
                purpose=challenge.purpose,
                person_id=challenge.person_id,
                asked_in=challenge.asked_in,
                asked_at=self._now,
            )
        )

    def take(self, value: bytes, purpose: ChallengePurpose) -> Challenge | None:
        """Use the question up and return it; None if it was never asked, or used, or is too old."""
        row = self._session.execute(
            delete(PASSKEY_CHALLENGE)
            .where(
                PASSKEY_CHALLENGE.c.value == value,
                PASSKEY_CHALLENGE.c.purpose == purpose,
                PASSKEY_CHALLENGE.c.asked_at > self._now - CHALLENGE_VALID,
            )
            .returning(*PASSKEY_CHALLENGE.c)
        ).first()
        if row is None:
            return None
        return Challenge(
            value=bytes(row.value),
            purpose=row.purpose,
            person_id=row.person_id,
            asked_in=row.asked_in,
        )

    def forget_old(self) -> None:
        """Delete questions that nobody answered in time."""
        self._session.execute(
            delete(PASSKEY_CHALLENGE).where(
                PASSKEY_CHALLENGE.c.asked_at <= self._now - CHALLENGE_VALID
            )
        )


def _passkey_of(row: Row[tuple[object, ...]]) -> StoredPasskey:
    return StoredPasskey(
        id=row.id,
        person_id=row.person_id,
        credential_id=bytes(row.credential_id),
        public_key=bytes(row.public_key),
        sign_count=row.sign_count,
        name=row.name,
        transports=tuple(row.transports),
        is_backed_up=row.is_backed_up,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
