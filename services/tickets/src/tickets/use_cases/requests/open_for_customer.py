"""Take down what a customer says on the telephone."""

from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.tickets import OpenForCustomer, Request
from tickets.domain.request_types import require_staff
from tickets.use_cases.requests.open_request import Behalf, open_request
from tickets.use_cases.requests.request_tools import RequestTools


def open_for_customer(caller: Principal, request: OpenForCustomer, tools: RequestTools) -> Request:
    """Return the request of the customer's member, who is told by mail and finds it as his own.

    It remembers the channel that it came by (SE-10), and its course says who took it down. What the
    member himself may do is not known here, so no access is attached.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: the organisation has no such member; or as for `open_request`.
    """
    require_staff(caller)
    person = tools.people.find_member(request.organisation_id, request.person_id)
    if person is None:
        raise InvalidInput("person_id", "not_a_member_there")
    behalf = Behalf(organisation_id=request.organisation_id, person=person, channel=request.channel)
    return open_request(caller, request.request, tools, behalf=behalf)
