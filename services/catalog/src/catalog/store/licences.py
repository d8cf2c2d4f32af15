"""Licence files of contracts, as the vendor's people keep them; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from catalog.store.contract_tables import CONTRACT
from chassis.database import Askable
from contracts.contract_list import LicenceFile
from contracts.vendor_files import VendorFile


class LicenceStore:
    """Licence files of contracts that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def find(self, contract_id: UUID, *, lock: bool = False) -> Row[Any] | None:
        """Return the contract, None where there is none whose system runs with the customer."""
        query = select(CONTRACT).where(
            CONTRACT.c.id == contract_id, CONTRACT.c.kind == "on_premises"
        )
        return self._session.execute(query.with_for_update() if lock else query).first()

    def put(self, contract_id: UUID, file: VendorFile) -> None:
        """Store which file it is from now on."""
        self._session.execute(
            update(CONTRACT)
            .where(CONTRACT.c.id == contract_id)
            .values(
                licence_object_key=file.object_key,
                licence_file_name=file.file_name,
                licence_sha256=file.sha256,
                licence_size_bytes=file.size_bytes,
                licence_added_at=self._now,
            )
        )


def licence_in(row: Row[Any]) -> LicenceFile | None:
    """Return a contract's licence file; None of one whose system runs with the vendor."""
    if row.licence_object_key is None or row.kind == "cloud":
        return None
    return LicenceFile(
        file_name=row.licence_file_name,
        size_bytes=row.licence_size_bytes,
        added_at=row.licence_added_at,
    )
