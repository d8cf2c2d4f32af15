"""Show what is on file of an organisation."""

from uuid import UUID

from contracts.master_data_changes import CompanyData
from contracts.principal import Principal
from identity.store.records import Records
from identity.use_cases.organisations.get_organisation import get_organisation


def get_company_data(caller: Principal, organisation_id: UUID, records: Records) -> CompanyData:
    """Return what is on file of the administrator's own organisation, or any to the vendor's.

    Raises:
        NotFound: there is none, or it is not the caller's; the two look the same.
        NotPermitted: it is the caller's, and he does not administer it (SE-19).
    """
    organisation = get_organisation(caller, organisation_id, records)
    return CompanyData(organisation=organisation, values=records.company_data.find(organisation_id))
