"""Prospects that partners' people have created; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from catalog.store.partner_tables import PARTNER_ACCOUNT as ACCOUNT
from chassis.database import Askable
from chassis.ids import new_id
from contracts.partner_accounts import Particulars
from contracts.partners import ServingPartner


class ProspectStore:
    """Prospects of the partner that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def create(
        self,
        partner: ServingPartner,
        name: str,
        particulars: Particulars,
        *,
        contact: tuple[UUID, str],
        key: str,
    ) -> tuple[Row[Any], bool]:
        """Insert a prospect looked after by its creator; return it and whether it is new.

        The same creator's same key is the same prospect.
        """
        person_id, person_name = contact
        created = self._session.execute(
            insert(ACCOUNT)
            .values(
                id=new_id(),
                organisation_id=partner.id,
                kind="prospect",
                partner_name=partner.name,
                contact_person_id=person_id,
                contact_name=person_name,
                sorted_contact=person_name.lower(),
                created_at=self._now,
                created_by=person_id,
                creation_key=key,
                version=1,
                **_named(name, particulars),
            )
            .on_conflict_do_nothing(
                index_elements=["organisation_id", "created_by", "creation_key"]
            )
            .returning(ACCOUNT)
        ).first()
        if created is not None:
            return created, True
        known = select(ACCOUNT).where(
            ACCOUNT.c.organisation_id == partner.id,
            ACCOUNT.c.created_by == person_id,
            ACCOUNT.c.creation_key == key,
        )
        return self._session.execute(known).one(), False

    def change(
        self, prospect_id: UUID, name: str, particulars: Particulars, *, base_version: int
    ) -> Row[Any] | None:
        """Store what is known of a prospect from now on; None where it is not that version."""
        return self._session.execute(
            update(ACCOUNT)
            .where(
                ACCOUNT.c.id == prospect_id,
                ACCOUNT.c.kind == "prospect",
                ACCOUNT.c.version == base_version,
            )
            .values(version=base_version + 1, **_named(name, particulars))
            .returning(ACCOUNT)
        ).first()

    def set_contact(self, prospect_id: UUID, person_id: UUID | None, name: str | None) -> Row[Any]:
        """Store who looks after a prospect; the caller has locked it."""
        return self._session.execute(
            update(ACCOUNT)
            .where(ACCOUNT.c.id == prospect_id, ACCOUNT.c.kind == "prospect")
            .values(
                contact_person_id=person_id,
                contact_name=name,
                sorted_contact=(name or "").lower(),
            )
            .returning(ACCOUNT)
        ).one()

    def drop_contact(self, partner_id: UUID, person_id: UUID) -> None:
        """Let somebody who has left look after none of the partner's prospects any more."""
        self._session.execute(
            update(ACCOUNT)
            .where(
                ACCOUNT.c.organisation_id == partner_id,
                ACCOUNT.c.kind == "prospect",
                ACCOUNT.c.contact_person_id == person_id,
            )
            .values(contact_person_id=None, contact_name=None, sorted_contact="")
        )

    def remove(self, prospect_id: UUID) -> None:
        """Delete a prospect with all that is known of it; the caller has locked it."""
        self._session.execute(
            delete(ACCOUNT).where(ACCOUNT.c.id == prospect_id, ACCOUNT.c.kind == "prospect")
        )


def particulars_in(row: Row[Any]) -> Particulars:
    """Return what is known of a prospect besides its name."""
    return msgspec.convert(row.particulars or {}, Particulars)


def _named(name: str, particulars: Particulars) -> dict[str, Any]:
    return {
        "name": name,
        "sorted_name": name.lower(),
        "particulars": msgspec.to_builtins(particulars),
    }
