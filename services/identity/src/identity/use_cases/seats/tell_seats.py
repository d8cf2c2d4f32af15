"""Tell how many seats an organisation uses."""

from uuid import UUID

from contracts.seats import SEATS_CHANGED, SeatsChanged
from identity.store.records import Records


def tell_seats(organisation_id: UUID, records: Records) -> None:
    """Announce the organisation's seats as this transaction leaves them.

    To be called last, when nothing more is locked: whoever tells waits for the one before him.
    """
    seats = records.seats
    seats.wait_for_turn(organisation_id)
    records.outbox.announce(
        SEATS_CHANGED,
        SeatsChanged(
            organisation_id=organisation_id,
            version=seats.next_version(),
            members=seats.count_members(organisation_id),
            invitations=seats.count_invitations(organisation_id),
        ),
    )
