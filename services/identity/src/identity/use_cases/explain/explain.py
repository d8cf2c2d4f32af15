"""Explain a decision to the person it concerns, or to those who look after him."""

from contracts.errors import InvalidInput
from contracts.explain import ExplainQuery, Explanation
from contracts.principal import Principal
from identity.adapters.notice_desk import NoticeDesk
from identity.store.records import RecordRoom
from identity.use_cases.explain.explain_area import explain_area
from identity.use_cases.explain.explain_customer import explain_customer
from identity.use_cases.explain.explain_document import explain_document
from identity.use_cases.explain.explain_missing_mail import explain_missing_mail
from identity.use_cases.explain.find_asked import find_asked


def explain(
    caller: Principal, query: ExplainQuery, room: RecordRoom, desk: NoticeDesk
) -> Explanation:
    """Return which rule decides what is asked about, and who can change it.

    Raises:
        InvalidInput: nothing is asked about, or more than one thing; or as `find_asked` says.
        NotPermitted, NotFound: as `find_asked` says.
        AreaNotVisible: one who is not let into the area himself asks what a colleague sees there.
    """
    _require_one_subject(query)
    if query.missing_mail is not None:
        return explain_missing_mail(caller, query, query.missing_mail, room, desk)
    asked = find_asked(caller, query, room)
    if query.document is not None:
        return explain_document(asked, query.document, room, desk)
    if query.customer is not None:
        return explain_customer(asked, query.customer, room)
    return explain_area(asked, query.area or "", room)


def _require_one_subject(query: ExplainQuery) -> None:
    asked_about = (query.area, query.customer, query.document, query.missing_mail)
    subjects = sum(each is not None for each in asked_about)
    if subjects == 0:
        raise InvalidInput("area", "required")
    if subjects > 1:
        raise InvalidInput("area", "one_thing_at_a_time")
