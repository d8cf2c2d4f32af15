"""Packages in the caller's transaction; the store never commits."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.store.package_tables import PACKAGE
from contracts.catalog import Package

_NAMES = {"de": PACKAGE.c.name_de, "en": PACKAGE.c.name_en}
_DESCRIPTIONS = {"de": PACKAGE.c.description_de, "en": PACKAGE.c.description_en}


class PackageStore:
    """What the vendor offers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def on_offer(self, language: str) -> tuple[Package, ...]:
        """Return every package on offer in `language` (German unless `en`), by name."""
        spoken = language if language in _NAMES else "de"
        name, description = _NAMES[spoken], _DESCRIPTIONS[spoken]
        rows = self._session.execute(
            select(
                PACKAGE.c.id,
                PACKAGE.c.key,
                name.label("name"),
                description.label("description"),
                PACKAGE.c.details_url,
                PACKAGE.c.unlocks,
            )
            .where(PACKAGE.c.on_offer)
            .order_by(name.collate("C"), PACKAGE.c.id)
        )
        return tuple(
            Package(
                id=row.id,
                key=row.key,
                name=row.name,
                description=row.description,
                details_url=row.details_url,
                unlocks=tuple(row.unlocks),
            )
            for row in rows
        )
