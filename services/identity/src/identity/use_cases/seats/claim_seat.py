"""Ask whether the plan of an organisation has a seat left."""

from contracts.identity import Organisation
from contracts.seats import ClaimSeat
from identity.adapters.seat_desk import SeatDesk
from identity.store.records import Records


def claim_seat(
    organisation: Organisation, address_key: str | None, records: Records, desk: SeatDesk
) -> None:
    """Return if one more person may be invited; an open invitation of the same address is no more.

    The caller has locked the organisation, so whoever else invites there waits: of many who want
    the last seat at once, one gets it. The vendor's own people need none.

    Raises:
        LimitReached: there is no seat left.
        ServiceUnavailable, DeadlinePassed: catalog does not answer.
    """
    if organisation.kind == "vendor":
        return
    seats = records.seats
    desk.claim(
        ClaimSeat(
            organisation_id=organisation.id,
            version=seats.next_version(),
            members=seats.count_members(organisation.id),
            invitations=seats.count_invitations(organisation.id, besides=address_key),
        )
    )
