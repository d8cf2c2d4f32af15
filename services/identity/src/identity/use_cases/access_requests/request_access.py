"""Ask a customer's administrators to be let in."""

import math

from contracts.accounts import RequestAccess
from contracts.errors import NotPermitted, TooManyAttempts
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.identity import Organisation
from contracts.principal import Principal
from identity.domain.floods import ACCESS_REQUESTS_OF_A_PERSON
from identity.domain.people import Person
from identity.store.records import Records


def request_access(caller: Principal, request: RequestAccess, records: Records) -> None:
    """Put the wish before the organisation's administrators; gives no access by itself (SE-32).

    The answer is the same for a company that exists, one that does not, and one whose member the
    caller is; asking twice changes nothing.

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
    organisation = records.organisations.find_by_number(request.customer_number.strip())
    if organisation is None or records.memberships.find(organisation.id, person.id):
        return
    note = " ".join(request.note.split())
    request_id = records.access_requests.add_if_new(
        organisation.id, person.id, "".join(char for char in note if char.isprintable())
    )
    if request_id is None:
        return
    records.audit.record(
        organisation_id=organisation.id,
        actor=f"person:{person.id}",
        action="access.requested",
        subject=f"access_request:{request_id}",
    )
    _tell_admins(organisation, person, records, key=f"access_request:{request_id}")


def _tell_admins(organisation: Organisation, person: Person, records: Records, *, key: str) -> None:
    for admin in records.memberships.admins_of(organisation.id):
        records.outbox.announce(
            NOTICE_REQUESTED,
            NoticeRequested(
                idempotency_key=f"{key}:{admin.person_id}",
                kind="access_request",
                recipient=admin.email,
                language=organisation.language,
                organisation_id=organisation.id,
                parameters={
                    "organisation_name": organisation.name,
                    "person_name": person.name,
                    "person_email": person.email,
                },
            ),
        )
