"""Say what organisations are called."""

from collections.abc import Collection
from uuid import UUID

from contracts.organisation_names import OrganisationName, OrganisationNames
from identity.store.records import Records


def name_organisations(organisation_ids: Collection[UUID], records: Records) -> OrganisationNames:
    """Return the names of those that are known; the others are left out."""
    found = records.organisations.find_several(organisation_ids)
    return OrganisationNames(
        items=tuple(
            OrganisationName(id=each.id, name=each.name, customer_number=each.customer_number)
            for each in found
        )
    )
