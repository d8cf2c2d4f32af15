"""Take a device from the ERP."""

from collections.abc import Iterable
from uuid import UUID

from catalog.domain.contracts import AWAITED_CUSTOMER
from catalog.domain.devices import AWAITED_DEVICE, require_sound
from catalog.store.devices import KnownDevice
from catalog.store.records import Records
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.equipment import EquipmentUpserted


def receive_equipment(event: Incoming[EquipmentUpserted], records: Records) -> None:
    """Store the device by its number; one that was at another customer has moved (KM-11, KM-12).

    Safe to repeat. A version that is not newer than the stored one changes nothing: events overtake
    each other.

    Raises:
        Refused: it contradicts itself or what is known, its customer is not known (yet), or its
            publisher does not speak for that customer, or for the one where the device was.
    """
    equipment = event.data
    number = equipment.customer_number
    event.require_speaks_for(number)
    require_sound(equipment)
    organisation_id = records.organisations.lock_customer(number)
    if organisation_id is None:
        raise Refused(
            "unknown_customer",
            "data.customer_number: no customer has this number (yet); the event is taken up by "
            "itself when one appears",
            waits_for=f"{AWAITED_CUSTOMER}{number}",
        )
    if not records.inbox.claim_new(event.source, event.id, event.body_sha256):
        return
    known = records.devices.lock_number(event.source, equipment.equipment_number)
    if any(device.version >= equipment.version for device in known):
        return
    elsewhere = [device for device in known if device.organisation_id != organisation_id]
    _require_may_take_away(event, elsewhere, records)
    stored = records.devices.apply(equipment, source=event.source, organisation_id=organisation_id)
    noted = {device.organisation_id: ("device.left", device.id) for device in elsewhere}
    noted[organisation_id] = ("device.registered" if stored.is_new else "device.changed", stored.id)
    # In one order, so that two moves between the same customers do not wait for each other.
    for customer_id, (action, device_id) in sorted(noted.items()):
        _note(event, customer_id, action, f"device:{device_id}", records)
    awaited = f"{AWAITED_DEVICE}{event.source}:{equipment.equipment_number}"
    records.parking.release(records.outbox, awaited)


def _require_may_take_away(
    event: Incoming[EquipmentUpserted], elsewhere: Iterable[KnownDevice], records: Records
) -> None:
    """Let nobody take a device away from a customer for whom he may not speak."""
    for device in elsewhere:
        _, number = records.organisations.name_of(device.organisation_id)
        if event.publisher is not None and not event.publisher.may_speak_for(number or ""):
            raise Refused(
                "number_conflict", "data.equipment_number: a device of another customer has it"
            )


def _note(
    event: Incoming[EquipmentUpserted],
    organisation_id: UUID,
    action: str,
    subject: str,
    records: Records,
) -> None:
    records.audit.record(
        organisation_id=organisation_id,
        actor=f"system:{event.source}",
        action=action,
        subject=subject,
        details={
            "version": str(event.data.version),
            "is_active": str(event.data.is_active).lower(),
        },
    )
