"""Organisations' own mail accounts, in the caller's transaction; the store never commits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from contracts.mail_accounts import MailAccountSide
from notifications.domain.mail_accounts import Account, Server, Trouble
from notifications.store.mail_account_tables import MAIL_ACCOUNT

_SIDES: tuple[MailAccountSide, ...] = ("outgoing", "incoming")
_UNPROVEN: dict[str, object] = {
    "state": "unproven",
    **dict.fromkeys(("proven_at", "fault", "fault_side", "failing_since", "next_try_at")),
}
_IN_USE: dict[str, object] = {
    "state": "in_use",
    **dict.fromkeys(("fault", "fault_side", "failing_since", "next_try_at")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """What somebody has entered, checked, with the passwords sealed."""

    sender_name: str
    sender_address: str
    outgoing: Server
    incoming: Server


class MailAccountStore:
    """Accounts of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def find(self, organisation_id: UUID, *, for_change: bool = False) -> Account | None:
        """Return the organisation's account, None without one; locked where it is to change."""
        query = select(MAIL_ACCOUNT).where(MAIL_ACCOUNT.c.organisation_id == organisation_id)
        row = self._session.execute(query.with_for_update() if for_change else query).one_or_none()
        return None if row is None else _account(row)

    def put(self, organisation_id: UUID, entered: Entered, *, by: str, at: datetime) -> None:
        """Make this the account; it is unproven, whatever was there before."""
        values: dict[str, Any] = {
            "sender_name": entered.sender_name,
            "sender_address": entered.sender_address,
            **_columns("outgoing", entered.outgoing),
            **_columns("incoming", entered.incoming),
            **_UNPROVEN,
            "changed_at": at,
            "changed_by": by,
        }
        new = insert(MAIL_ACCOUNT).values(organisation_id=organisation_id, version=1, **values)
        self._session.execute(
            new.on_conflict_do_update(
                index_elements=["organisation_id"],
                set_={**values, "version": MAIL_ACCOUNT.c.version + 1},
            )
        )

    def note_try(self, organisation_id: UUID, at: datetime) -> None:
        """Note that its servers are being asked."""
        self._change(organisation_id, tried_at=at)

    def note_proven(self, account: Account, at: datetime) -> bool:
        """Let mails go through it; False if other servers have been entered meanwhile."""
        return self._change_version(account, proven_at=at, **_IN_USE)

    def note_trouble(
        self, account: Account, trouble: Trouble, *, next_try_at: datetime | None, at: datetime
    ) -> bool:
        """Let mails go by the platform; False if other servers have been entered meanwhile."""
        state = "unproven" if account.proven_at is None else "failing"
        return self._change_version(
            account,
            state=state,
            fault=trouble.fault,
            fault_side=trouble.side,
            failing_since=func.coalesce(MAIL_ACCOUNT.c.failing_since, at),
            next_try_at=next_try_at,
        )

    def note_working(self, account: Account) -> None:
        """Forget the trouble of an account that has just sent a mail."""
        self._change_version(account, **_IN_USE)

    def disconnect(self, organisation_id: UUID) -> bool:
        """Let mails go by the platform until somebody connects again; False without an account."""
        return self._change(organisation_id, **_UNPROVEN)

    def remove(self, organisation_id: UUID) -> bool:
        """Forget the account with its passwords; False if there is none."""
        removed = self._session.scalar(
            delete(MAIL_ACCOUNT)
            .where(MAIL_ACCOUNT.c.organisation_id == organisation_id)
            .returning(MAIL_ACCOUNT.c.version)
        )
        return removed is not None

    def sealed_otherwise(self, prefix: bytes, limit: int) -> list[Account]:
        """Return accounts with a password under another key than the present one, locked."""
        rows = self._session.execute(
            select(MAIL_ACCOUNT)
            .where(
                (func.substr(MAIL_ACCOUNT.c.outgoing_password, 1, len(prefix)) != prefix)
                | (func.substr(MAIL_ACCOUNT.c.incoming_password, 1, len(prefix)) != prefix)
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_account(row) for row in rows]

    def replace_passwords(self, account: Account, *, outgoing: bytes, incoming: bytes) -> None:
        """Put the same passwords under another key."""
        self._change_version(account, outgoing_password=outgoing, incoming_password=incoming)

    def _change(self, organisation_id: UUID, **values: object) -> bool:
        changed = self._session.scalar(
            update(MAIL_ACCOUNT)
            .where(MAIL_ACCOUNT.c.organisation_id == organisation_id)
            .values(**values)
            .returning(MAIL_ACCOUNT.c.version)
        )
        return changed is not None

    def _change_version(self, account: Account, **values: object) -> bool:
        changed = self._session.scalar(
            update(MAIL_ACCOUNT)
            .where(
                MAIL_ACCOUNT.c.organisation_id == account.organisation_id,
                MAIL_ACCOUNT.c.version == account.version,
            )
            .values(**values)
            .returning(MAIL_ACCOUNT.c.version)
        )
        return changed is not None


def _columns(side: MailAccountSide, server: Server) -> dict[str, object]:
    return {
        f"{side}_host": server.host,
        f"{side}_port": server.port,
        f"{side}_security": server.security,
        f"{side}_user": server.user,
        f"{side}_password": server.sealed_password,
    }


def _account(row: Row[Any]) -> Account:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    outgoing, incoming = (
        Server(
            host=values[f"{side}_host"],
            port=values[f"{side}_port"],
            security=values[f"{side}_security"],
            user=values[f"{side}_user"],
            sealed_password=bytes(values[f"{side}_password"]),
        )
        for side in _SIDES
    )
    return Account(
        organisation_id=row.organisation_id,
        version=row.version,
        sender_name=row.sender_name,
        sender_address=row.sender_address,
        outgoing=outgoing,
        incoming=incoming,
        state=row.state,
        proven_at=row.proven_at,
        trouble=None if row.fault is None else Trouble(fault=row.fault, side=row.fault_side),
        failing_since=row.failing_since,
        next_try_at=row.next_try_at,
        tried_at=row.tried_at,
    )
