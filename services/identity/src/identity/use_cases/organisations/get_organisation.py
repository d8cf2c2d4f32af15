"""Look an organisation up."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.identity import Organisation
from contracts.principal import Principal
from identity.store.records import Records


def get_organisation(caller: Principal, organisation_id: UUID, records: Records) -> Organisation:
    """Return the caller's own organisation, or any to the vendor's people.

    Raises:
        NotFound: there is none, or it is not the caller's; the two look the same.
    """
    if caller.is_staff or organisation_id == caller.organisation_id:
        organisation = records.organisations.find(organisation_id)
        if organisation is not None:
            return organisation
    raise NotFound("organisation")
