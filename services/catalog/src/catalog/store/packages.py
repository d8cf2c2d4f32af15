"""Packages in the caller's transaction; the store never commits."""

from typing import Any

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.domain.package_requests import WantedPackage, spoken
from catalog.store.package_tables import PACKAGE
from chassis.database import Askable
from chassis.ids import new_id
from contracts.catalog import Package
from contracts.packages import PackageDefinition, PutPackage, Responsible, Words
from contracts.request_types import Label


class PackageStore:
    """What the vendor offers."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def on_offer(self, language: str) -> tuple[Package, ...]:
        """Return every package on offer in `language` (German unless `en`), by name."""
        rows = self._session.execute(select(PACKAGE).where(PACKAGE.c.on_offer))
        packages = (_package(row, language) for row in rows)
        return tuple(sorted(packages, key=lambda each: (each.name, each.id)))

    def all(self) -> tuple[PackageDefinition, ...]:
        """Return every package as it is edited, by key."""
        rows = self._session.execute(select(PACKAGE).order_by(PACKAGE.c.key))
        return tuple(_definition(row) for row in rows)

    def find(self, key: str) -> PackageDefinition | None:
        """Return a package as it is edited, or None."""
        row = self._session.execute(select(PACKAGE).where(PACKAGE.c.key == key)).first()
        return None if row is None else _definition(row)

    def find_wanted(self, key: str) -> WantedPackage | None:
        """Return a package that is on offer, as a request is about it, or None."""
        found = self.find(key)
        if found is None or not found.is_on_offer:
            return None
        return WantedPackage(
            id=found.id,
            key=found.key,
            name=found.name,
            trial_days=found.trial_days,
            responsible_name=found.responsible.name if found.responsible else None,
            responsible_email=found.responsible.email if found.responsible else None,
        )

    def put(self, wanted: PutPackage) -> bool:
        """Insert the package or its next version; False if `base_version` is not the newest."""
        values = {
            "version": wanted.base_version + 1,
            "name_de": wanted.name.de,
            "name_en": wanted.name.en,
            "description_de": wanted.description.de,
            "description_en": wanted.description.en,
            "contents": msgspec.to_builtins(wanted.contents),
            "price_text_de": wanted.price_text.de if wanted.price_text else None,
            "price_text_en": wanted.price_text.en if wanted.price_text else None,
            "details_url": wanted.details_url,
            "unlocks": sorted(set(wanted.unlocks)),
            "trial_days": wanted.trial_days,
            "responsible_name": wanted.responsible.name if wanted.responsible else None,
            "responsible_email": wanted.responsible.email if wanted.responsible else None,
            "on_offer": wanted.is_on_offer,
        }
        if wanted.base_version == 0:
            put = self._session.scalar(
                insert(PACKAGE)
                .values(id=new_id(), key=wanted.key, **values)
                .on_conflict_do_nothing(index_elements=["key"])
                .returning(PACKAGE.c.id)
            )
        else:
            put = self._session.scalar(
                update(PACKAGE)
                .where(PACKAGE.c.key == wanted.key, PACKAGE.c.version == wanted.base_version)
                .values(values)
                .returning(PACKAGE.c.id)
            )
        return put is not None


def _package(row: Row[Any], language: str) -> Package:
    found = _definition(row)
    return Package(
        id=found.id,
        key=found.key,
        name=spoken(found.name, language),
        description=found.description.en if language == "en" else found.description.de,
        details_url=found.details_url,
        unlocks=found.unlocks,
        contents=tuple(spoken(each, language) for each in found.contents),
        price_text=spoken(found.price_text, language) if found.price_text else None,
        trial_days=found.trial_days,
    )


def _definition(row: Row[Any]) -> PackageDefinition:
    return PackageDefinition(
        id=row.id,
        key=row.key,
        version=row.version,
        name=Label(de=row.name_de, en=row.name_en),
        description=Words(de=row.description_de, en=row.description_en),
        contents=msgspec.convert(row.contents, tuple[Label, ...]),
        price_text=Label(de=row.price_text_de, en=row.price_text_en) if row.price_text_de else None,
        details_url=row.details_url,
        unlocks=tuple(row.unlocks),
        trial_days=row.trial_days,
        responsible=(
            Responsible(name=row.responsible_name, email=row.responsible_email)
            if row.responsible_email
            else None
        ),
        is_on_offer=row.on_offer,
    )
