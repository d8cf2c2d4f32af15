"""Take a swapped counter, or one that began anew, from the ERP."""

from catalog.domain.contracts import AWAITED_CUSTOMER
from catalog.domain.devices import AWAITED_DEVICE, require_sound_names
from catalog.store.records import Records
from catalog.use_cases.meters.apply_change import apply_change
from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.equipment import EquipmentCounterChanged
from contracts.errors import InvalidInput


def receive_counter_change(event: Incoming[EquipmentCounterChanged], records: Records) -> None:
    """Let the counter go on at another value, so that a smaller reading is good once (F9).

    Safe to repeat.

    Raises:
        Refused: its customer or device is not known (yet), its publisher does not speak for that
            customer, a number could be nobody's, or it contradicts what was read.
    """
    changed, number = event.data, event.data.customer_number
    event.require_speaks_for(number)
    require_sound_names(changed)
    organisation_id = records.organisations.find_customer(number)
    if organisation_id is None:
        raise Refused(
            "unknown_customer",
            "data.customer_number: no customer has this number (yet); the event is taken up by "
            "itself when one appears",
            waits_for=f"{AWAITED_CUSTOMER}{number}",
        )
    device = records.devices.find_number(organisation_id, event.source, changed.equipment_number)
    if device is None:
        raise Refused(
            "unknown_device",
            "data.equipment_number: this customer has no such device (yet); the event is taken up "
            "by itself when it appears",
            waits_for=f"{AWAITED_DEVICE}{event.source}:{changed.equipment_number}",
        )
    if not records.inbox.claim_new(event.source, event.id, event.body_sha256):
        return
    origin = f"{event.source}:{event.id}"
    try:
        apply_change(device, changed, origin, f"system:{event.source}", records)
    except InvalidInput as error:
        field, reason = error.arguments[:2]
        raise Refused("invalid_data", f"data.{field}: {reason}") from None
