"""Tell the other services what an organisation may use."""

from uuid import UUID

from catalog.domain.bookings import names_in_force, next_change
from catalog.store.records import Records
from contracts.events import ENTITLEMENTS_CHANGED, EntitlementsChanged
from contracts.principal import OrganisationKind


def tell_entitlements(organisation_id: UUID, kind: OrganisationKind, records: Records) -> None:
    """Announce what the organisation may use today, if that is news (SE-11, SE-15).

    The caller has locked the organisation, so that versions follow the order of the changes.
    """
    bookings = records.bookings.of_organisation(organisation_id)
    entitlements = names_in_force(kind, bookings, records.today)
    recount_on = next_change(bookings, records.today)
    version = records.entitlements.replace(organisation_id, entitlements, recount_on=recount_on)
    if version is None:
        return
    records.outbox.announce(
        ENTITLEMENTS_CHANGED,
        EntitlementsChanged(
            organisation_id=organisation_id, version=version, entitlements=entitlements
        ),
    )
