"""Let a person in whose password has fitted, in one message to the database."""

from uuid import UUID

from contracts.identity import Session
from identity.store.records import RecordRoom
from identity.use_cases.access.make_session import make_session
from identity.use_cases.access.prove_password import ProvenPerson


def open_at_once(
    proven: ProvenPerson, organisation_id: UUID | None, room: RecordRoom
) -> Session | None:
    """Return a new session, as `start_session` does, made of what was seen beside the hash.

    None, and nothing has happened, where that does not do: there is more to choose or to write, or
    something has changed since.
    """
    places = proven.prospect.organisations
    if organisation_id is not None:
        places = tuple(each for each in places if each.id == organisation_id)
    is_clear = len(places) == 1 or (not places and organisation_id is None)
    if proven.has_more_to_write or not is_clear:
        return None
    # Whoever loses a session of the last second before a crash signs in once more.
    with room.at_once(may_be_forgotten=True) as sign_ins:
        session = make_session(
            proven.person,
            next(iter(places), None),
            sign_ins.now,
            awaits=proven.prospect.methods,
        )
        is_open = sign_ins.open(session, proven.person, proven.counter)
    return session if is_open else None
