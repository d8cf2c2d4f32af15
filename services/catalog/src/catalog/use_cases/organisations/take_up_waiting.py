"""Take up events that wait for a customer, or for a device, that has come."""

from catalog.store.records import Records


def take_up_waiting(records: Records) -> int:
    """Replay the parked events whose customer or device is known by now; return how many.

    Closes a gap that `remember_organisation` leaves: an event that has just looked for its customer
    in vain is parked a moment after the customer came. Safe to run in several processes at once.
    """
    return sum(
        records.parking.release(records.outbox, awaited)
        for awaited in (*records.organisations.awaited(), *records.devices.awaited())
    )
