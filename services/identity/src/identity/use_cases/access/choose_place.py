"""Decide for which organisation somebody acts who has just signed in."""

from collections.abc import Sequence
from uuid import UUID

from contracts.errors import NotPermitted
from contracts.identity import Organisation
from identity.domain.people import Person
from identity.domain.session_principals import bar_in
from identity.store.records import Records
from identity.use_cases.access.find_standing import find_standing


def choose_place(
    person: Person,
    organisation_id: UUID | None,
    records: Records,
    *,
    own: Sequence[Organisation],
) -> Organisation | None:
    """Return the organisation he named, or that of his oldest membership; None if he has none.

    `own` are those he is a member of, the oldest membership first. An older one that would keep
    him out (its contract is over, it asks him for a factor that he does not have) gives way to one
    that lets him in.

    Raises:
        NotPermitted: he is no member of the organisation he named.
    """
    if organisation_id is None:
        oldest = next(iter(own), None)
        if len(own) == 1:
            return oldest
        return next((each for each in own if _lets_in(person, each, records)), oldest)
    chosen = next((each for each in own if each.id == organisation_id), None)
    if chosen is None:
        raise NotPermitted("membership")
    return chosen


def _lets_in(person: Person, organisation: Organisation, records: Records) -> bool:
    standing = find_standing(person, organisation.id, records)
    return standing is not None and bar_in(standing, records.now) is None
