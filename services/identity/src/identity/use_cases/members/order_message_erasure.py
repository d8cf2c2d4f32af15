"""Have nothing in messages lead to somebody any more."""

from uuid import UUID

from chassis.service import actor_of
from contracts.people_news import PERSON_ERASED, PersonErased
from contracts.principal import Principal
from identity.domain.permissions import require_admin, require_staff
from identity.store.records import Records


def order_message_erasure(caller: Principal, person_id: UUID, records: Records) -> None:
    """Tell what the person is called and where he was told; whoever keeps messages forgets him.

    Repeating it does no harm, and finds what was said since. Of somebody unknown nothing is told,
    and the answer is the same.

    Raises:
        NotPermitted: the caller does not administer the vendor.
    """
    require_staff(caller)
    require_admin(caller)
    person = records.people.find(person_id)
    if person is None:
        return
    records.outbox.announce(
        PERSON_ERASED,
        PersonErased(person_id=person.id, name=person.name, email=person.email, at=records.now),
    )
    records.audit.record(
        organisation_id=caller.organisation_id,
        actor=actor_of(caller),
        action="person.message_erasure_ordered",
        subject=f"person:{person.id}",
    )
