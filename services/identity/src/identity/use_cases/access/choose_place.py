"""Decide for which organisation somebody acts who has just signed in."""

from uuid import UUID

from contracts.errors import NotPermitted
from contracts.identity import Organisation
from identity.store.records import Records


def choose_place(
    person_id: UUID, organisation_id: UUID | None, records: Records
) -> Organisation | None:
    """Return the organisation he named, or that of his oldest membership; None if he has none.

    Raises:
        NotPermitted: he is no member of the organisation he named.
    """
    own = records.memberships.organisations_of(person_id)
    if organisation_id is None:
        return next(iter(own), None)
    chosen = next((each for each in own if each.id == organisation_id), None)
    if chosen is None:
        raise NotPermitted("membership")
    return chosen
