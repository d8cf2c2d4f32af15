"""Remember how somebody looks at a list."""

from catalog.domain.views import require_person
from catalog.store.records import RecordRoom
from contracts.errors import InvalidInput
from contracts.list_views import ListView, PutListView
from contracts.principal import Principal


def put_list_view(caller: Principal, request: PutListView, room: RecordRoom) -> ListView:
    """Return the caller's view of the list as it is from now on, for him alone (DW-30, DW-31).

    Repeating changes nothing. It is no data of the organisation's, so it stands in no trail.

    Raises:
        NoMembership, NotPermitted: the caller belongs to no organisation, or is no person.
        InvalidInput: a column is named twice.
    """
    organisation_id = require_person(caller)
    view = request.view
    if len(set(view.columns)) < len(view.columns):
        raise InvalidInput("columns", "repeated")
    with room.of(organisation_id) as records:
        records.list_views.put(organisation_id, caller.subject, request.list_name, view)
    return view
