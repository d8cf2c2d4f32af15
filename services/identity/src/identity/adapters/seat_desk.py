"""The catalog service, as far as identity asks it about seats of plans."""

from contracts.plans import LimitUse
from contracts.seats import ClaimSeat
from identity.adapters.asking import Asking

_SECONDS = 5.0


class SeatDesk:
    """Where it is decided whether a plan has a seat left."""

    def __init__(self, catalog: Asking) -> None:
        self._catalog = catalog

    def claim(self, wanted: ClaimSeat) -> None:
        """Return if one more person may be invited.

        Raises:
            LimitReached: the organisation's plan has no seat left (MB-18).
            ServiceUnavailable, DeadlinePassed: catalog does not answer; nobody is invited then.
        """
        self._catalog.call("claim_seat", LimitUse, timeout=_SECONDS, request=wanted)
