"""Hold an organisation for a change that an administrator or the vendor's people make."""

from uuid import UUID

from contracts.errors import NotFound, NotPermitted
from contracts.identity import Organisation
from contracts.principal import Principal
from identity.domain.permissions import require_admin
from identity.store.records import Records


def lock_served(caller: Principal, organisation_id: UUID, records: Records) -> Organisation:
    """Return the organisation; nobody else changes who belongs to it until the transaction ends.

    Raises:
        NotFound: there is none.
        NotPermitted: it is the vendor, and the caller is no administrator; or he ceased to be one
            after his principal was signed.
    """
    organisation = records.organisations.lock(organisation_id)
    if organisation is None:
        raise NotFound("organisation")
    if organisation_id == caller.organisation_id:
        _require_admin_still(caller, records)
    if organisation.kind == "vendor":
        # Whoever belongs to the vendor reaches every customer: only its administrators decide that.
        require_admin(caller)
    return organisation


def _require_admin_still(caller: Principal, records: Records) -> None:
    own = records.memberships.find(require_admin(caller), caller.subject)
    if own is None or own.role != "admin":
        raise NotPermitted("admin")
