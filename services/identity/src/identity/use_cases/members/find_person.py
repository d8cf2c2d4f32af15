"""Find somebody by his address, to see to his data."""

from chassis.service import actor_of
from contracts.directory import FoundPeople, FoundPerson, PersonSearch
from contracts.organisation_names import OrganisationName
from contracts.principal import Principal
from identity.domain.addresses import sign_in_key
from identity.domain.permissions import require_admin, require_staff
from identity.store.records import Records


def find_person(caller: Principal, query: PersonSearch, records: Records) -> FoundPeople:
    """Return who signs in with this address, and where he belongs; who was found goes on record.

    Raises:
        NotPermitted: the caller does not administer the vendor.
    """
    require_staff(caller)
    require_admin(caller)
    person = records.people.find_by_address(sign_in_key(query.email))
    if person is None:
        return FoundPeople(items=())
    records.audit.record(
        organisation_id=caller.organisation_id,
        actor=actor_of(caller),
        action="person.looked_up",
        subject=f"person:{person.id}",
    )
    organisations = tuple(
        OrganisationName(id=each.id, name=each.name, customer_number=each.customer_number)
        for each in records.memberships.organisations_of(person.id)
    )
    found = FoundPerson(
        person_id=person.id, name=person.name, email=person.email, organisations=organisations
    )
    return FoundPeople(items=(found,))
