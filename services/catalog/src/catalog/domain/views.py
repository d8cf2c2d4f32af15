"""Views of lists: everybody's own."""

from uuid import UUID

from contracts.errors import NoMembership, NotPermitted
from contracts.principal import Principal


def require_person(caller: Principal) -> UUID:
    """Return the organisation for which the caller, a person, looks at lists.

    Raises:
        NoMembership: he belongs to no organisation yet.
        NotPermitted: it is no person.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if caller.kind != "person":
        raise NotPermitted("person")
    return caller.organisation_id
