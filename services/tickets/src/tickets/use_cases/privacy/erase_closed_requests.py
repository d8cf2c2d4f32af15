"""Erase closed requests whose time is over."""

from datetime import timedelta

from tickets.domain.keeping import keeping_of
from tickets.store.records import RecordRoom

_AT_ONCE = 50
# What one round of work may take; the rest waits for the next round.
_BATCHES = 40


def erase_closed_requests(room: RecordRoom, usually: timedelta) -> int:
    """Erase what nobody holds and nobody needs any more, and return how much (C16).

    Two who work at the same time erase different ones; what a crash leaves is erased next time.
    """
    erased = 0
    for _ in range(_BATCHES):
        found = _erase_some(room, usually)
        erased += found
        if found < _AT_ONCE:
            break
    return erased


def _erase_some(room: RecordRoom, usually: timedelta) -> int:
    with room.of_everybody() as records:
        keeping = keeping_of(records.request_types.newest(), usually)
        over = records.erasure.claim_over(keeping, _AT_ONCE)
        for request in over:
            records.mails.let_go_of_request(request.id)
            records.erasure.erase(request)
            records.audit.record(
                organisation_id=request.organisation_id,
                actor="system:retention",
                action="request.erased",
                subject=f"request:{request.id}",
                details={"kind": request.kind, "closed_on": request.closed_at.date().isoformat()},
            )
    return len(over)
