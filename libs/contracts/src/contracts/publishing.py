"""Events that publishing systems hand in by call instead of by broker: the answer they get."""

import msgspec


class AcceptedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """The event is kept for good and will be archived, or parked with a reason.

    The same event again gets the same answer. What became of it is told by
    `POST /v1/publications/query`.
    """

    source: str
    event_id: str
    event_type: str
