"""Material for partners; never commits."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from catalog.store.vendor_file_tables import PARTNER_RESOURCE as RESOURCE
from catalog.store.vendor_file_tables import PARTNER_RESOURCE_FILE as FILE
from chassis.database import Askable
from contracts.partner_resources import PartnerResource, PutResource, ResourceVersion
from contracts.request_types import Label
from contracts.vendor_files import VendorFile


class PartnerResourceStore:
    """The vendor's: of no organisation."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def all(self, *, offered_only: bool) -> tuple[PartnerResource, ...]:
        """Return all material by category and title; to partners what is offered and has a file."""
        query = select(RESOURCE).order_by(
            RESOURCE.c.category_de, RESOURCE.c.title_de, RESOURCE.c.id
        )
        if offered_only:
            has_file = select(FILE.c.resource_id).where(FILE.c.resource_id == RESOURCE.c.id)
            query = query.where(RESOURCE.c.is_offered, has_file.exists())
        rows = self._session.execute(query).all()
        files: defaultdict[UUID, list[ResourceVersion]] = defaultdict(list)
        for file in self._session.execute(select(FILE).order_by(FILE.c.number.desc())):
            files[file.resource_id].append(_version_of(file))
        return tuple(_resource_of(row, tuple(files[row.id])) for row in rows)

    def find(self, resource_id: UUID, *, lock: bool = False) -> Row[Any] | None:
        """Return the row of a piece of material, locked if wished; None if there is none."""
        query = select(RESOURCE).where(RESOURCE.c.id == resource_id)
        return self._session.execute(query.with_for_update() if lock else query).first()

    def put(self, request: PutResource) -> bool:
        """Store what a piece of material is; False where it is not that version any more."""
        values = {
            "version": request.base_version + 1,
            "title_de": request.title.de,
            "title_en": request.title.en,
            "category_de": request.category.de,
            "category_en": request.category.en,
            "is_offered": request.is_offered,
        }
        if request.base_version == 0:
            stored = self._session.scalar(
                insert(RESOURCE)
                .values(id=request.id, **values)
                .on_conflict_do_nothing()
                .returning(RESOURCE.c.id)
            )
        else:
            stored = self._session.scalar(
                update(RESOURCE)
                .where(RESOURCE.c.id == request.id, RESOURCE.c.version == request.base_version)
                .values(values)
                .returning(RESOURCE.c.id)
            )
        return stored is not None

    def file(self, resource_id: UUID, number: int | None) -> Row[Any] | None:
        """Return a version of the file, the newest if none is named; None if there is none."""
        query = select(FILE).where(FILE.c.resource_id == resource_id)
        if number is not None:
            query = query.where(FILE.c.number == number)
        return self._session.execute(query.order_by(FILE.c.number.desc()).limit(1)).first()

    def add_file(self, resource_id: UUID, file: VendorFile) -> int:
        """Insert the next version and return its number; the caller has locked the material."""
        last = self._session.scalar(
            select(func.coalesce(func.max(FILE.c.number), 0)).where(
                FILE.c.resource_id == resource_id
            )
        )
        number = (last or 0) + 1
        self._session.execute(
            insert(FILE).values(
                resource_id=resource_id,
                number=number,
                file_name=file.file_name,
                object_key=file.object_key,
                sha256=file.sha256,
                size_bytes=file.size_bytes,
                added_at=self._now,
            )
        )
        return number


def _version_of(row: Row[Any]) -> ResourceVersion:
    return ResourceVersion(
        number=row.number,
        file_name=row.file_name,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        added_at=row.added_at,
    )


def _resource_of(row: Row[Any], files: tuple[ResourceVersion, ...]) -> PartnerResource:
    return PartnerResource(
        id=row.id,
        version=row.version,
        title=Label(de=row.title_de, en=row.title_en),
        category=Label(de=row.category_de, en=row.category_en),
        is_offered=row.is_offered,
        files=files,
    )
