"""Describe a device as lists and details show it."""

from typing import Any

import msgspec
from sqlalchemy.engine import Row

from contracts.devices import DeviceItem
from contracts.equipment import Counter


def describe_device(row: Row[Any]) -> DeviceItem:
    """Return what everybody sees of a stored device who sees it at all."""
    return DeviceItem(
        id=row.id,
        customer_id=row.organisation_id,
        number=row.number,
        manufacturer=row.manufacturer,
        model=row.model,
        serial_number=row.serial_number,
        technical_id=row.technical_id,
        site=row.site,
        place=row.place,
        is_third_party=row.is_third_party,
        counters=msgspec.convert(row.counters, tuple[Counter, ...]),
    )
