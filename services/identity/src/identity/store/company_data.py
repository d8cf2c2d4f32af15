"""What is on file of organisations, in the caller's transaction. Never commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.events import MasterDataInForce
from contracts.master_data import MasterData
from identity.store.company_data_tables import APPLIED_MASTER_DATA, COMPANY_DATA
from identity.store.contacts import contact_invitation
from identity.store.tables import INVITATION, ORGANISATION, PERSON

_KEPT = (
    "street",
    "postal_code",
    "city",
    "country",
    "contact_name",
    "contact_email",
    "contact_phone",
)


class CompanyDataStore:
    """Addresses and contacts of organisations, and which approved changes were taken over."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def find(self, organisation_id: UUID) -> MasterData:
        """Return what is on file; the contact is whoever was invited where nobody named one."""
        row = self._session.execute(
            select(COMPANY_DATA).where(COMPANY_DATA.c.organisation_id == organisation_id)
        ).first()
        known = {} if row is None else {name: getattr(row, name) for name in _KEPT}
        if known.get("contact_email") is None and known.get("contact_name") is None:
            known |= self._invited_contact(organisation_id)
        return MasterData(name=self._name(organisation_id), **known)

    def put(self, organisation_id: UUID, told: MasterData) -> None:
        """Store what was told, if anything was; what was not stays as it is."""
        if told == MasterData():
            return
        values = {name: getattr(told, name) for name in _KEPT}
        insertion = insert(COMPANY_DATA).values(
            organisation_id=organisation_id, changed_at=self._now, **values
        )
        given, known = insertion.excluded, COMPANY_DATA.c
        self._session.execute(
            insertion.on_conflict_do_update(
                index_elements=["organisation_id"],
                set_={name: func.coalesce(given[name], known[name]) for name in _KEPT}
                | {"changed_at": self._now},
            )
        )

    def replace(self, organisation_id: UUID, fields: tuple[str, ...], told: MasterData) -> None:
        """Store these fields as they were told, also those that are nothing from now on."""
        values = {name: getattr(told, name) for name in fields} | {"changed_at": self._now}
        self._session.execute(
            insert(COMPANY_DATA)
            .values(organisation_id=organisation_id, **values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )

    def take_over(self, change: MasterDataInForce) -> bool:
        """Note that a change holds; return False if it was taken over, or a newer one was."""
        values = {"change_id": change.change_id, "in_force_at": change.at}
        taken = self._session.scalar(
            insert(APPLIED_MASTER_DATA)
            .values(organisation_id=change.organisation_id, kind=change.kind, **values)
            .on_conflict_do_update(
                index_elements=["organisation_id", "kind"],
                set_=values,
                where=APPLIED_MASTER_DATA.c.in_force_at < change.at,
            )
            .returning(APPLIED_MASTER_DATA.c.change_id)
        )
        return taken is not None

    def next_contact_version(self, organisation_id: UUID) -> int:
        """Return the number of the next announcement; nobody else announces meanwhile."""
        counted = (
            update(ORGANISATION)
            .where(ORGANISATION.c.id == organisation_id)
            .values(contact_version=func.coalesce(ORGANISATION.c.contact_version, 0) + 1)
            .returning(ORGANISATION.c.contact_version)
        )
        return int(self._session.scalars(counted).one())

    def lock_contacts_not_announced(self, *, limit: int) -> list[UUID]:
        """Return organisations whose contact nobody was told; what others do is left out."""
        return list(
            self._session.scalars(
                select(ORGANISATION.c.id)
                .where(ORGANISATION.c.contact_version.is_(None))
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
        )

    def _name(self, organisation_id: UUID) -> str | None:
        return self._session.scalar(
            select(ORGANISATION.c.name).where(ORGANISATION.c.id == organisation_id)
        )

    def _invited_contact(self, organisation_id: UUID) -> dict[str, str | None]:
        row = self._session.execute(
            select(INVITATION.c.email, PERSON.c.name)
            .join_from(ORGANISATION, INVITATION, contact_invitation())
            .outerjoin(PERSON, PERSON.c.id == INVITATION.c.accepted_by)
            .where(ORGANISATION.c.id == organisation_id)
        ).first()
        return {} if row is None else {"contact_name": row.name, "contact_email": row.email}
