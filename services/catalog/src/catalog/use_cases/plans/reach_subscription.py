"""Find the subscription that somebody reads or changes."""

from uuid import UUID

from catalog.domain.plans import state_on
from catalog.domain.self_services import require_customer_admin, require_self_services
from catalog.store.records import Records
from catalog.store.subscriptions import StoredSubscription
from chassis.service import organisation_of
from contracts.errors import ChangedMeanwhile, NotFound
from contracts.principal import Principal


def readable_organisation(caller: Principal, named: UUID | None) -> UUID:
    """Return whose plan is read: one's own, by the vendor's people anybody's.

    Raises:
        NotPermitted: the caller is no admin (SE-19).
        NotFound: it is not his.
    """
    require_self_services(caller)
    shown = organisation_of(caller, named)
    if shown is None:
        raise NotFound("subscription")
    return shown


def changeable_organisation(caller: Principal, named: UUID | None) -> UUID:
    """Return whose plan is changed: one's own by its admin, anybody's by the vendor's people.

    Raises:
        NotPermitted: the caller is no admin.
        NotFound: it is not his.
    """
    if caller.is_staff:
        if named is None:
            raise NotFound("subscription")
        return named
    own = require_customer_admin(caller)
    if named not in {None, own}:
        raise NotFound("subscription")
    return own


def lock_subscription(organisation_id: UUID, records: Records) -> StoredSubscription:
    """Return the running subscription, locked until the transaction ends.

    Raises:
        NotFound: there is none.
        ChangedMeanwhile: it has ended.
    """
    stored = records.subscriptions.find(organisation_id, lock=True)
    if stored is None:
        raise NotFound("subscription")
    if state_on(stored.ends_on, records.today) == "ended":
        raise ChangedMeanwhile("state", "ended")
    return stored
