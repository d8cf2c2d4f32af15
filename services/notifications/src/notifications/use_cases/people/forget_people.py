"""Forget people in messages, of whom that was ordered."""

from chassis.audit import AuditTrail
from chassis.clock import Clock
from chassis.database import Database
from notifications.store.erasure import ErasureStore

# A few thousand rows are read and searched in a tenth of a second.
_MESSAGES_A_STEP = 2000
# What one round of work may take; the rest waits for the next round.
_STEPS = 200


def forget_people(database: Database, clock: Clock) -> int:
    """Take steps until nobody is left to be forgotten, and return how many were taken.

    Messages to somebody are blanked: recipient, words, files and links go, and what still waits is
    not sent. That something was sent, when, with which digest and result stays. In messages to
    others his name and address are left out. A step is a transaction of its own; what a crash
    leaves is done next time.
    """
    steps = 0
    while steps < _STEPS and _take_step(database, clock):
        steps += 1
    return steps


def _take_step(database: Database, clock: Clock) -> bool:
    with database.transaction(every_organisation=True) as session:
        store = ErasureStore(session)
        person = store.claim()
        if person is None:
            return False
        if store.look_on(person, _MESSAGES_A_STEP) is not None:
            return True
        if store.is_in_hand(person):
            store.begin_again(person)
            return False
        now = clock.now()
        store.finish(person, now)
        AuditTrail(session, now).record(
            organisation_id=None,
            actor="system:retention",
            action="person.forgotten",
            subject=f"person:{person.person_id}",
        )
        return True
