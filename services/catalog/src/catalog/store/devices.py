"""Devices as the ERP sends them and customers see them, in the caller's transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, literal, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.sql import ColumnElement

from catalog.domain.devices import AWAITED_DEVICE, named_anew, search_text_of
from catalog.domain.list_pages import COUNTED_AT_MOST, Place
from catalog.domain.reading_cycles import next_reminder
from catalog.store.device_tables import DEVICE
from catalog.store.shown_devices import shown_devices, sites_of
from chassis.database import Askable, wait_for_turn
from chassis.ids import new_id
from chassis.tables import PARKED
from contracts.equipment import EquipmentUpserted

_SITES_AT_MOST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredDevice:
    """A device that was just stored."""

    id: UUID
    is_new: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownDevice:
    """A device of some number at one customer, and the version that was told of it last."""

    id: UUID
    organisation_id: UUID
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownDevices:
    """Which devices a list is about; no `organisation_id` stands for every customer's."""

    organisation_id: UUID | None
    search: str | None = None
    site: str | None = None
    is_third_party: bool | None = None


class DeviceStore:
    """Devices of the organisations that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime, today: date) -> None:
        self._session = session
        self._now = now
        self._today = today

    def lock_number(self, source: str, number: str) -> list[KnownDevice]:
        """Return the device as it is known at one customer or at several, one after the other.

        Until the transaction ends nobody else stores a device of that number.
        """
        wait_for_turn(self._session, f"equipment:{source}:{number}")
        rows = self._session.execute(
            select(DEVICE.c.id, DEVICE.c.organisation_id, DEVICE.c.version).filter_by(
                source=source, number=number
            )
        )
        return [
            KnownDevice(id=row.id, organisation_id=row.organisation_id, version=row.version)
            for row in rows
        ]

    def apply(
        self, equipment: EquipmentUpserted, *, source: str, organisation_id: UUID
    ) -> StoredDevice:
        """Insert or change the device, and take it away from wherever else it was.

        The caller has locked its number and knows that this version is newer.
        """
        key = {"source": source, "number": equipment.equipment_number}
        known = self._session.execute(
            select(DEVICE).filter_by(**key, organisation_id=organisation_id).with_for_update()
        ).first()
        values = self._values_of(equipment, known)
        device_id = self._session.scalars(
            insert(DEVICE)
            .values(
                id=new_id(),
                organisation_id=organisation_id,
                first_received_at=self._now,
                **key,
                **values,
            )
            .on_conflict_do_update(
                index_elements=["source", "number", "organisation_id"], set_=values
            )
            .returning(DEVICE.c.id)
        ).one()
        self._session.execute(
            update(DEVICE)
            .filter_by(**key)
            .where(DEVICE.c.organisation_id != organisation_id)
            .values(is_active=False, version=equipment.version)
        )
        return StoredDevice(id=device_id, is_new=known is None)

    def page(self, shown: ShownDevices, *, after: Place | None, limit: int) -> list[Row[Any]]:
        """Return up to `limit` devices by their number, after a place in the list."""
        query = shown_devices(self._today).where(*_conditions(shown))
        if after is not None:
            here = tuple_(DEVICE.c.sorted_number, DEVICE.c.id)
            query = query.where(here > tuple_(after.value, after.id))
        query = query.order_by(DEVICE.c.sorted_number, DEVICE.c.id)
        return list(self._session.execute(query.limit(limit)))

    def count(self, shown: ShownDevices) -> int:
        """Return how many devices there are, at most one more than are counted."""
        some = shown_devices(self._today).where(*_conditions(shown)).limit(COUNTED_AT_MOST + 1)
        ids = some.with_only_columns(DEVICE.c.id).subquery()
        return self._session.scalars(select(func.count()).select_from(ids)).one()

    def sites(self, organisation_id: UUID) -> tuple[str, ...]:
        """Return the sites of the organisation's devices, up to 200."""
        site = sites_of(organisation_id)
        # Not `exists`, for which the planner may read every device there is.
        one_shown = (
            shown_devices(self._today)
            .with_only_columns(DEVICE.c.id)
            .where(DEVICE.c.organisation_id == organisation_id, DEVICE.c.site == site.c.site)
            .limit(1)
            .lateral("one_shown")
        )
        query = (
            select(site.c.site)
            .select_from(site.join(one_shown, true()))
            .order_by(site.c.site)
            .limit(_SITES_AT_MOST)
        )
        return tuple(self._session.scalars(query))

    def find(self, organisation_id: UUID | None, device_id: UUID) -> Row[Any] | None:
        """Return a device that is shown, with its contract's days; None where there is none."""
        shown = ShownDevices(organisation_id=organisation_id)
        query = shown_devices(self._today).where(DEVICE.c.id == device_id, *_conditions(shown))
        return self._session.execute(query).first()

    def find_number(self, organisation_id: UUID, source: str, number: str) -> Row[Any] | None:
        """Return the organisation's device of this number, None where it has none just now."""
        query = select(DEVICE).filter_by(
            organisation_id=organisation_id, source=source, number=number, is_active=True
        )
        return self._session.execute(query).first()

    def awaited(self) -> list[str]:
        """Return what parked events wait for although it has come: devices known by now."""
        waits_for = PARKED.c.waits_for
        named = literal(AWAITED_DEVICE) + DEVICE.c.source + literal(":") + DEVICE.c.number
        query = (
            select(waits_for)
            .distinct()
            .join(DEVICE, (waits_for == named) & DEVICE.c.is_active)
            .where(PARKED.c.state == "parked", waits_for.like(f"{AWAITED_DEVICE}%"))
        )
        return list(self._session.scalars(query))

    def lock(self, organisation_id: UUID | None, device_id: UUID) -> Row[Any] | None:
        """Return a device as `find` does; nobody else changes it until the transaction ends."""
        shown = ShownDevices(organisation_id=organisation_id)
        query = shown_devices(self._today).where(DEVICE.c.id == device_id, *_conditions(shown))
        return self._session.execute(query.with_for_update(of=DEVICE)).first()

    def set_technical_id(self, row: Row[Any], technical_id: str | None) -> None:
        """Call a device otherwise, as its customer wants it; the caller has locked it."""
        search_text = search_text_of(
            row.number, row.serial_number, row.manufacturer, row.model, technical_id, row.site
        )
        self._session.execute(
            update(DEVICE)
            .where(DEVICE.c.id == row.id)
            .values(
                technical_id=technical_id,
                technical_id_changed_at=self._now,
                search_text=search_text,
            )
        )

    def _values_of(self, equipment: EquipmentUpserted, known: Row[Any] | None) -> dict[str, object]:
        cycle = equipment.reading_cycle
        due_on = next_reminder(cycle.starts_on, cycle.months, self._today) if cycle else None
        if (
            known
            and cycle
            and (known.cycle_months, known.cycle_starts_on)
            == (
                cycle.months,
                cycle.starts_on,
            )
        ):
            # Its reminder may be due this very day.
            due_on = known.reading_due_on
        technical_id = named_anew(
            equipment.technical_id,
            said_before=known.erp_technical_id if known else None,
            kept=known.technical_id if known else None,
        )
        said_before = known.erp_technical_id if known else None
        said = equipment.technical_id if equipment.technical_id is not None else said_before
        return {
            "version": equipment.version,
            "is_active": equipment.is_active,
            "is_third_party": equipment.is_third_party,
            "manufacturer": equipment.manufacturer,
            "model": equipment.model,
            "serial_number": equipment.serial_number,
            "contract_number": equipment.contract_number,
            "technical_id": technical_id,
            "erp_technical_id": said,
            "site": equipment.site,
            "place": equipment.place,
            "bill_of_materials": msgspec.to_builtins(equipment.bill_of_materials),
            "counters": msgspec.to_builtins(equipment.counters),
            "cycle_months": cycle.months if cycle else None,
            "cycle_starts_on": cycle.starts_on if cycle else None,
            "reading_due_on": due_on,
            "sorted_number": equipment.equipment_number.lower(),
            "search_text": search_text_of(
                equipment.equipment_number,
                equipment.serial_number,
                equipment.manufacturer,
                equipment.model,
                technical_id,
                equipment.site,
            ),
            "received_at": self._now,
        }


def _conditions(shown: ShownDevices) -> Collection[ColumnElement[bool]]:
    """Return what is shown as conditions on rows: the first wall (docs/adr/0017)."""
    conditions: list[ColumnElement[bool]] = []
    if shown.organisation_id is not None:
        conditions.append(DEVICE.c.organisation_id == shown.organisation_id)
    if shown.search is not None:
        conditions.append(func.strpos(DEVICE.c.search_text, shown.search) > 0)
    if shown.site is not None:
        conditions.append(DEVICE.c.site == shown.site)
    if shown.is_third_party is not None:
        conditions.append(DEVICE.c.is_third_party == shown.is_third_party)
    return conditions
