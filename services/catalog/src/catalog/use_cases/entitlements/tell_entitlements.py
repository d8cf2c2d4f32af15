"""Tell the other services what an organisation may use."""

from uuid import UUID

from catalog.domain.entitlements import entitlements_of
from catalog.store.records import Records
from contracts.events import ENTITLEMENTS_CHANGED, EntitlementsChanged
from contracts.principal import OrganisationKind


def tell_entitlements(organisation_id: UUID, kind: OrganisationKind, records: Records) -> None:
    """Announce what the organisation may use, if that is news (SE-11, SE-15).

    The caller has locked the organisation, so that versions follow the order of the changes.
    """
    entitlements = tuple(sorted({each.key for each in entitlements_of(kind)}))
    version = records.entitlements.replace(organisation_id, entitlements)
    if version is None:
        return
    records.outbox.announce(
        ENTITLEMENTS_CHANGED,
        EntitlementsChanged(
            organisation_id=organisation_id, version=version, entitlements=entitlements
        ),
    )
