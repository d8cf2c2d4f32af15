"""Find customers and partners by what people call them."""

from contracts.directory import OrganisationSearch
from contracts.organisation_names import OrganisationName, OrganisationNames
from identity.domain.texts import one_line
from identity.store.records import Records

_MOST = 20


def find_organisations(query: OrganisationSearch, records: Records) -> OrganisationNames:
    """Return up to twenty that match, by name.

    Raises:
        InvalidInput: there is nothing to look for.
    """
    search = one_line("query.search", query.search)
    return OrganisationNames(
        items=tuple(
            OrganisationName(
                id=each.id, name=each.name, customer_number=each.customer_number, kind=each.kind
            )
            for each in records.organisations.search(search, query.kind, _MOST)
        )
    )
