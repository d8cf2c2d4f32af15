"""FTP access to customers' systems; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from catalog.store.contract_tables import CONTRACT
from catalog.store.ftp_tables import FTP_ACCESS as ACCESS
from chassis.database import Askable
from contracts.errors import AlreadyExists
from contracts.ftp_access import PutFtpAccess


class FtpAccessStore:
    """Accesses of the organisations that the transaction has opened, with their contracts."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def of_organisation(self, organisation_id: UUID) -> list[Row[Any]]:
        """Return the organisation's accesses by the number of their contract."""
        query = _accesses().where(ACCESS.c.organisation_id == organisation_id)
        return list(self._session.execute(query.order_by(CONTRACT.c.number)))

    def find(self, contract_id: UUID, organisation_id: UUID | None = None) -> Row[Any] | None:
        """Return the access to a contract's system; with an organisation, only its own."""
        query = _accesses().where(ACCESS.c.contract_id == contract_id)
        if organisation_id is not None:
            query = query.where(ACCESS.c.organisation_id == organisation_id)
        return self._session.execute(query).first()

    def find_user(self, user_name: str) -> Row[Any] | None:
        """Return the access that bears this name, or None."""
        return self._session.execute(_accesses().where(ACCESS.c.user_name == user_name)).first()

    def lock_contract(self, contract_id: UUID) -> UUID | None:
        """Return whose contract it is, None if there is none; nobody else changes it meanwhile."""
        owner: UUID | None = self._session.scalar(
            select(CONTRACT.c.organisation_id).where(CONTRACT.c.id == contract_id).with_for_update()
        )
        return owner

    def put(self, organisation_id: UUID, request: PutFtpAccess, sealed_password: bytes) -> None:
        """Store the access; the caller has locked the contract.

        Raises:
            AlreadyExists: another access bears that name.
        """
        values = {
            "protocol": request.protocol,
            "host": request.host,
            "port": request.port,
            "user_name": request.user_name,
            "directory": request.directory,
            "sealed_password": sealed_password,
            "changed_at": self._now,
        }
        try:
            with self._session.begin_nested():
                self._session.execute(
                    insert(ACCESS)
                    .values(
                        contract_id=request.contract_id, organisation_id=organisation_id, **values
                    )
                    .on_conflict_do_update(index_elements=["contract_id"], set_=values)
                )
        except IntegrityError:
            raise AlreadyExists("user_name") from None

    def remove(self, contract_id: UUID) -> bool:
        """Delete the access; False where there was none."""
        gone = self._session.scalar(
            delete(ACCESS).where(ACCESS.c.contract_id == contract_id).returning(ACCESS.c.user_name)
        )
        return gone is not None

    def lock_sealed_otherwise(self, present_prefix: bytes, *, limit: int) -> list[Row[Any]]:
        """Return accesses whose password is under another key; what others hold is left out."""
        query: Select[Any] = (
            select(ACCESS.c.contract_id, ACCESS.c.sealed_password)
            .where(func.substr(ACCESS.c.sealed_password, 1, len(present_prefix)) != present_prefix)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list(self._session.execute(query))

    def reseal(self, contract_id: UUID, sealed_password: bytes) -> None:
        """Store the same password under another key."""
        self._session.execute(
            update(ACCESS)
            .where(ACCESS.c.contract_id == contract_id)
            .values(sealed_password=sealed_password)
        )


def _accesses() -> Select[Any]:
    own = [column for column in ACCESS.c if column.name != "organisation_id"]
    return select(CONTRACT, *own).join_from(ACCESS, CONTRACT, CONTRACT.c.id == ACCESS.c.contract_id)
