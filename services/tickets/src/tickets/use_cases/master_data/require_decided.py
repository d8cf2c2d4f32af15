"""Keep a request open while its change of master data waits."""

from contracts.errors import InvalidInput
from tickets.use_cases.requests.reach_request import Reached


def require_decided(reached: Reached, field: str) -> None:
    """Return when the request may be closed as far as master data are concerned.

    Raises:
        InvalidInput: the change that is talked about in it waits for a decision.
    """
    request = reached.request
    change = reached.records.master_data.of_request(request.requester.organisation_id, request.id)
    if change is not None and change.state == "waiting_for_vendor":
        raise InvalidInput(field, "decide_master_data_first")
