"""Functions that have not moved here from an older portal; never commits."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.store.vendor_file_tables import PORTAL_FUNCTION as FUNCTION
from chassis.database import Askable
from contracts.portal_functions import (
    FUNCTIONS,
    FunctionKey,
    PortalFunction,
    PutPortalFunction,
)


class PortalFunctionStore:
    """The vendor's: of no organisation."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def legacy_url(self, key: FunctionKey) -> str | None:
        """Return where the function is found elsewhere, None if it is here."""
        url: str | None = self._session.scalar(
            select(FUNCTION.c.legacy_url).where(FUNCTION.c.key == key)
        )
        return url

    def all(self) -> tuple[PortalFunction, ...]:
        """Return every function, in the order of the menu."""
        known = {row.key: row for row in self._session.execute(select(FUNCTION))}
        return tuple(
            PortalFunction(
                key=key,
                version=known[key].version if key in known else 0,
                legacy_url=known[key].legacy_url if key in known else None,
            )
            for key in FUNCTIONS
        )

    def put(self, request: PutPortalFunction) -> bool:
        """Store where the function is found; False where it is not that version any more."""
        values = {"version": request.base_version + 1, "legacy_url": request.legacy_url}
        if request.base_version == 0:
            stored = self._session.scalar(
                insert(FUNCTION)
                .values(key=request.key, **values)
                .on_conflict_do_nothing()
                .returning(FUNCTION.c.key)
            )
        else:
            stored = self._session.scalar(
                update(FUNCTION)
                .where(FUNCTION.c.key == request.key, FUNCTION.c.version == request.base_version)
                .values(values)
                .returning(FUNCTION.c.key)
            )
        return stored is not None
