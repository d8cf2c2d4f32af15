"""End a key for a machine for good."""

from uuid import UUID

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.principal import Principal
from identity.domain.permissions import require_admin
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.organisations.lock_served import lock_served


def revoke_api_key(caller: Principal, key_id: UUID, records: Records) -> None:
    """Let the key open nothing any more, everywhere at once; revoking it again changes nothing.

    Raises:
        NotPermitted: the caller does not administer the organisation.
        NotFound: it has no such key.
    """
    organisation = lock_served(caller, require_admin(caller), records)
    known = next(
        (key for key in records.api_keys.all_of(organisation.id) if key.id == key_id), None
    )
    if known is None:
        raise NotFound("api_key")
    if not records.api_keys.revoke(organisation.id, key_id):
        return
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="api_key.revoked",
        subject=f"system:{key_id}",
        details={"name": known.name},
    )
    tell_access_ended((key_id,), "revoked", records)
