"""Put somebody's wish to be let in before the company's administrators."""

from chassis.entrypoints import Incoming
from contracts.events import NOTICE_REQUESTED, AccessWished, NoticeRequested
from contracts.identity import Organisation
from identity.domain.people import Person
from identity.store.records import Records


def take_up_access_wish(event: Incoming[AccessWished], records: Records) -> None:
    """Store the wish and tell the administrators; it gives no access by itself (SE-32).

    Safe to repeat, also after they have decided. A number that no company has, the person's own
    company, and a second wish while the first is open come to nothing.
    """
    if records.inbox.claim(event.source, event.id, event.body_sha256) != "new":
        return
    wish = event.data
    person = records.people.find(wish.person_id)
    organisation = records.organisations.find_by_number(wish.customer_number)
    if person is None or organisation is None:
        return
    if records.memberships.find(organisation.id, person.id):
        return
    request_id = records.access_requests.add_if_new(organisation.id, person.id, wish.note)
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
