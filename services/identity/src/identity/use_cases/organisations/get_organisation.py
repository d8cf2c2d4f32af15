"""Look an organisation up."""

from uuid import UUID

from contracts.errors import NotFound, NotPermitted
from contracts.identity import Organisation
from contracts.principal import Principal
from identity.store.records import Records


def get_organisation(caller: Principal, organisation_id: UUID, records: Records) -> Organisation:
    """Return the administrator's own organisation, or any to the vendor's people.

    Raises:
        NotFound: there is none, or it is not the caller's; the two look the same.
        NotPermitted: it is the caller's, and he does not administer it: its master data belong to
            Self-Services (SE-19).
    """
    if organisation_id == caller.organisation_id and not caller.may_use_self_services:
        raise NotPermitted("admin")
    if caller.is_staff or organisation_id == caller.organisation_id:
        organisation = records.organisations.find(organisation_id)
        if organisation is not None:
            return organisation
    raise NotFound("organisation")
