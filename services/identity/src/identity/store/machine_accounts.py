"""Machine accounts in the caller's transaction; never commits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from chassis.database import Askable
from contracts.identity import Organisation
from identity.domain.bookings import Bookings
from identity.domain.machine_accounts import AccountRecord, WantedAccount
from identity.store.bookings import BOOKING_COLUMNS, bookings_in, with_bookings
from identity.store.machine_account_tables import MACHINE_ACCOUNT
from identity.store.organisations import organisation_of
from identity.store.tables import ORGANISATION

_VALID = MACHINE_ACCOUNT.c.revoked_at.is_(None)
_COLUMNS = tuple(
    MACHINE_ACCOUNT.c[name].label(f"account_{name}") for name in AccountRecord.__dataclass_fields__
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundAccount:
    """A machine account with the organisation it acts for."""

    account: AccountRecord
    organisation: Organisation
    bookings: Bookings


class MachineAccountStore:
    """Machine accounts of organisations that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_new(
        self,
        account_id: UUID,
        organisation_id: UUID,
        wanted: WantedAccount,
        *,
        token_sha256: bytes,
        created_by: str,
    ) -> AccountRecord | None:
        """Insert the account; None if the organisation has one of this name in use."""
        row = self._session.execute(
            insert(MACHINE_ACCOUNT)
            .values(
                id=account_id,
                organisation_id=organisation_id,
                version=1,
                name=wanted.name,
                token_sha256=token_sha256,
                areas=list(wanted.areas),
                document_types=_listed(wanted.document_types),
                created_by=created_by,
                created_at=self._now,
                token_made_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(*_COLUMNS)
        ).first()
        return None if row is None else _account_of(row)

    def find_by_token(self, token_sha256: bytes) -> FoundAccount | None:
        """Return the account that the token opens or has opened, revoked or not; or None."""
        row = self._session.execute(
            with_bookings(
                select(*_COLUMNS, *BOOKING_COLUMNS, *ORGANISATION.c).join_from(
                    MACHINE_ACCOUNT,
                    ORGANISATION,
                    ORGANISATION.c.id == MACHINE_ACCOUNT.c.organisation_id,
                )
            ).where(MACHINE_ACCOUNT.c.token_sha256 == token_sha256)
        ).first()
        if row is None:
            return None
        return FoundAccount(
            account=_account_of(row),
            organisation=organisation_of(row),
            bookings=bookings_in(row),
        )

    def lock(self, organisation_id: UUID, account_id: UUID) -> AccountRecord | None:
        """Return the account, or None; nobody changes it until the transaction ends."""
        row = self._session.execute(
            select(*_COLUMNS)
            .where(
                MACHINE_ACCOUNT.c.organisation_id == organisation_id,
                MACHINE_ACCOUNT.c.id == account_id,
            )
            .with_for_update()
        ).first()
        return None if row is None else _account_of(row)

    def all_of(self, organisation_id: UUID) -> tuple[AccountRecord, ...]:
        """Return the organisation's accounts, the latest first."""
        rows = self._session.execute(
            select(*_COLUMNS)
            .where(MACHINE_ACCOUNT.c.organisation_id == organisation_id)
            .order_by(MACHINE_ACCOUNT.c.id.desc())
        )
        return tuple(map(_account_of, rows))

    def count_valid(self, organisation_id: UUID) -> int:
        """Return how many of the organisation's accounts are in use."""
        query = select(func.count()).where(
            MACHINE_ACCOUNT.c.organisation_id == organisation_id, _VALID
        )
        return self._session.scalars(query).one()

    def valid_ids_of(self, organisation_id: UUID) -> tuple[UUID, ...]:
        """Return the organisation's accounts in use."""
        return tuple(
            self._session.scalars(
                select(MACHINE_ACCOUNT.c.id).where(
                    MACHINE_ACCOUNT.c.organisation_id == organisation_id, _VALID
                )
            )
        )

    def put_token(self, account: AccountRecord, token_sha256: bytes) -> AccountRecord:
        """Give the account another token; the one before opens nothing any more."""
        return self._change(account, token_sha256=token_sha256, token_made_at=self._now)

    def revoke(self, account: AccountRecord) -> AccountRecord:
        """End the account for good."""
        return self._change(account, revoked_at=self._now)

    def next_version(self, account: AccountRecord) -> AccountRecord:
        """Count up what is told of the account."""
        return self._change(account)

    def note_use(self, account: AccountRecord, on: date) -> None:
        """Note that the account was used on a day; asks for nothing if that is known."""
        if account.last_used_on != on:
            self._session.execute(
                update(MACHINE_ACCOUNT)
                .where(MACHINE_ACCOUNT.c.id == account.id)
                .values(last_used_on=on)
            )

    def _change(self, account: AccountRecord, **values: Any) -> AccountRecord:
        row = self._session.execute(
            update(MACHINE_ACCOUNT)
            .where(
                MACHINE_ACCOUNT.c.organisation_id == account.organisation_id,
                MACHINE_ACCOUNT.c.id == account.id,
            )
            .values(version=MACHINE_ACCOUNT.c.version + 1, **values)
            .returning(*_COLUMNS)
        ).one()
        return _account_of(row)


def _listed(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _account_of(row: Row[Any]) -> AccountRecord:
    types = row.account_document_types
    return AccountRecord(
        id=row.account_id,
        organisation_id=row.account_organisation_id,
        version=row.account_version,
        name=row.account_name,
        areas=tuple(row.account_areas),
        document_types=None if types is None else tuple(types),
        created_at=row.account_created_at,
        token_made_at=row.account_token_made_at,
        last_used_on=row.account_last_used_on,
        revoked_at=row.account_revoked_at,
    )
