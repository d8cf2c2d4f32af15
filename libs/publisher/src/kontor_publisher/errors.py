"""What can go wrong for a publisher, sorted by what he can do about it."""


class PublisherError(Exception):
    """Anything that kept an event from being confirmed, or a question from being answered."""


class InvalidDocument(PublisherError, ValueError):
    """The document cannot be described as given; nothing was sent. Mend the argument it names."""


class NotConfirmed(PublisherError):
    """The broker did not confirm the event within the deadline. Publish it again: same id, once.

    Whether the event arrived is unknown; `event_id` names it to `reconcile`.
    """

    def __init__(self, event_id: str, reason: str) -> None:
        super().__init__(f"event {event_id} was not confirmed: {reason}")
        self.event_id = event_id
        self.reason = reason


class Unroutable(PublisherError):
    """The broker has nobody who takes this event: Kontor is not set up there. Nothing was kept."""

    def __init__(self, event_id: str, reason: str) -> None:
        super().__init__(f"event {event_id} reached nobody: {reason}")
        self.event_id = event_id
        self.reason = reason


class Refused(PublisherError):
    """The broker or the portal said no, and would say it again: settings or rights must change."""


class PortalAway(PublisherError):
    """The portal's API did not answer, or could not just now. Ask again later."""
