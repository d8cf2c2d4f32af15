"""What can go wrong between the gateway and those it asks, as far as a caller may act on it."""


class AreaFailure(Exception):
    """Something behind the gateway did not answer; `area` names it for people."""

    def __init__(self, area: str, reason: str) -> None:
        super().__init__(f"{area}: {reason}")
        self.area = area
        self.reason = reason


class UnknownService(AreaFailure):
    """Nobody takes calls for this service just now. Nothing was done."""


class ConnectionLost(AreaFailure):
    """The connection went away before the answer came; for a write the outcome is unknown."""


class AreaUnavailable(AreaFailure):
    """The service answered that something it needs is down. Nothing was done."""


class CallTimedOut(AreaFailure):
    """No answer within the time allowed; for a write the outcome is unknown."""


class ServiceFault(Exception):
    """The service failed in a way nobody may act on; its log has the details."""
