"""What can go wrong with the broker, as far as somebody here acts on it."""

_NOT_FOUND = 404


class BrokerFailure(Exception):
    """Something did not work between us and the broker."""


class ConnectionEnded(BrokerFailure):
    """The connection is gone: lost, closed by the broker, or silent for too long."""


class FrameFault(BrokerFailure):
    """What came is not AMQP 0-9-1, or not what may come at that moment."""


class ChannelEnded(BrokerFailure):
    """The broker has closed a channel; its connection goes on."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code

    @property
    def is_not_found(self) -> bool:
        """Whether it was closed for asking for what is not there."""
        return self.code == _NOT_FOUND
