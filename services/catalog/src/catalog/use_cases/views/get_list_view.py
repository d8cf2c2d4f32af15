"""Show how somebody looks at a list."""

from catalog.domain.views import require_person
from catalog.store.records import RecordRoom
from contracts.list_views import ListName, ListView
from contracts.principal import Principal


def get_list_view(caller: Principal, list_name: ListName, room: RecordRoom) -> ListView:
    """Return the caller's view of the list, from whatever device he chose it (DW-31).

    Raises:
        NoMembership, NotPermitted: the caller belongs to no organisation, or is no person.
    """
    organisation_id = require_person(caller)
    with room.of(organisation_id) as records:
        return records.list_views.find(organisation_id, caller.subject, list_name)
