"""Keep what a service says was looked at in a support session."""

import msgspec

from chassis.entrypoints import Incoming
from chassis.errors import Refused
from contracts.events import SupportCallMade
from identity.store.records import RecordRoom


def note_support_call(event: Incoming[SupportCallMade], room: RecordRoom) -> None:
    """Put the call into the session's record, once, whatever is repeated (MB-13).

    Which service it was, the exchange says that the event came from.

    Raises:
        Refused: the organisation has no such session.
    """
    call = msgspec.structs.replace(event.data, service=event.source)
    if call.organisation_id is None:
        raise Refused("no_organisation", "a support session looks into an organisation")
    with room.of(call.organisation_id) as records:
        if records.support_sessions.find(call.organisation_id, call.support_session_id) is None:
            raise Refused(
                "unknown_support_session",
                "the organisation has no such support session",
                waits_for=f"support_session:{call.support_session_id}",
            )
        records.support_accesses.add_if_new(call.organisation_id, event.id, call)
