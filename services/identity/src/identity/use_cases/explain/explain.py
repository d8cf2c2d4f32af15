"""Explain a decision to the person it concerns, or to those who look after him."""

from contracts.errors import InvalidInput
from contracts.explain import ExplainQuery, Explanation
from contracts.principal import Principal
from identity.store.records import RecordRoom
from identity.use_cases.explain.explain_area import explain_area
from identity.use_cases.explain.explain_customer import explain_customer
from identity.use_cases.explain.find_asked import find_asked


def explain(caller: Principal, query: ExplainQuery, room: RecordRoom) -> Explanation:
    """Return which rule decides what is asked about, and who can change it.

    Raises:
        InvalidInput: nothing is asked about, or more than one thing; or as `find_asked` says.
        NotPermitted, NotFound: as `find_asked` says.
        AreaNotVisible: one who is not let into the area himself asks what a colleague sees there.
    """
    _require_one_subject(query)
    asked = find_asked(caller, query, room)
    if query.customer is not None:
        return explain_customer(asked, query.customer, room)
    return explain_area(asked, query.area or "", room)


def _require_one_subject(query: ExplainQuery) -> None:
    subjects = [each for each in (query.area, query.customer) if each is not None]
    if not subjects:
        raise InvalidInput("area", "required")
    if len(subjects) > 1:
        raise InvalidInput("area", "one_thing_at_a_time")
