"""Find out where somebody stands in an organisation, as if he signed in there at this moment."""

from uuid import UUID

from chassis.ids import new_id
from contracts.identity import Membership
from identity.domain.people import Member, OpenSession, Person
from identity.store.records import Records


def find_standing(person: Person, organisation_id: UUID, records: Records) -> OpenSession | None:
    """Return the session that all of the person's rights there follow from; None for no member.

    It is the one that would begin now: a second factor counts as given if he has one to give.
    """
    organisation = records.organisations.find(organisation_id)
    found = records.memberships.find(organisation_id, person.id)
    if organisation is None or found is None:
        return None
    has_factor = bool(records.second_factors.methods_of(person.id))
    return OpenSession(
        id=new_id(),
        person=person,
        organisation=organisation,
        member=_member_of(found, organisation.id),
        bookings=records.bookings.of_organisation(organisation.id),
        opened_at=records.now,
        last_used_at=records.now,
        second_factor_at=records.now if has_factor else None,
        asks_admins_for_second_factor=records.second_factor_rules.is_required(organisation.id),
    )


def _member_of(found: Membership, organisation_id: UUID) -> Member:
    return Member(
        organisation_id=organisation_id,
        person_id=found.person_id,
        role=found.role,
        areas=found.areas,
        grants=found.grants,
        data_scope=found.data_scope,
        document_types=found.document_types,
        is_initial=found.is_initial,
        operator_number=found.operator_number,
        team=found.team,
    )
