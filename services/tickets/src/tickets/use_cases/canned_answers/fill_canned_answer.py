"""Fill an answer that is kept ready with what a request says."""

from contracts.canned_answers import FillCannedAnswer, FilledAnswer
from contracts.errors import InvalidInput
from contracts.principal import Principal
from tickets.domain.canned_answers import filled, values_for
from tickets.domain.request_types import require_staff
from tickets.use_cases.requests.reach_request import Reached, reach_request
from tickets.use_cases.requests.request_tools import RequestTools


def fill_canned_answer(
    caller: Principal, request: FillCannedAnswer, tools: RequestTools
) -> FilledAnswer:
    """Return the newest version of the answer in the requester's language; nothing is said.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such request.
        InvalidInput: there is no such answer on offer.
    """
    require_staff(caller)
    agent = tools.people.find_caller()
    with reach_request(caller, request.request_id, tools.room) as reached:
        answer = reached.records.canned_answers.find(request.key)
        if answer is None or not answer.is_offered:
            raise InvalidInput("key", "not_offered")
        known = reached.request
        requester = reached.records.participants.find(
            known.requester.organisation_id, known.requester.person_id
        )
        language = "de" if requester is None else requester.language
        department = _department(reached, language)
        values = values_for(known, agent=agent.name, department=department)
        return FilledAnswer(body=filled(answer, language, values), language=language)


def _department(reached: Reached, language: str) -> str:
    for department in reached.records.departments.every():
        if department.key == reached.request.department:
            return department.label.de if language == "de" else department.label.en
    return ""
