"""A person's one-time codes and codes for emergencies."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from contracts.identity import SecondFactorMethod
from identity.domain.one_time_codes import TotpFactor
from identity.store.passkey_tables import PASSKEY
from identity.store.second_factor_tables import RECOVERY_CODE, TOTP_FACTOR


class SecondFactorStore:
    """Second factors in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def methods_of(self, person_id: UUID) -> tuple[SecondFactorMethod, ...]:
        """Return by what the person's sign-in is completed; nothing when he has no factor."""
        row = self._session.execute(_METHODS, {"person": person_id}).one()
        return methods_in(row)

    def begin_totp(self, person_id: UUID, sealed_secret: bytes) -> bool:
        """Store a secret that a code must confirm; return False if there is a confirmed one."""
        stored = self._session.scalar(
            insert(TOTP_FACTOR)
            .values(person_id=person_id, sealed_secret=sealed_secret, begun_at=self._now)
            .on_conflict_do_update(
                index_elements=["person_id"],
                set_={"sealed_secret": sealed_secret, "begun_at": self._now},
                where=TOTP_FACTOR.c.confirmed_at.is_(None),
            )
            .returning(TOTP_FACTOR.c.person_id)
        )
        return stored is not None

    def find_totp(self, person_id: UUID) -> TotpFactor | None:
        """Return the person's app, confirmed or not, or None."""
        query = select(TOTP_FACTOR).where(TOTP_FACTOR.c.person_id == person_id)
        row = self._session.execute(query).first()
        return _totp_of(row) if row else None

    def confirm_totp(self, person_id: UUID, step: int) -> None:
        """Make the enrolled app count; the caller has locked its person."""
        self._session.execute(
            update(TOTP_FACTOR)
            .where(TOTP_FACTOR.c.person_id == person_id)
            .values(confirmed_at=self._now, last_step=step)
        )

    def use_step(self, person_id: UUID, step: int) -> bool:
        """Use up the code of this step; return False if it, or a later one, was used already."""
        used = self._session.scalar(
            update(TOTP_FACTOR)
            .where(
                TOTP_FACTOR.c.person_id == person_id,
                TOTP_FACTOR.c.confirmed_at.is_not(None),
                TOTP_FACTOR.c.last_step < step,
            )
            .values(last_step=step)
            .returning(TOTP_FACTOR.c.person_id)
        )
        return used is not None

    def remove_totp(self, person_id: UUID) -> bool:
        """Delete the person's app; return False if none was confirmed."""
        was_confirmed = self._session.scalar(
            delete(TOTP_FACTOR)
            .where(TOTP_FACTOR.c.person_id == person_id)
            .returning(TOTP_FACTOR.c.confirmed_at)
        )
        return was_confirmed is not None

    def replace_recovery_codes(self, person_id: UUID, digests: Iterable[bytes]) -> None:
        """Store new codes for emergencies; the older ones are dead."""
        self.remove_recovery_codes(person_id)
        self._session.execute(
            insert(RECOVERY_CODE),
            [
                {"person_id": person_id, "code_sha256": digest, "created_at": self._now}
                for digest in digests
            ],
        )

    def remove_recovery_codes(self, person_id: UUID) -> None:
        """Delete the person's codes for emergencies."""
        self._session.execute(delete(RECOVERY_CODE).where(RECOVERY_CODE.c.person_id == person_id))

    def use_recovery_code(self, person_id: UUID, digest: bytes) -> bool:
        """Use a code up; return False if there is none, or it was used already."""
        used = self._session.scalar(
            update(RECOVERY_CODE)
            .where(
                RECOVERY_CODE.c.person_id == person_id,
                RECOVERY_CODE.c.code_sha256 == digest,
                RECOVERY_CODE.c.used_at.is_(None),
            )
            .values(used_at=self._now)
            .returning(RECOVERY_CODE.c.person_id)
        )
        return used is not None

    def count_recovery_codes(self, person_id: UUID) -> int:
        """Return how many codes for emergencies are left."""
        query = select(func.count()).where(
            RECOVERY_CODE.c.person_id == person_id, RECOVERY_CODE.c.used_at.is_(None)
        )
        return self._session.scalars(query).one()


def has_second_factor(person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that the person's sign-in asks for more than a password."""
    return or_(has_totp(person_id), has_passkey(person_id))


def has_totp(person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that the person has an authenticator app that counts."""
    return exists().where(
        TOTP_FACTOR.c.person_id == person_id, TOTP_FACTOR.c.confirmed_at.is_not(None)
    )


def has_passkey(person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that the person has a passkey."""
    return exists().where(PASSKEY.c.person_id == person_id)


def methods_in(row: Row[tuple[object, ...]]) -> tuple[SecondFactorMethod, ...]:
    """Return the methods in a row of `METHOD_COLUMNS`."""
    methods: list[SecondFactorMethod] = ["totp"] if row.totp else []
    methods += ["passkey"] if row.passkey else []
    # Codes for emergencies are no factor of their own: they stand in for one.
    return (*methods, "recovery_code") if methods and row.recovery_code else tuple(methods)


def _totp_of(row: Row[tuple[object, ...]]) -> TotpFactor:
    return TotpFactor(
        person_id=row.person_id,
        sealed_secret=bytes(row.sealed_secret),
        begun_at=row.begun_at,
        confirmed_at=row.confirmed_at,
        last_step=row.last_step,
    )


# Made once: each sign-in asks this, and has little time besides its hash.
METHOD_COLUMNS = (
    has_totp(bindparam("person")).label("totp"),
    exists()
    .where(RECOVERY_CODE.c.person_id == bindparam("person"), RECOVERY_CODE.c.used_at.is_(None))
    .label("recovery_code"),
    has_passkey(bindparam("person")).label("passkey"),
)
_METHODS: Select[*tuple[Any, ...]] = select(*METHOD_COLUMNS)
