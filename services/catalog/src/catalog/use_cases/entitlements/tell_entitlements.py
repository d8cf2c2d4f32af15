"""Tell the other services what an organisation may use."""

from uuid import UUID

from sqlalchemy.orm import Session

from catalog.domain.entitlements import entitlements_of
from catalog.store.entitlements import EntitlementStore
from chassis.outbox import Outbox
from contracts.events import ENTITLEMENTS_CHANGED, EntitlementsChanged
from contracts.principal import OrganisationKind


def tell_entitlements(
    organisation_id: UUID, kind: OrganisationKind, session: Session, outbox: Outbox
) -> None:
    """Announce what the organisation may use, if that is news (SE-11, SE-15).

    The caller has locked the organisation, so that versions follow the order of the changes.
    """
    entitlements = tuple(sorted({each.key for each in entitlements_of(kind)}))
    version = EntitlementStore(session).replace(organisation_id, entitlements)
    if version is None:
        return
    outbox.announce(
        ENTITLEMENTS_CHANGED,
        EntitlementsChanged(
            organisation_id=organisation_id, version=version, entitlements=entitlements
        ),
    )
