"""Looking up customers and people, for the vendor's people."""

from contracts.directory import FoundPeople, OrganisationSearch, PersonSearch
from contracts.organisation_names import OrganisationNames
from gateway.call import Call


async def find_organisations(call: Call, query: OrganisationSearch) -> OrganisationNames:
    """Return up to twenty customers and partners by number or name; for the vendor's people."""
    return await call.around.identity.find_organisations(call.context, query)


async def find_person(call: Call, body: PersonSearch) -> FoundPeople:
    """Return who signs in with an address; for the vendor's administrators, and on record."""
    return await call.around.identity.find_person(call.context, body)
