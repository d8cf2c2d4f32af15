"""Devices: who sees them, what of them, and what no device from the ERP can say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Refused
from contracts.equipment import EquipmentCounterChanged, EquipmentUpserted
from contracts.errors import AreaNotVisible, InvalidInput, NoMembership
from contracts.principal import Principal

DEVICES = "devices"
# What an event waits for whose device is not known yet; its source and number follow.
AWAITED_DEVICE = "device:"
SERVICE_CALLS, CONSUMABLES, METER_READINGS = "service_calls", "consumables", "meter_readings"
# Whoever calls for service, orders or reads meters does it for a device, so he finds it (KM-06 to
# KM-08). Contract and bill of materials, and naming it, belong to the area of devices itself.
_WAYS_TO_DEVICES = (DEVICES, SERVICE_CALLS, CONSUMABLES, METER_READINGS)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceSight:
    """Whose devices somebody sees: one organisation's; None stands for every customer's."""

    organisation_id: UUID | None
    sees_contract: bool
    sees_bill: bool
    may_name: bool


def sight_of_devices(caller: Principal) -> DeviceSight:
    """Return which devices the caller sees, and what of them.

    Raises:
        NoMembership: he belongs to no organisation yet.
        AreaNotVisible: none of the areas that are about devices is open to him.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if not any(caller.may_enter(area) for area in _WAYS_TO_DEVICES):
        raise AreaNotVisible(DEVICES)
    sees_all = caller.may_enter(DEVICES)
    return DeviceSight(
        organisation_id=None if caller.is_staff else caller.organisation_id,
        sees_contract=sees_all,
        sees_bill=sees_all or caller.may_enter(CONSUMABLES),
        may_name=sees_all,
    )


def require_may_read_meters(caller: Principal) -> DeviceSight:
    """Return of which devices the caller reports meter readings (KM-08).

    Raises:
        NoMembership: he belongs to no organisation yet.
        AreaNotVisible: the area of meter readings is not open to him.
    """
    sight = sight_of_devices(caller)
    if not caller.may_enter(METER_READINGS):
        raise AreaNotVisible(METER_READINGS)
    return sight


def require_may_name(caller: Principal) -> DeviceSight:
    """Return which devices the caller may name otherwise (KM-14).

    Raises:
        NoMembership: he belongs to no organisation yet.
        AreaNotVisible: the area of devices is not open to him.
    """
    sight = sight_of_devices(caller)
    if not sight.may_name:
        raise AreaNotVisible(DEVICES)
    return sight


def read_technical_id(text: str | None) -> str | None:
    """Return a technical identity number as it is kept: single spaces, None where it is blank.

    Raises:
        InvalidInput: it holds characters that nobody can write.
    """
    words = " ".join((text or "").split())
    if not words.isprintable():
        raise InvalidInput("technical_id", "control_characters")
    return words or None


def named_anew(said: str | None, *, said_before: str | None, kept: str | None) -> str | None:
    """Return the technical identity number after the ERP has said `said`.

    What the ERP repeats is no news: the customer may have changed it since. Saying nothing leaves
    it, an empty text removes it.
    """
    if said is None or said == said_before:
        return kept
    return read_technical_id(said)


def search_text_of(*values: str | None) -> str:
    """Return what a device is found by, as searches compare it; no search spans two values."""
    return "\n".join(" ".join(value.split()).lower() for value in values if value)


def require_sound(equipment: EquipmentUpserted) -> None:
    """Return when the device does not contradict itself.

    Raises:
        Refused: a text is blank or holds control characters, or something is named twice.
    """
    fault = next(_faults(equipment), None)
    if fault is not None:
        raise Refused("invalid_data", fault)


def require_sound_names(changed: EquipmentCounterChanged) -> None:
    """Return when customer and device are named in a form in which either could be known.

    Raises:
        Refused: a number is blank or holds control characters, which no database even looks up.
    """
    for field in ("customer_number", "equipment_number"):
        number = getattr(changed, field)
        if not (number.strip() and number.isprintable()):
            raise Refused("invalid_data", f"data.{field}: blank, or with control characters")


def _faults(equipment: EquipmentUpserted) -> Iterator[str]:
    """Yield what is wrong, each as a sentence for the publisher's developer."""
    for field in ("equipment_number", "model", "manufacturer", "serial_number", "contract_number",
                  "site", "place"):  # fmt: skip
        text = getattr(equipment, field)
        if text is not None and not (text.strip() and text.isprintable()):
            yield f"data.{field}: blank, or with control characters"
    if equipment.technical_id is not None and not equipment.technical_id.isprintable():
        yield "data.technical_id: with control characters"
    for item in equipment.bill_of_materials:
        for text in (item.item_number, item.name):
            if not (text.strip() and text.isprintable()):
                yield "data.bill_of_materials: a text is blank, or with control characters"
    if _repeats(item.item_number for item in equipment.bill_of_materials):
        yield "data.bill_of_materials: an item is named twice"
    if _repeats(counter.kind for counter in equipment.counters):
        yield "data.counters: a counter is named twice"


def _repeats(values: Iterable[str]) -> bool:
    found = list(values)
    return len(set(found)) < len(found)
