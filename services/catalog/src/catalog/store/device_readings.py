"""Devices as far as their meters are read, in the caller's transaction; never commits."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from catalog.store.device_tables import DEVICE
from catalog.store.shown_devices import shown_devices
from chassis.database import Askable

_DEVICES_AT_MOST = 20_000
DUE_AT_MOST = 2000


class DeviceReadingStore:
    """Devices that are shown to their customers, of the organisations that are opened."""

    def __init__(self, session: Askable, today: date) -> None:
        self._session = session
        self._today = today

    def of(
        self, organisation_id: UUID, device_ids: Collection[UUID] | None = None
    ) -> list[Row[Any]]:
        """Return these devices of the organisation, or all, up to 20,000."""
        query = shown_devices(self._today).where(DEVICE.c.organisation_id == organisation_id)
        if device_ids is not None:
            query = query.where(DEVICE.c.id.in_(device_ids))
        return list(self._session.execute(query.order_by(DEVICE.c.id).limit(_DEVICES_AT_MOST)))

    def under_contract(self, organisation_id: UUID) -> list[Row[Any]]:
        """Return devices with a billing cycle whose contract runs, by number, up to 2,000."""
        shown = shown_devices(self._today).subquery()
        query = (
            select(shown)
            .where(
                shown.c.organisation_id == organisation_id,
                shown.c.is_contract_running,
                shown.c.cycle_months.is_not(None),
            )
            .order_by(shown.c.sorted_number, shown.c.id)
        )
        return list(self._session.execute(query.limit(DUE_AT_MOST)))

    def to_be_reminded(self, until: date, *, limit: int) -> list[UUID]:
        """Return organisations with a billing up to this day that nobody was reminded of."""
        query = (
            select(DEVICE.c.organisation_id)
            .where(DEVICE.c.is_active, DEVICE.c.reading_due_on <= until)
            .distinct()
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def lock_to_be_reminded(self, organisation_id: UUID, until: date) -> list[Row[Any]]:
        """Return the organisation's devices with such a billing; another worker waits for them."""
        query = (
            select(DEVICE)
            .where(
                DEVICE.c.organisation_id == organisation_id,
                DEVICE.c.is_active,
                DEVICE.c.reading_due_on <= until,
            )
            .order_by(DEVICE.c.id)
            .with_for_update()
        )
        return list(self._session.execute(query))

    def carry_on(self, next_due: Mapping[UUID, date]) -> None:
        """Store of which billing each device is reminded next."""
        for device_id, due_on in next_due.items():
            self._session.execute(
                update(DEVICE).where(DEVICE.c.id == device_id).values(reading_due_on=due_on)
            )
