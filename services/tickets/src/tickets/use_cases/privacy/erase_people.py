"""Erase people of whom that was ordered."""

from chassis.ids import new_id
from tickets.domain.forgetting import Known, traces_of
from tickets.store.records import RecordRoom, Records

# What one round of work may take; the rest waits for the next round.
_STEPS = 200


def erase_people(room: RecordRoom) -> int:
    """Take steps until nobody is left to be erased, and return how many were taken.

    One step is one organisation, in a transaction of its own; what a crash leaves is done next
    time. Two who work at the same time take care of different people.
    """
    steps = 0
    while steps < _STEPS and _take_step(room):
        steps += 1
    return steps


def _take_step(room: RecordRoom) -> bool:
    with room.of_everybody() as records:
        person_id = records.person_erasure.claim()
        if person_id is None:
            return False
        known = records.person_erasure.next_organisation(person_id)
        if known is not None:
            _forget_in(known, records)
            return True
        records.person_erasure.forget_elsewhere(person_id)
        records.person_erasure.note(person_id, (), is_finished=True)
        records.audit.record(
            organisation_id=None,
            actor="system:retention",
            action="person.erased",
            subject=f"person:{person_id}",
        )
        return True


def _forget_in(known: Known, records: Records) -> None:
    """Erase what nobody else needs, and let nothing lead to him in what others need."""
    organisation_id, person_id = known.organisation_id, known.person_id
    for request in records.erasure.claim_of_person(organisation_id, person_id):
        records.mails.let_go_of_request(request.id)
        records.erasure.erase(request)
        records.audit.record(
            organisation_id=organisation_id,
            actor="system:retention",
            action="request.erased",
            subject=f"request:{request.id}",
            details={"kind": request.kind, "closed_on": request.closed_at.date().isoformat()},
        )
    # As they came they hold his words too; what became of them stays where it is.
    records.mails.let_go_of_sender(known.email)
    stand_in = new_id()
    traces = traces_of(person_id, stand_in, (known.name,), (known.email,))
    records.person_erasure.forget_in(known, stand_in, traces)
    leftovers = records.person_erasure.leftovers(organisation_id, traces)
    records.person_erasure.note(person_id, leftovers, is_finished=False)
