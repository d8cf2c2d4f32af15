"""Record that a counter was swapped or began anew, for the vendor's people."""

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from catalog.use_cases.meters.apply_change import apply_change
from chassis.service import actor_of
from contracts.equipment import MeterCounterChanged
from contracts.errors import NotFound
from contracts.meters import ChangeCounter
from contracts.outbound import METER_COUNTER_CHANGED
from contracts.principal import Principal


def change_counter(caller: Principal, request: ChangeCounter, room: RecordRoom) -> None:
    """Let the counter go on at another value, so that a smaller reading is good once (KM-21, F9).

    Repeating the same key changes nothing. The ERP hears of it.

    Raises:
        NotPermitted: the caller is not one of the vendor's people.
        NotFound: there is no such device.
        InvalidInput: the device has no such counter, or the change contradicts what was read.
    """
    require_staff(caller)
    with room.of_everybody() as records:
        device = records.devices.find(None, request.device_id)
        if device is None:
            raise NotFound("device")
        origin = f"person:{caller.subject}:{request.idempotency_key}"
        if not apply_change(device, request, origin, actor_of(caller), records):
            return
        _, customer_number = records.organisations.name_of(device.organisation_id)
        told = MeterCounterChanged(
            device_id=device.id,
            equipment_number=device.number,
            equipment_source=device.source,
            customer_number=customer_number,
            counter=request.counter,
            change=request.change,
            changed_on=request.changed_on,
            last_value=request.last_value,
            new_value=request.new_value,
            recorded_at=records.now,
        )
        records.outbox.publish(METER_COUNTER_CHANGED, told, subject=device.number)
