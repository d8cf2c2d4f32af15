"""Find out what the caller is called and where he is told."""

from contracts.principal import Principal
from tickets.domain.people import Person
from tickets.use_cases.requests.request_tools import RequestTools


def find_caller(caller: Principal, tools: RequestTools) -> Person:
    """Return the caller as he is remembered, if identity was asked about him within the hour.

    Else it is asked; what changes meanwhile it tells by itself.

    Raises:
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    own = caller.organisation_id
    # The vendor's people and partners write in organisations that are not theirs.
    if own is not None and not caller.is_staff and not caller.is_of_partner:
        with tools.room.of(own) as records:
            heard = records.participants.heard_lately(own, caller.subject)
        if heard is not None:
            return heard
    return tools.people.find_caller()
