"""Call a device otherwise, as its customer wants it."""

from catalog.domain.devices import read_technical_id, require_may_name
from catalog.store.records import RecordRoom
from catalog.use_cases.devices.open_devices import open_devices
from chassis.service import actor_of
from contracts.devices import ChangeTechnicalId
from contracts.equipment import EquipmentTechnicalIdChanged
from contracts.errors import NotFound
from contracts.outbound import EQUIPMENT_TECHNICAL_ID_CHANGED
from contracts.principal import Principal


def change_technical_id(caller: Principal, request: ChangeTechnicalId, room: RecordRoom) -> None:
    """Store the technical identity number and report it to the ERP (KM-13, KM-14).

    Saying what it is already changes nothing and is reported to nobody.

    Raises:
        NoMembership, AreaNotVisible: the caller may not name devices.
        NotFound: there is none, or he does not see it; the two look the same.
        InvalidInput: it holds characters that nobody can write.
    """
    sight = require_may_name(caller)
    wanted = read_technical_id(request.technical_id)
    with open_devices(sight, room) as records:
        row = records.devices.lock(sight.organisation_id, request.device_id)
        if row is None:
            raise NotFound("device")
        if row.technical_id == wanted:
            return
        records.devices.set_technical_id(row, wanted)
        records.audit.record(
            organisation_id=row.organisation_id,
            actor=actor_of(caller),
            action="device.technical_id_changed",
            subject=f"device:{row.id}",
            details={"before": row.technical_id or "", "after": wanted or ""},
        )
        _, customer_number = records.organisations.name_of(row.organisation_id)
        changed = EquipmentTechnicalIdChanged(
            device_id=row.id,
            equipment_number=row.number,
            equipment_source=row.source,
            customer_number=customer_number,
            old=row.technical_id,
            new=wanted,
            changed_by=caller.subject,
            changed_at=records.now,
        )
        records.outbox.publish(EQUIPMENT_TECHNICAL_ID_CHANGED, changed, subject=row.number)
