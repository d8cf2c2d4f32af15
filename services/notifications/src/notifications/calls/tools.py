"""What the ways in by subject share."""

from chassis.service import Service
from notifications.adapters.sending_room import SendingRoom
from notifications.settings import Settings


class NotificationsCalls(Service[Settings, SendingRoom]):
    """A part of the service; never run by itself."""
