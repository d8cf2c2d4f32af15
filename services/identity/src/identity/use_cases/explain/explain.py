"""Explain a decision to the person it concerns, or to those who look after him."""

from contracts.errors import InvalidInput
from contracts.explain import ExplainQuery, Explanation
from contracts.principal import Principal
from identity.store.records import RecordRoom
from identity.use_cases.explain.explain_area import explain_area
from identity.use_cases.explain.find_asked import find_asked


def explain(caller: Principal, query: ExplainQuery, room: RecordRoom) -> Explanation:
    """Return which rule decides what is asked about, and who can change it.

    Raises:
        InvalidInput: nothing is asked about, or more than one thing; or as `find_asked` says.
        NotPermitted, NotFound: as `find_asked` says.
    """
    if query.area is None:
        raise InvalidInput("area", "required")
    return explain_area(find_asked(caller, query, room), query.area, room)
