"""Ask a customer's administrators to be let in."""

import math

from contracts.accounts import RequestAccess
from contracts.errors import NotPermitted, TooManyAttempts
from contracts.events import ACCESS_WISHED, AccessWished
from contracts.principal import Principal
from identity.domain.floods import ACCESS_REQUESTS_OF_A_PERSON
from identity.domain.texts import printable_line
from identity.store.records import Records


def request_access(caller: Principal, request: RequestAccess, records: Records) -> None:
    """Tell the wish to ourselves; it is put before the administrators a moment later (SE-32).

    The answer and its time are the same for a company that exists, one that does not, and one whose
    member the caller is: nothing is looked up here.

    Raises:
        NotPermitted: the caller is no person.
        TooManyAttempts: enough for this hour.
    """
    person = records.people.find(caller.subject)
    if caller.kind != "person" or person is None:
        raise NotPermitted("session")
    come_back = records.floods.count(ACCESS_REQUESTS_OF_A_PERSON, str(person.id))
    if come_back is not None:
        wait_seconds = math.ceil((come_back - records.now).total_seconds())
        raise TooManyAttempts(str(max(1, wait_seconds)))
    records.outbox.announce(
        ACCESS_WISHED,
        AccessWished(
            person_id=person.id,
            customer_number=printable_line(request.customer_number),
            note=printable_line(request.note),
        ),
    )
